package rtc

import (
	"testing"
	"time"
)

const frame30 = int64(time.Second / 30)

func play(c *cadence, from int64, frames int) int64 {
	for range frames {
		c.frame(from)
		from += frame30
	}
	return from
}

func TestCadenceCountsAFreezeBeyondTheMargin(t *testing.T) {
	c := &cadence{}
	next := play(c, 1, 60)
	gap := int64(300 * time.Millisecond)
	play(c, next-frame30+gap, 30)
	if c.frozen != gap {
		t.Fatalf("frozen %d, want %d", c.frozen, gap)
	}
}

func TestCadenceForgivesAGapWithinTheMargin(t *testing.T) {
	c := &cadence{}
	next := play(c, 1, 60)
	play(c, next+int64(140*time.Millisecond), 30)
	if c.frozen != 0 {
		t.Fatalf("frozen %d, want 0", c.frozen)
	}
}

func TestCadenceLeavesOutAPauseThatSomebodyWanted(t *testing.T) {
	c := &cadence{}
	next := play(c, 1, 60)
	c.pause()
	play(c, next+int64(10*time.Second), 30)
	if c.frozen != 0 {
		t.Fatalf("frozen %d, want 0", c.frozen)
	}
}

func TestCadenceOfASlowVideoIsNoFreeze(t *testing.T) {
	c := &cadence{}
	at := int64(1)
	for range 60 {
		c.frame(at)
		at += int64(200 * time.Millisecond)
	}
	if c.frozen != 0 {
		t.Fatalf("five frames a second are %d ns of freezes", c.frozen)
	}
}
