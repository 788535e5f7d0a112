package participant

import (
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"earshot/xk6-earshot/media"
	"earshot/xk6-earshot/protocol"
	"earshot/xk6-earshot/rtc"
	"earshot/xk6-earshot/signalling"
)

// Sources that are published.
const (
	sourceMicrophone = "microphone"
	sourceCamera     = "camera"
	sourceScreen     = "screen"
)

var errLegOver = &signalling.Error{Code: "ended", Message: "the leg is over"}

func (p *Participant) publishAll(ctx context.Context) error {
	if p.options.Microphone != "" {
		if err := p.publish(ctx, sourceMicrophone, p.options.Muted); err != nil {
			return err
		}
	}
	if p.options.Camera != "" {
		return p.publish(ctx, sourceCamera, false)
	}
	return nil
}

func (p *Participant) publish(ctx context.Context, source string, paused bool) error {
	p.mu.Lock()
	send := p.send
	p.mids++
	mid := strconv.Itoa(p.mids - 1)
	p.mu.Unlock()
	if send == nil {
		return &signalling.Error{Code: "wrong_state", Message: "there is no transport to publish on"}
	}
	library, err := media.OpenLibrary(p.options.Media)
	if err != nil {
		return err
	}
	if source == sourceMicrophone {
		return p.publishSound(ctx, library, send, mid, paused)
	}
	return p.publishPicture(ctx, library, send, pictureWish{source: source, mid: mid, paused: paused})
}

func (p *Participant) publishSound(ctx context.Context, library *media.Library, send *rtc.Transport, mid string, paused bool) error {
	speech, err := library.GetSpeech(p.options.Microphone)
	if err != nil {
		return err
	}
	ssrc := randomSSRC()
	out := send.AddOutgoing(rtc.OutgoingConfig{
		SSRC: ssrc, PayloadType: opusPayload, ClockRate: opusClock, MID: mid, CName: p.ID(), Stamp: p.options.Stamp,
	})
	talk := &rtc.Talk{}
	made := &publication{
		owner: p, source: sourceMicrophone, talk: talk, streams: []*rtc.Outgoing{out},
		microphone: newMicrophone(speech, out, talk, rand.Uint32()>>1),
	}
	return p.announce(ctx, made, protocol.PublishParams{
		Source: sourceMicrophone, RTPParameters: soundParameters(mid, p.ID(), ssrc), Paused: paused,
	})
}

type pictureWish struct {
	source, mid string
	paused      bool
}

func (p *Participant) publishPicture(ctx context.Context, library *media.Library, send *rtc.Transport, wish pictureWish) error {
	camera, err := library.GetCamera(p.options.Camera)
	if err != nil {
		return err
	}
	layers := camera.Layers
	if wish.source == sourceScreen {
		layers = layers[len(layers)-1:] // a share has one encoding
	}
	clock := layerClock{base: rand.Uint32() >> 1, began: rtc.Now()}
	made := &publication{owner: p, source: wish.source, maxLayer: len(layers) - 1}
	configs := make([]rtc.OutgoingConfig, len(layers))
	for i, l := range layers {
		configs[i] = rtc.OutgoingConfig{
			Video: true, SSRC: randomSSRC(), RepairSSRC: randomSSRC(), PayloadType: vp8Payload, RepairPayloadType: vp8RTX,
			ClockRate: videoClock, MID: wish.mid, CName: p.ID(), Stamp: p.options.Stamp,
		}
		out := send.AddOutgoing(configs[i])
		made.streams = append(made.streams, out)
		made.heights = append(made.heights, l.Height)
		made.layers = append(made.layers, newLayer(l.Video, out, camera.StartSeconds, clock))
	}
	return p.announce(ctx, made, protocol.PublishParams{
		Source: wish.source, RTPParameters: pictureParameters(wish.mid, p.ID(), layers, configs),
		Height: pointer(int64(layers[len(layers)-1].Height)), Paused: wish.paused,
	})
}

// announce publishes and begins to send once the server knows the track: what came before would be thrown away there.
func (p *Participant) announce(ctx context.Context, made *publication, params protocol.PublishParams) error {
	made.paused = params.Paused
	if params.Paused {
		params.PauseReason = pointer("user")
	}
	var answer protocol.PublishResult
	if err := p.request(ctx, protocol.RequestPublish, params, &answer); err != nil {
		return err
	}
	made.trackID, made.ownerID = answer.TrackID, p.ID()
	p.mu.Lock()
	p.published[made.source] = made
	over := p.reason != ""
	p.mu.Unlock()
	if over {
		return errLegOver
	}
	p.hub.addPublication(made)
	made.apply()
	made.start()
	return nil
}

// drop stops a publication on this side.
func (p *Participant) drop(made *publication) {
	made.stop()
	p.hub.removePublication(made)
	p.countSent(made)
}

func (p *Participant) findPublished(source string) *publication {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.published[source]
}

// setPaused stops sending before the server is told, and starts after it: no packet is sent that is not promised.
func (p *Participant) setPaused(ctx context.Context, source string, paused bool) error {
	made := p.findPublished(source)
	if made == nil {
		return &signalling.Error{Code: "wrong_state", Message: source + " is not published"}
	}
	params := protocol.SetPublishedParams{TrackID: made.trackID, Paused: paused}
	if paused {
		made.setPaused(true)
		params.Reason = pointer("user")
	}
	if err := p.request(ctx, protocol.RequestSetPublished, params, nil); err != nil {
		return err
	}
	made.setPaused(paused)
	return nil
}

// Mute pauses the microphone.
func (p *Participant) Mute(ctx context.Context) error {
	return p.setPaused(ctx, sourceMicrophone, true)
}

// Unmute resumes the microphone, which plays its recording with its own pauses.
func (p *Participant) Unmute(ctx context.Context) error {
	if made := p.findPublished(sourceMicrophone); made != nil {
		made.microphone.speakNaturally()
	}
	return p.setPaused(ctx, sourceMicrophone, false)
}

// Speak unmutes if needed and talks without pause for so long; then the microphone stays open and silent. It returns
// when the talking begins.
func (p *Participant) Speak(ctx context.Context, duration time.Duration) error {
	made := p.findPublished(sourceMicrophone)
	if made == nil {
		return &signalling.Error{Code: "wrong_state", Message: "no microphone is published"}
	}
	if made.isPaused() {
		if err := p.setPaused(ctx, sourceMicrophone, false); err != nil {
			return err
		}
	}
	made.microphone.speak(duration)
	return nil
}

// SetCamera switches the camera on or off; it is published when first switched on.
func (p *Participant) SetCamera(ctx context.Context, on bool) error {
	if p.findPublished(sourceCamera) == nil && on {
		return p.publish(ctx, sourceCamera, false)
	}
	return p.setPaused(ctx, sourceCamera, !on)
}

// SetShare begins or ends a share: the camera's largest encoding as one stream.
func (p *Participant) SetShare(ctx context.Context, on bool) error {
	made := p.findPublished(sourceScreen)
	if on == (made != nil) {
		return nil
	}
	if on {
		return p.publish(ctx, sourceScreen, false)
	}
	p.mu.Lock()
	delete(p.published, sourceScreen)
	p.mu.Unlock()
	p.drop(made)
	return p.request(ctx, protocol.RequestUnpublish, protocol.UnpublishParams{TrackID: made.trackID}, nil)
}
