package livekit

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"google.golang.org/protobuf/encoding/protowire"

	"earshot/livekit-bench/sfu"
	"earshot/xk6-earshot/rtc"
)

// pingEach keeps LiveKit from taking a quiet client for dead.
const pingEach = 5 * time.Second

// member is one participant of LiveKit's room: signalling, a connection to receive, and one to send if it publishes.
type member struct {
	server    *Server
	socket    *websocket.Conn
	writing   sync.Mutex
	answers   chan string
	published chan struct{}
	// ready gets the outcome of the receiving connection, once.
	ready chan error
	done  chan struct{}
	stop  sync.Once

	receiving, sending *rtc.Transport
	out                *rtc.Outgoing
	player             rtc.Paced

	mu     sync.Mutex
	tracks map[uint32]*rtc.Incoming
	errors uint64
}

// connect joins and waits for the receiving connection, which the server offers.
func (s *Server) connect(ctx context.Context, token string) (*member, error) {
	address := url.URL{Scheme: "ws", Host: s.Host, Path: "/rtc", RawQuery: url.Values{
		"access_token": {token}, "auto_subscribe": {"1"}, "protocol": {"9"}, "sdk": {"go"}, "version": {"1.0.0"},
	}.Encode()}
	socket, response, err := websocket.DefaultDialer.DialContext(ctx, address.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("websocket: %w (%v)", err, response)
	}
	m := &member{
		server: s, socket: socket, answers: make(chan string, 1), published: make(chan struct{}, 1),
		ready: make(chan error, 1), done: make(chan struct{}), tracks: map[uint32]*rtc.Incoming{},
	}
	go m.read()
	go m.ping()
	failed, err := wait(ctx, m.ready, "receiving connection")
	if err == nil {
		err = failed
	}
	if err != nil {
		m.Leave()
		return nil, err
	}
	return m, nil
}

func (m *member) send(request []byte) error {
	m.writing.Lock()
	defer m.writing.Unlock()
	return m.socket.WriteMessage(websocket.BinaryMessage, request)
}

func (m *member) ping() {
	ticker := time.NewTicker(pingEach)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			body := appendNumber(nil, 1, uint64(time.Now().UnixMilli()))
			if m.send(appendMessage(nil, requestPing, body)) != nil {
				return
			}
		case <-m.done:
			return
		}
	}
}

func (m *member) read() {
	for {
		_, data, err := m.socket.ReadMessage()
		if err != nil {
			m.tellReady(err)
			return
		}
		eachField(data, func(number protowire.Number, value []byte, _ uint64) {
			switch number {
			case responseOffer:
				m.handleOffer(parseDescription(value))
			case responseAnswer:
				offerOnce(m.answers, parseDescription(value).sdp)
			case responseTrackPublished:
				offerOnce(m.published, struct{}{})
			case responseLeave:
				m.tellReady(fmt.Errorf("the server put us out"))
			}
		})
	}
}

func offerOnce[T any](to chan<- T, value T) {
	select {
	case to <- value:
	default:
	}
}

func (m *member) tellReady(err error) { offerOnce(m.ready, err) }

// handleOffer runs on the reading goroutine only.
func (m *member) handleOffer(offer description) {
	first := m.receiving == nil
	self, err := newOwn(fmt.Sprintf("sub%p", m)[:8+3])
	if err != nil {
		m.tellReady(err)
		return
	}
	if first {
		config := remoteOf(offer.sdp, m.server.MediaPort)
		config.LocalFragment, config.OnData = self.fragment, m.acceptChannels
		if m.receiving, err = rtc.NewTransport(config); err != nil {
			m.tellReady(err)
			return
		}
	}
	sdp, tracks := answer(offer.sdp, self)
	m.expect(tracks)
	answered := description{kind: "answer", sdp: sdp, id: offer.id}
	if err := m.send(appendMessage(nil, requestAnswer, answered.append(nil))); err != nil || !first {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		m.tellReady(m.receiving.Connect(ctx))
	}()
}

// expect makes the tracks those of the latest offer.
func (m *member) expect(tracks []offered) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := map[uint32]*rtc.Incoming{}
	for _, track := range tracks {
		if known := m.tracks[track.ssrc]; known != nil {
			now[track.ssrc] = known
			continue
		}
		clock := uint32(audioClock)
		if track.video {
			clock = videoClock
		}
		now[track.ssrc] = m.receiving.AddIncoming(rtc.IncomingConfig{
			Video: track.video, SSRC: track.ssrc, ClockRate: clock, Nack: track.video,
			TransportID: track.transportID, Listener: listener{m.server.Latency},
		})
	}
	for ssrc, track := range m.tracks {
		if now[ssrc] == nil {
			track.Remove()
		}
	}
	m.tracks = now
}

// Counts implements sfu.Member.
func (m *member) Counts() (counts sfu.Counts) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, track := range m.tracks {
		own := track.Counts()
		counts.Received += own.Received
		counts.Lost += own.Lost
		counts.Streams++
		if own.Received == 0 {
			counts.Silent++
		}
	}
	if m.out != nil {
		counts.Sent = m.out.Sent()
	}
	m.errors += m.receiving.TakeSRTPErrors()
	counts.SRTPErrors = m.errors
	return counts
}

// Leave implements sfu.Member.
func (m *member) Leave() {
	m.stop.Do(func() {
		close(m.done)
		if m.player != nil {
			rtc.StopPacing(m.player)
		}
		_ = m.send(appendMessage(nil, requestLeave, nil))
		_ = m.socket.Close()
		for _, transport := range []*rtc.Transport{m.receiving, m.sending} {
			if transport != nil {
				transport.Close()
			}
		}
	})
}

// listener hears of one track; only latency is of interest.
type listener struct{ latency *sfu.Latency }

func (listener) FirstPacket(int64)           {}
func (listener) KeyFrame(int64, int, int)    {}
func (listener) Spoke(int64, rtc.Spurt)      {}
func (l listener) Latency(nanoseconds int64) { l.latency.Add(nanoseconds) }
