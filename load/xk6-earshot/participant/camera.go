package participant

import (
	"sync/atomic"
	"time"

	"earshot/xk6-earshot/media"
	"earshot/xk6-earshot/rtc"
)

const (
	videoClock = 90_000
	// packetsPerTurn spreads a key frame over some milliseconds instead of sending it in one burst.
	packetsPerTurn = 10
	turnNs         = int64(2 * time.Millisecond)
	maxBehindNs    = int64(500 * time.Millisecond)
)

// layer plays one encoding of a camera or a share.
type layer struct {
	video *media.Video
	out   stream
	// base and began are the same for all layers of a camera, so that their clocks agree.
	base    uint32
	began   int64
	frameNs int64
	// wanted by receivers and switched on by its owner.
	active atomic.Bool

	playing   bool
	index     int
	frame     int64
	pictureID uint16
	timestamp uint32
	queue     [][]byte
	scratch   []byte
}

func newLayer(video *media.Video, out stream, start float64, clock layerClock) *layer {
	index := int(start*video.FPS) % len(video.Pictures)
	return &layer{
		video: video, out: out, base: clock.base, began: clock.began,
		frameNs: int64(float64(time.Second) / video.FPS), index: video.NextKey(index),
		pictureID: uint16(clock.base) & 0x7fff,
	}
}

// layerClock is where the time stamps of a camera begin.
type layerClock struct {
	base  uint32
	began int64
}

// Tick implements rtc.Paced.
func (l *layer) Tick(now int64) int64 {
	if len(l.queue) > 0 {
		return l.flush(now)
	}
	if behind := now - l.dueAt(); behind > maxBehindNs {
		l.frame += behind / l.frameNs
	}
	l.beginFrame()
	l.frame++
	return l.flush(now)
}

func (l *layer) dueAt() int64 { return l.began + l.frame*l.frameNs }

// beginFrame puts the next picture into the queue.
func (l *layer) beginFrame() {
	if !l.active.Load() {
		l.playing = false
		return
	}
	if l.out.TakeKeyFrameRequest() || !l.playing {
		l.playing = true
		l.index = l.video.NextKey(l.index)
	}
	l.queue = l.video.Pictures[l.index].Payloads
	l.index = (l.index + 1) % len(l.video.Pictures)
	l.pictureID++
	l.timestamp = l.base + uint32(l.frame*l.frameNs/1000*videoClock/1_000_000)
}

func (l *layer) flush(now int64) int64 {
	for range min(packetsPerTurn, len(l.queue)) {
		l.scratch = media.AppendPayload(l.scratch[:0], l.queue[0], l.pictureID)
		l.queue = l.queue[1:]
		l.out.Send(rtc.Packet{Payload: l.scratch, Timestamp: l.timestamp, Marker: len(l.queue) == 0}, now)
	}
	if len(l.queue) > 0 {
		return now + turnNs
	}
	return l.dueAt()
}
