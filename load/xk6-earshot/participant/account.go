package participant

import (
	"sync"

	"earshot/xk6-earshot/rtc"
)

const (
	// silentAfterNs: a track that was started and whose publisher sends, but of which nothing comes for so long.
	silentAfterNs = int64(5e9)
	// jitterEach: one sample of jitter for each track in so many turns.
	jitterEach = 10
)

// account turns the counts of one consumer into samples, turn by turn.
type account struct {
	mu     sync.Mutex
	before rtc.Counts
	turns  int

	// What was known at the end of the turn before, to tell whether the publisher's count is a promise.
	known      bool
	layer      int
	changes    int
	sentBefore uint64

	arrears arrears

	quietSince int64
	silent     bool
}

// turn counts what happened since the last one, and returns what can be judged by now.
func (a *account) turn(c *consumer, now int64) judged {
	a.mu.Lock()
	defer a.mu.Unlock()
	counts := c.incoming.Counts()
	a.record(c, counts)
	made := a.promise(c, counts)
	a.watchSilence(c, counts, now)
	a.before = counts
	a.turns++
	return a.arrears.add(made)
}

// close counts the last of a track; what was promised shortly before its end is not judged.
func (a *account) close(c *consumer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	counts := c.incoming.Counts()
	a.record(c, counts)
	a.before = counts
}

func (a *account) record(c *consumer, counts rtc.Counts) {
	recorder, tags := c.owner.recorder, Tags{Kind: c.info.Kind}
	increase := func(metric Metric, now, before uint64) {
		if now > before {
			recorder.Record(metric, float64(now-before), tags)
		}
	}
	increase(PacketsReceived, counts.Received, a.before.Received)
	increase(PacketsExpected, counts.Expected, a.before.Expected)
	increase(PacketsLost, counts.Lost, a.before.Lost)
	if frozen := counts.FrozenNs - a.before.FrozenNs; frozen > 0 {
		recorder.Record(FreezeSeconds, float64(frozen)/1e9, tags)
	}
	if a.turns%jitterEach == jitterEach-1 && counts.Received > a.before.Received {
		recorder.Record(Jitter, counts.JitterMs, tags)
	}
}

// promise compares with what the publisher sent in the same turn. Where it is in another process, or the track changed
// within the turn, the numbers of the packets are all there is.
func (a *account) promise(c *consumer, counts rtc.Counts) promise {
	c.mu.Lock()
	started := c.resumedAt != 0 && (c.info.Kind == "audio" || c.heardAt != 0)
	layer, changes := c.layer, c.changes
	c.mu.Unlock()
	source := c.source()
	if source != nil && len(source.streams) == 1 {
		layer = 0 // sound, and shares: there is nothing to choose
	}
	known := started && source != nil && layer >= 0
	var sent uint64
	if known {
		sent = source.sent(layer)
	}
	made := promise{expected: counts.Expected - a.before.Expected, received: counts.Received - a.before.Received}
	if known && a.known && layer == a.layer && changes == a.changes {
		made.expected = sent - a.sentBefore
	}
	a.known, a.layer, a.changes, a.sentBefore = known, layer, changes, sent
	return made
}

// watchSilence counts a track once that should come and does not.
func (a *account) watchSilence(c *consumer, counts rtc.Counts, now int64) {
	source := c.source()
	if counts.Received > a.before.Received || !c.coming() || source == nil || !source.sending() {
		a.quietSince, a.silent = now, false
		return
	}
	if a.quietSince == 0 {
		a.quietSince = now
	}
	if !a.silent && now-a.quietSince > silentAfterNs {
		a.silent = true
		c.owner.recorder.Record(SilentTracks, 1, Tags{Kind: c.info.Kind})
		c.owner.recorder.Log("nothing comes of " + c.info.Source + " " + c.info.TrackID + " for 5 s")
	}
}
