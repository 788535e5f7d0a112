package participant

import (
	"context"

	"earshot/xk6-earshot/protocol"
)

// SetView says what this participant looks at.
func (p *Participant) SetView(ctx context.Context, view protocol.View) error {
	p.mu.Lock()
	p.options.View = view
	p.mu.Unlock()
	return p.request(ctx, protocol.RequestSetView, protocol.SetViewParams{View: view}, nil)
}

// RaiseHand raises or lowers one's own hand.
func (p *Participant) RaiseHand(ctx context.Context, raised bool) error {
	return p.request(ctx, protocol.RequestRaiseHand, protocol.RaiseHandParams{Raised: raised}, nil)
}

// Chat says something to all.
func (p *Participant) Chat(ctx context.Context, text string) error {
	return p.request(ctx, protocol.RequestChat, protocol.ChatParams{Text: text}, new(protocol.ChatResult))
}

// Options that it was joined with, for joining again.
func (p *Participant) Options() Options {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.options
}

// Video is one picture that comes now.
type Video struct {
	ParticipantID string `json:"participantId"`
	Source        string `json:"source"`
	// Height of the last key frame; 0 before the first.
	Height int `json:"height,omitempty"`
}

// Videos that come now.
func (p *Participant) Videos() []Video {
	videos := []Video{}
	for _, c := range p.copyConsumers() {
		if c.info.Kind == "video" && c.coming() {
			videos = append(videos, Video{ParticipantID: c.info.ParticipantID, Source: c.info.Source, Height: c.frameHeight()})
		}
	}
	return videos
}

func (p *Participant) copyConsumers() []*consumer {
	p.mu.Lock()
	defer p.mu.Unlock()
	consumers := make([]*consumer, 0, len(p.consumers))
	for _, c := range p.consumers {
		consumers = append(consumers, c)
	}
	return consumers
}

// Stats of all that is sent and received now.
type Stats struct {
	PacketsSent     uint64       `json:"packetsSent"`
	PacketsReceived uint64       `json:"packetsReceived"`
	PacketsExpected uint64       `json:"packetsExpected"`
	PacketsLost     uint64       `json:"packetsLost"`
	Tracks          []TrackStats `json:"tracks"`
}

// TrackStats of one track.
type TrackStats struct {
	Direction     string  `json:"direction"`
	ParticipantID string  `json:"participantId"`
	TrackID       string  `json:"trackId"`
	Source        string  `json:"source"`
	Packets       uint64  `json:"packets"`
	Expected      uint64  `json:"expected"`
	Lost          uint64  `json:"lost"`
	Repaired      uint64  `json:"repaired"`
	Bytes         uint64  `json:"bytes"`
	Frames        uint64  `json:"frames"`
	FrozenMs      float64 `json:"frozenMs"`
	JitterMs      float64 `json:"jitterMs"`
	Nacks         uint64  `json:"nacks"`
	Plis          uint64  `json:"plis"`
	Height        int     `json:"height,omitempty"`
}

// Stats as they are now.
func (p *Participant) Stats() Stats {
	stats := Stats{Tracks: []TrackStats{}}
	for _, c := range p.copyConsumers() {
		counts := c.incoming.Counts()
		stats.PacketsReceived += counts.Received
		stats.PacketsExpected += counts.Expected
		stats.PacketsLost += counts.Lost
		stats.Tracks = append(stats.Tracks, TrackStats{
			Direction: "receive", ParticipantID: c.info.ParticipantID, TrackID: c.info.TrackID, Source: c.info.Source,
			Packets: counts.Received, Expected: counts.Expected, Lost: counts.Lost, Repaired: counts.Repaired,
			Bytes: counts.Bytes, Frames: counts.Frames, FrozenMs: milliseconds(counts.FrozenNs), JitterMs: counts.JitterMs,
			Nacks: counts.Nacks, Plis: counts.Plis, Height: c.frameHeight(),
		})
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, made := range p.published {
		counts := made.counts()
		stats.PacketsSent += counts.Packets
		stats.Tracks = append(stats.Tracks, TrackStats{
			Direction: "send", ParticipantID: made.ownerID, TrackID: made.trackID, Source: made.source,
			Packets: counts.Packets, Expected: counts.Packets, Bytes: counts.Bytes, Nacks: counts.Nacks, Plis: counts.Plis,
		})
	}
	return stats
}
