package rtc

import "testing"

// clockwork is due each `period` and counts how often it was called.
type clockwork struct {
	period, next int64
	calls        []int64
}

func (c *clockwork) Tick(now int64) int64 {
	c.calls = append(c.calls, now)
	c.next += c.period
	return c.next
}

func TestPacerCallsWhatIsDueAndNothingElse(t *testing.T) {
	p := &pacer{entries: map[Paced]*pacedEntry{}}
	fast, slow := &clockwork{period: 20}, &clockwork{period: 50}
	p.entries[fast], p.entries[slow] = &pacedEntry{}, &pacedEntry{}
	for now := int64(0); now < 1000; now += 2 {
		p.turn(now)
	}
	if len(fast.calls) != 50 || len(slow.calls) != 20 {
		t.Fatalf("%d and %d calls, want 50 and 20", len(fast.calls), len(slow.calls))
	}
	for i, at := range fast.calls {
		if late := at - int64(i)*20; late < 0 || late > 2 {
			t.Fatalf("call %d is %d late", i, late)
		}
	}
}

func TestPacerTellsHowLateItWas(t *testing.T) {
	p := &pacer{entries: map[Paced]*pacedEntry{}}
	p.entries[&clockwork{period: 20, next: 0}] = &pacedEntry{next: 10}
	p.turn(45)
	if late := p.latest.Load(); late != 35 {
		t.Fatalf("late by %d, want 35", late)
	}
}
