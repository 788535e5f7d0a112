package rtc

// windowPackets is how far back a packet may still come: a repair that takes longer is of no use to a player.
const windowPackets = 256

// arrival says what a packet's number means.
type arrival int

const (
	arrivedNext arrival = iota
	// arrivedLate: it fills a hole.
	arrivedLate
	arrivedTwice
	// arrivedRestart: the numbers jumped; counting begins anew.
	arrivedRestart
)

// restartJump is a jump that no loss explains.
const restartJump = 3000

// window counts packets by their sequence numbers: which came, which are missing, which are lost for good.
type window struct {
	started       bool
	base, highest uint64
	seen          [windowPackets]bool

	received, lost uint64
	// before is what was expected before the numbers restarted.
	before uint64
}

// add notes a packet; missed is how many numbers before it were skipped.
func (w *window) add(sequence uint16) (what arrival, missed int) {
	if !w.started {
		w.begin(sequence)
		return arrivedNext, 0
	}
	step := int16(sequence - uint16(w.highest))
	switch {
	case step > restartJump || step < -restartJump:
		w.settle()
		w.before += w.highest - w.base + 1
		w.begin(sequence)
		return arrivedRestart, 0
	case step > 0:
		w.advance(int(step))
		w.received++
		return arrivedNext, int(step) - 1
	}
	number := w.highest + uint64(int64(step))
	if number < w.base || w.highest-number >= windowPackets {
		return arrivedTwice, 0
	}
	if w.seen[number%windowPackets] {
		return arrivedTwice, 0
	}
	w.seen[number%windowPackets] = true
	w.received++
	return arrivedLate, 0
}

func (w *window) begin(sequence uint16) {
	// Far from zero, so that a packet before the first has a number too.
	w.started = true
	w.base = 1<<32 + uint64(sequence)
	w.highest = w.base
	w.seen = [windowPackets]bool{}
	w.seen[w.base%windowPackets] = true
	w.received++
}

func (w *window) advance(steps int) {
	for range steps {
		w.highest++
		w.forget(w.highest % windowPackets)
	}
	w.seen[w.highest%windowPackets] = true
}

// forget frees a slot; the packet that it stood for is lost when it never came.
func (w *window) forget(slot uint64) {
	if w.highest >= w.base+windowPackets && !w.seen[slot] {
		w.lost++
	}
	w.seen[slot] = false
}

// settle gives up all that is missing.
func (w *window) settle() {
	first := w.base
	if w.highest >= w.base+windowPackets {
		first = w.highest - windowPackets + 1
	}
	for number := first; w.started && number <= w.highest; number++ {
		if !w.seen[number%windowPackets] {
			w.lost++
			w.seen[number%windowPackets] = true
		}
	}
}

// isMissing tells whether a number within the window has not come.
func (w *window) isMissing(sequence uint16) bool {
	number := w.highest - uint64(uint16(w.highest)-sequence)
	return w.started && number >= w.base && w.highest-number < windowPackets && !w.seen[number%windowPackets]
}

// expected is how many packets the numbers promise.
func (w *window) expected() uint64 {
	if !w.started {
		return 0
	}
	return w.before + w.highest - w.base + 1
}
