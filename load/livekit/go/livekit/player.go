package livekit

import (
	"time"

	"earshot/xk6-earshot/media"
	"earshot/xk6-earshot/rtc"
)

const (
	videoClock = 90_000
	audioClock = 48_000
	frameNs    = int64(20 * time.Millisecond)
)

// talker sends what is loud of a recording, without a pause.
type talker struct {
	speech *media.Speech
	out    *rtc.Outgoing
	began  int64
	index  int
	frame  int64
}

// Tick implements rtc.Paced.
func (t *talker) Tick(now int64) int64 {
	for due := (now - t.began) / frameNs; t.frame <= due; t.frame++ {
		if at, ok := t.speech.Loud(t.index); ok {
			t.index = at
		}
		sound := t.speech.Frames[t.index]
		t.index = (t.index + 1) % len(t.speech.Frames)
		t.out.Send(rtc.Packet{Payload: sound.Data, Timestamp: uint32(t.frame) * media.FrameTicks, Level: sound.Level}, now)
	}
	return t.began + t.frame*frameNs
}

// camera sends a recording in a loop and jumps to a key frame when one is asked for.
type camera struct {
	video     *media.Video
	out       *rtc.Outgoing
	began     int64
	index     int
	frame     int64
	pictureID uint16
	scratch   []byte
}

// Tick implements rtc.Paced.
func (c *camera) Tick(now int64) int64 {
	each := int64(float64(time.Second) / c.video.FPS)
	if c.out.TakeKeyFrameRequest() {
		c.index = c.video.NextKey(c.index)
	}
	payloads := c.video.Pictures[c.index].Payloads
	c.index = (c.index + 1) % len(c.video.Pictures)
	c.pictureID++
	timestamp := uint32(c.frame * each / 1000 * videoClock / 1_000_000)
	for i, payload := range payloads {
		c.scratch = media.AppendPayload(c.scratch[:0], payload, c.pictureID&0x7fff)
		c.out.Send(rtc.Packet{Payload: c.scratch, Timestamp: timestamp, Marker: i == len(payloads)-1}, now)
	}
	c.frame++
	return c.began + c.frame*each
}
