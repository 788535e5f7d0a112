// Package livekit joins LiveKit's server with the same lean endpoints as Earshot's load client.
package livekit

import (
	"context"
	"fmt"
	"time"

	"earshot/livekit-bench/sfu"
	"earshot/xk6-earshot/media"
	"earshot/xk6-earshot/rtc"
)

// Server is one room on LiveKit.
type Server struct {
	// Host is address:port of its web server; MediaPort is where it takes UDP.
	Host      string
	MediaPort int
	// APIKey is id:secret.
	Key, Secret, Room         string
	Media, Microphone, Camera string
	Latency                   *sfu.Latency
	speech                    *media.Speech
	video                     *media.Video
	bitrate                   uint32
}

// Open reads the media.
func (s *Server) Open() error {
	library, err := media.OpenLibrary(s.Media)
	if err != nil {
		return err
	}
	if s.speech, err = library.GetSpeech(s.Microphone); err != nil {
		return err
	}
	camera, err := library.GetCamera(s.Camera)
	if err != nil {
		return err
	}
	s.video, s.bitrate = camera.Layers[0].Video, camera.Layers[0].Bitrate
	return nil
}

func (s *Server) token(index int) (string, error) {
	now := time.Now().Unix()
	return sfu.SignToken(s.Secret, map[string]any{"alg": "HS256", "typ": "JWT"}, map[string]any{
		"iss": s.Key, "sub": fmt.Sprintf("load-%d", index), "nbf": now - 5, "exp": now + 3600,
		"video": map[string]any{"roomJoin": true, "room": s.Room},
	})
}

// Join implements sfu.Server.
func (s *Server) Join(ctx context.Context, index int, role sfu.Role) (sfu.Member, error) {
	token, err := s.token(index)
	if err != nil {
		return nil, err
	}
	m, err := s.connect(ctx, token)
	if err != nil {
		return nil, fmt.Errorf("join %d: %w", index, err)
	}
	if role.Microphone || role.Camera {
		if err := m.publish(ctx, index, role.Camera); err != nil {
			m.Leave()
			return nil, fmt.Errorf("publish %d: %w", index, err)
		}
	}
	return m, nil
}

// publish opens the second connection, which LiveKit wants for sending, and plays.
func (m *member) publish(ctx context.Context, index int, video bool) error {
	s := m.server
	sent := track{cid: fmt.Sprintf("cid%d", index), video: video, width: s.video.Width, height: s.video.Height, bitrate: int(s.bitrate)}
	if err := m.send(appendMessage(nil, requestAddTrack, sent.append(nil))); err != nil {
		return err
	}
	if _, err := wait(ctx, m.published, "TrackPublished"); err != nil {
		return err
	}
	ssrc := uint32(10_000 + index)
	self, err := newOwn(fmt.Sprintf("pub%05d", index))
	if err != nil {
		return err
	}
	offered := description{kind: "offer", sdp: offer(self, sent, ssrc), id: 1}
	if err := m.send(appendMessage(nil, requestOffer, offered.append(nil))); err != nil {
		return err
	}
	answered, err := wait(ctx, m.answers, "answer")
	if err != nil {
		return err
	}
	config := remoteOf(answered, s.MediaPort)
	config.LocalFragment = self.fragment
	if m.sending, err = rtc.NewTransport(config); err != nil {
		return err
	}
	if err := m.sending.Connect(ctx); err != nil {
		return err
	}
	m.play(video, ssrc)
	return nil
}

func (m *member) play(video bool, ssrc uint32) {
	config := rtc.OutgoingConfig{
		Video: video, SSRC: ssrc, PayloadType: opusPayload, ClockRate: audioClock, MID: "0",
		CName: fmt.Sprintf("c%d", ssrc), Stamp: true,
	}
	if video {
		config.PayloadType, config.ClockRate = vp8Payload, videoClock
	}
	m.out = m.sending.AddOutgoing(config)
	if video {
		m.player = &camera{video: m.server.video, out: m.out, began: rtc.Now()}
	} else {
		m.player = &talker{speech: m.server.speech, out: m.out, began: rtc.Now()}
	}
	rtc.StartPacing(m.player)
}

func wait[T any](ctx context.Context, from <-chan T, what string) (T, error) {
	select {
	case value := <-from:
		return value, nil
	case <-ctx.Done():
		var none T
		return none, fmt.Errorf("no %s: %w", what, ctx.Err())
	}
}

func newOwn(fragment string) (own, error) {
	fingerprint, err := rtc.Fingerprint()
	return own{fragment: fragment, fingerprint: fingerprint}, err
}
