package rtc

import "time"

const (
	cadenceFrames = 30
	freezeMargin  = int64(150 * time.Millisecond)
	freezeFactor  = 3
)

// cadence watches when the frames of a video come, and how long it stands still: a gap longer than three times the mean
// interval, and longer than the mean by 150 ms at least, is a freeze (as browsers count them).
type cadence struct {
	last      int64
	intervals [cadenceFrames]int64
	sum       int64
	count     int
	frames    uint64
	frozen    int64
}

// frame notes the first packet of a frame.
func (c *cadence) frame(now int64) {
	c.frames++
	last := c.last
	c.last = now
	if last == 0 {
		return
	}
	interval := now - last
	if mean := c.mean(); mean > 0 && interval > max(freezeFactor*mean, mean+freezeMargin) {
		c.frozen += interval
		return
	}
	slot := c.count % cadenceFrames
	c.sum += interval - c.intervals[slot]
	c.intervals[slot] = interval
	c.count++
}

// pause says that what follows comes after a pause that somebody wanted.
func (c *cadence) pause() { c.last = 0 }

// mean interval, ns; 0 while there is not enough to say.
func (c *cadence) mean() int64 {
	if c.count < cadenceFrames/3 {
		return 0
	}
	return c.sum / int64(min(c.count, cadenceFrames))
}
