// Package earshot joins Earshot's server, with the participants of the load client.
package earshot

import (
	"context"
	"fmt"
	"log"
	"strings"
	"sync/atomic"
	"time"

	"earshot/livekit-bench/sfu"
	"earshot/xk6-earshot/participant"
	"earshot/xk6-earshot/protocol"
)

// talkFor is longer than any benchmark: senders never pause.
const talkFor = time.Hour

// Server is one call on Earshot.
type Server struct {
	URL string
	// APIKey is id:secret.
	APIKey, Room, Media, Microphone, Camera string
	// Height of the tiles, pixels.
	Height  int
	Places  int
	Latency *sfu.Latency

	hub *participant.Hub
}

// New call.
func New(server Server) *Server {
	server.hub = participant.NewHub()
	return &server
}

// Join implements sfu.Server.
func (s *Server) Join(ctx context.Context, index int, role sfu.Role) (sfu.Member, error) {
	id, secret, _ := strings.Cut(s.APIKey, ":")
	now := time.Now().Unix()
	token, err := sfu.SignToken(secret, map[string]any{"alg": "HS256", "kid": id, "typ": "JWT"}, map[string]any{
		"sub": fmt.Sprintf("load-%d", index), "room": s.Room, "role": "presenter", "aud": "earshot",
		"iat": now, "exp": now + 3600,
	})
	if err != nil {
		return nil, err
	}
	view := protocol.View{
		Tiles: []protocol.ViewTile{}, Pins: []string{},
		Auto: &protocol.AutoView{Places: int64(s.Places), Height: int64(s.Height)},
	}
	options := participant.Options{
		URL: s.URL, Token: token, Room: s.Room, Name: fmt.Sprintf("Load %d", index), FormFactor: "desktop",
		Media: s.Media, Receive: true, View: view, Stamp: true,
	}
	if role.Microphone {
		options.Microphone = s.Microphone
	}
	if role.Camera {
		options.Camera = s.Camera
	}
	failures := &atomic.Uint64{}
	joined, err := s.hub.Join(ctx, options, recorder{s.Latency, failures})
	if err != nil {
		return nil, fmt.Errorf("join %d: %w", index, err)
	}
	if role.Microphone {
		if err := joined.Speak(ctx, talkFor); err != nil {
			return nil, fmt.Errorf("speak: %w", err)
		}
	}
	return &member{joined, failures}, nil
}

type member struct {
	*participant.Participant
	srtpErrors *atomic.Uint64
}

// Counts implements sfu.Member.
func (m *member) Counts() (counts sfu.Counts) {
	stats := m.Stats()
	counts.Sent, counts.Received, counts.Lost = stats.PacketsSent, stats.PacketsReceived, stats.PacketsLost
	counts.SRTPErrors = m.srtpErrors.Load()
	for _, track := range stats.Tracks {
		if track.Direction != "receive" {
			continue
		}
		counts.Streams++
		if track.Packets == 0 {
			counts.Silent++
		}
	}
	return counts
}

// Leave implements sfu.Member.
func (m *member) Leave() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	m.Participant.Leave(ctx)
}

// recorder keeps latency and failures of SRTP, and passes complaints on.
type recorder struct {
	latency    *sfu.Latency
	srtpErrors *atomic.Uint64
}

// Record implements participant.Recorder.
func (r recorder) Record(metric participant.Metric, value float64, _ participant.Tags) {
	switch metric {
	case participant.Latency:
		r.latency.Add(int64(value * float64(time.Millisecond)))
	case participant.SRTPErrors:
		r.srtpErrors.Add(uint64(value))
	}
}

// Log implements participant.Recorder.
func (r recorder) Log(message string) { log.Print(message) }
