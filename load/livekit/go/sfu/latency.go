package sfu

import (
	"math"
	"sync"
)

// bins of latency: powers of two of microseconds, four to each doubling.
const (
	bins           = 128
	binsPerDouble  = 4
	microsecondsNs = 1000
)

// Latency counts how long sampled packets took.
type Latency struct {
	mu     sync.Mutex
	counts [bins]uint64
	total  uint64
}

// Add one, ns.
func (l *Latency) Add(nanoseconds int64) {
	microseconds := math.Max(1, float64(nanoseconds)/microsecondsNs)
	bin := min(bins-1, int(math.Log2(microseconds)*binsPerDouble))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[bin]++
	l.total++
}

// Reset forgets all.
func (l *Latency) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts, l.total = [bins]uint64{}, 0
}

// Percentile in ms, 0..1, rounded up to a bin; 0 when there is nothing.
func (l *Latency) Percentile(share float64) float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	wanted := uint64(math.Ceil(share * float64(l.total)))
	var seen uint64
	for bin, count := range l.counts {
		seen += count
		if wanted > 0 && seen >= wanted {
			return math.Exp2(float64(bin+1)/binsPerDouble) / 1000
		}
	}
	return 0
}
