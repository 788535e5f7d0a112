package participant

import "testing"

func TestExpectationCountsWholeTurnsOnly(t *testing.T) {
	var e expectation
	const second = int64(1e9)
	// It begins between 1 s and 2 s, lasts until 5 s, and ends before 6 s.
	for at, coming := range []bool{false, false, true, true, true, true, false, false} {
		e.turn(coming, int64(at+1)*second)
	}
	if got := e.take(); got != 3*second {
		t.Errorf("expected for %d ns, want 3 s", got)
	}
	if got := e.take(); got != 0 {
		t.Errorf("%d ns are counted twice", got)
	}
}

func TestExpectationGoesOnBehindAReport(t *testing.T) {
	var e expectation
	e.turn(true, 1_000)
	e.turn(true, 3_000)
	e.take()
	e.turn(true, 6_000)
	if got := e.take(); got != 3_000 {
		t.Errorf("expected for %d ns, want 3000", got)
	}
}
