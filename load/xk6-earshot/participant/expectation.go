package participant

import "sync"

// expectation is the time in which media of one track were to come, as the client library counts it: turns in which that
// began or ended say nothing.
type expectation struct {
	mu       sync.Mutex
	lastAt   int64
	expected int64
}

// turn notes whether media are to come at the time now, ns.
func (e *expectation) turn(coming bool, now int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if coming && e.lastAt != 0 {
		e.expected += now - e.lastAt
	}
	e.lastAt = 0
	if coming {
		e.lastAt = now
	}
}

// take returns the nanoseconds since the last call.
func (e *expectation) take() int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	taken := e.expected
	e.expected = 0
	return taken
}
