package participant

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"earshot/xk6-earshot/protocol"
	"earshot/xk6-earshot/rtc"
	"earshot/xk6-earshot/signalling"
)

var errUnreadableConsumer = errors.New("a consumer without encodings")

// Options say who joins and what it does.
type Options struct {
	// URL is the server's origin, http or https.
	URL, Token, Room, Name string
	// FormFactor is desktop or mobile.
	FormFactor string
	// Media is the folder with the generated media.
	Media   string
	Receive bool
	View    protocol.View
	// Microphone and Camera are names in the media's manifest; empty = none.
	Microphone, Camera string
	// Muted: the microphone is published paused.
	Muted bool
	// Stamp adds the time of sending to payloads; off where a browser receives.
	Stamp bool
	// Loss on this participant's own line.
	Loss rtc.Loss
	// Replaces is the participant whose page was reloaded.
	Replaces *Participant
}

// Participant is one member of a call.
type Participant struct {
	hub      *Hub
	options  Options
	recorder Recorder
	session  *signalling.Session
	// began is when joining began, ns.
	began int64
	ended chan struct{}
	life  context.Context
	die   context.CancelFunc

	mu            sync.Mutex
	joined        protocol.JoinResult
	send, receive *rtc.Transport
	consumers     map[string]*consumer
	published     map[string]*publication
	roster        roster
	limits        *protocol.LimitsInfo
	reason        string
	left          bool
	readyAt       int64
	firstAudio    bool
	dominant      string
	// heard is the last spurt that was heard of a track.
	heard map[string]uint32
	// detected is the last spurt of a participant after which it was told to be dominant.
	detected   map[string]uint32
	milestones map[string]int64
	mids       int
	// renewing: media was lost and is being opened again; renewed is closed when it was.
	renewing bool
	renewed  chan struct{}

	deliveries map[string]*delivery
	signals    signalCount
	reports    reportState
}

// Join takes a seat, connects media and publishes. The errors have a code.
func (h *Hub) Join(ctx context.Context, options Options, recorder Recorder) (*Participant, error) {
	life, die := context.WithCancel(context.Background())
	p := &Participant{
		hub: h, options: options, recorder: recorder, began: rtc.Now(), life: life, die: die,
		ended: make(chan struct{}), consumers: map[string]*consumer{}, published: map[string]*publication{},
		heard: map[string]uint32{}, detected: map[string]uint32{}, milestones: map[string]int64{},
		renewed: make(chan struct{}), deliveries: map[string]*delivery{"audio": {}, "video": {}},
	}
	if err := p.join(ctx); err != nil {
		p.GiveUp()
		return nil, err
	}
	return p, nil
}

func (p *Participant) join(ctx context.Context) error {
	session, err := signalling.Open(ctx, p.options.URL, p)
	if err != nil {
		return err
	}
	p.session = session
	if err := p.takeSeat(ctx); err != nil {
		return err
	}
	p.recorder.Record(JoinDuration, milliseconds(rtc.Now()-p.began), Tags{})
	p.hub.add(p)
	p.mu.Lock()
	media := p.joined.Media
	p.mu.Unlock()
	if media == nil {
		return p.awaitMedia(ctx) // the worker is being replaced: reconnectNeeded follows
	}
	if err = p.openMedia(ctx, media); err == nil {
		err = p.publishAll(ctx)
	}
	if err != nil && p.isRenewing() {
		return p.awaitMedia(ctx) // it was lost while it was opened
	}
	return err
}

// takeSeat asks to join; the answer is taken in before any event that follows it.
func (p *Participant) takeSeat(ctx context.Context) error {
	params := protocol.JoinParams{
		Token: p.options.Token, Room: p.options.Room, FormFactor: p.options.FormFactor,
		Client: protocol.JoinParamsClient{Library: "earshot-load", Browser: "other", BrowserVersion: 1, Os: "linux"},
	}
	if p.options.Name != "" {
		params.Name = &p.options.Name
	}
	if p.options.Replaces != nil {
		id, resumeToken := p.options.Replaces.session.Identity()
		params.Replaces = &protocol.JoinParamsReplaces{SessionID: id, ResumeToken: resumeToken}
	}
	done := make(chan error, 1)
	p.session.Send(protocol.RequestJoin, params, func(answer json.RawMessage, err error) {
		if err == nil {
			err = p.handleJoined(answer)
		}
		done <- err
	})
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return &signalling.Error{Code: signalling.CodeTimeout, Message: "no answer to join"}
	}
}

func (p *Participant) handleJoined(answer json.RawMessage) error {
	var joined protocol.JoinResult
	if err := signalling.Decode(answer, &joined); err != nil {
		p.HandleProtocolError(err)
		return err
	}
	p.session.SetIdentity(joined.SessionID, joined.ResumeToken, time.Duration(joined.ResumeGraceMs)*time.Millisecond)
	p.mu.Lock()
	p.joined = joined
	p.readyAt = rtc.Now()
	p.mu.Unlock()
	p.milestone("joined", rtc.Now())
	p.handleSnapshot(&joined.Snapshot)
	return nil
}

// ID is the participant's; empty before it has joined.
func (p *Participant) ID() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.joined.ParticipantID
}

// CallID is the call's.
func (p *Participant) CallID() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.joined.CallID
}

// Ended is closed when the leg is over.
func (p *Participant) Ended() <-chan struct{} { return p.ended }

// Reason of the end; empty while the leg goes on.
func (p *Participant) Reason() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reason
}

// Leave tells the server and waits for its answer, then ends.
func (p *Participant) Leave(ctx context.Context) (reason string) {
	if p.Reason() == "" {
		p.mu.Lock()
		p.left = true
		for _, made := range p.published {
			made.setPaused(true) // what is sent while the server says goodbye is promised to nobody
		}
		p.mu.Unlock()
		// callEnded may come before the answer and end the session: that is no failure.
		_ = p.session.Request(ctx, protocol.RequestLeave, protocol.LeaveParams{}, nil)
		p.end("hangup")
	}
	return p.Reason()
}

// Abandon ends without a word, as a page that is reloaded or a phone that is switched off.
func (p *Participant) Abandon() { p.end("abandoned") }

// farewellLimit bounds the wait for the answer of somebody who gives up.
const farewellLimit = 2 * time.Second

// GiveUp leaves a call that was joined without waiting for long, so that no ghost holds its place.
func (p *Participant) GiveUp() {
	if p.ID() != "" {
		ctx, cancel := context.WithTimeout(context.Background(), farewellLimit)
		defer cancel()
		p.Leave(ctx)
	}
	p.end("failed")
}

// CutSocket closes the connection of signalling; the session resumes by itself.
func (p *Participant) CutSocket() { p.session.Cut() }

// end closes everything on this side, once.
func (p *Participant) end(reason string) {
	p.mu.Lock()
	if p.reason != "" {
		p.mu.Unlock()
		return
	}
	p.reason = reason
	p.mu.Unlock()
	p.die()
	p.closeMedia()
	p.countSignals(rtc.Now())
	p.recordSignallingMean()
	if p.session != nil {
		p.session.Close()
	}
	p.hub.remove(p)
	close(p.ended)
}

// request asks and waits; a refusal counts as an error of the protocol, because scripts ask for nothing forbidden.
func (p *Participant) request(ctx context.Context, name string, params, result any) error {
	err := p.session.Request(ctx, name, params, result)
	p.countRefusal(name, err)
	return err
}

// countRefusal leaves out what only says that the leg is over, or its media lost.
func (p *Participant) countRefusal(name string, err error) {
	if err == nil {
		return
	}
	p.mu.Lock()
	over := p.left || p.reason != "" || p.renewing
	p.mu.Unlock()
	code := signalling.CodeOf(err)
	if over || code == "ended" || code == "worker_lost" {
		return
	}
	p.HandleProtocolError(errors.New(name + ": " + err.Error()))
}

// HandleProtocolError implements signalling.Listener.
func (p *Participant) HandleProtocolError(err error) {
	p.recorder.Record(ProtocolErrors, 1, Tags{})
	p.recorder.Log("protocol error: " + err.Error())
}

// HandleResumed implements signalling.Listener.
func (p *Participant) HandleResumed(mode string) {
	p.recorder.Record(Resumes, 1, Tags{Mode: mode})
	if mode == "snapshot" {
		// What was announced meanwhile is not told again: media is opened anew, as the library does.
		go p.renewMedia(0)
	}
}

// HandleLost implements signalling.Listener.
func (p *Participant) HandleLost(reason string) { p.end(reason) }

func (p *Participant) milestone(name string, at int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.milestones[name]; !known {
		p.milestones[name] = max(0, (at-p.began)/nanosecondsPerMs)
	}
}
