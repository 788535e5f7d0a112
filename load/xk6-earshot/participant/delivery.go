package participant

import "slices"

const (
	// lateTurns is how long a packet may be on its way and still count as delivered: what is late is judged by latency.
	lateTurns = 4
	// deliveredBatch: one sample of the rate stands for so many promised packets.
	deliveredBatch = 50
	// maxCredit bounds what may come beyond the promise: packets that were on their way when counting began.
	maxCredit = 25
)

// promise is what a receiver was to get in a turn, and got.
type promise struct{ expected, received uint64 }

// judged is what was promised, and what of it will never come.
type judged struct{ expected, lost uint64 }

// arrears tells late packets of one track from lost ones: what is missing at the end of a turn may be on its way; it is
// lost when it is missing at the end of the turns after it too.
type arrears struct {
	// missing at the end of the last turns, and what was promised in them; oldest first.
	missing  [lateTurns + 1]int64
	promised [lateTurns + 1]uint64
	// lost is what was given up so far.
	lost int64
}

// add judges the turn that is old enough.
func (a *arrears) add(made promise) (result judged) {
	copy(a.missing[:], a.missing[1:])
	copy(a.promised[:], a.promised[1:])
	missing := a.missing[lateTurns-1] + int64(made.expected) - int64(made.received)
	a.missing[lateTurns] = max(missing, a.lost-maxCredit)
	a.promised[lateTurns] = made.expected
	if never := slices.Min(a.missing[:]); never > a.lost {
		result.lost = uint64(never - a.lost)
		a.lost = never
	}
	result.expected = a.promised[0]
	return result
}

// delivery makes samples of a rate, without losing the remainders.
type delivery struct{ expected, lost uint64 }

// add returns how many samples are due, and how many of them say "delivered".
func (d *delivery) add(result judged) (samples, delivered uint64) {
	d.expected += result.expected
	d.lost += result.lost
	samples = d.expected / deliveredBatch
	failed := min(d.lost/deliveredBatch, samples)
	d.expected -= samples * deliveredBatch
	d.lost -= failed * deliveredBatch
	return samples, samples - failed
}
