package rtc

import (
	"math/rand/v2"
	"testing"
)

func feed(w *window, sequences ...uint16) {
	for _, sequence := range sequences {
		w.add(sequence)
	}
}

func TestWindowCountsAcrossTheWrapOfSequenceNumbers(t *testing.T) {
	w := &window{}
	feed(w, 65534, 65535, 0, 1)
	w.settle()
	if w.expected() != 4 || w.received != 4 || w.lost != 0 {
		t.Fatalf("expected %d received %d lost %d, want 4 4 0", w.expected(), w.received, w.lost)
	}
}

func TestWindowTakesLatePacketsForReceivedAndDoublesForNothing(t *testing.T) {
	w := &window{}
	feed(w, 10, 12)
	if what, _ := w.add(11); what != arrivedLate {
		t.Fatalf("a filled hole is %v", what)
	}
	for _, again := range []uint16{10, 11, 12} {
		if what, _ := w.add(again); what != arrivedTwice {
			t.Fatalf("%d again is %v", again, what)
		}
	}
	w.settle()
	if w.received != 3 || w.lost != 0 {
		t.Fatalf("received %d lost %d, want 3 0", w.received, w.lost)
	}
}

func TestWindowGivesUpWhatIsTooOld(t *testing.T) {
	w := &window{}
	feed(w, 1, 3)
	for sequence := uint16(4); sequence < 4+windowPackets; sequence++ {
		w.add(sequence)
	}
	if w.lost != 1 {
		t.Fatalf("lost %d, want 1", w.lost)
	}
	if what, _ := w.add(2); what != arrivedTwice {
		t.Fatal("a packet that was given up counts again")
	}
	w.settle()
	if w.lost != 1 || w.received+w.lost != w.expected() {
		t.Fatalf("lost %d received %d expected %d", w.lost, w.received, w.expected())
	}
}

func TestWindowBeginsAnewWhenTheNumbersJump(t *testing.T) {
	w := &window{}
	feed(w, 1, 2, 30000, 30001)
	w.settle()
	if w.expected() != 4 || w.lost != 0 {
		t.Fatalf("expected %d lost %d, want 4 0", w.expected(), w.lost)
	}
}

// Whatever is dropped, swapped and doubled: received and lost add up to what was promised.
func TestWindowAlwaysAddsUp(t *testing.T) {
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 1))
		w := &window{}
		arrived := map[int]bool{}
		first, last := -1, -1
		begin := random.IntN(1 << 16)
		for i := range 2000 {
			at := i
			if random.IntN(20) == 0 {
				at = max(0, i-random.IntN(20)) // a late or doubled one
			} else if random.IntN(10) == 0 {
				continue
			}
			if first < 0 {
				first = at
			}
			if at < first {
				continue // before the first nothing is promised
			}
			w.add(uint16(begin + at))
			arrived[at] = true
			last = max(last, at)
		}
		w.settle()
		promised := uint64(last - first + 1)
		if w.expected() != promised || w.received != uint64(len(arrived)) || w.received+w.lost != promised {
			t.Fatalf("seed %d: expected %d received %d lost %d, want %d %d", seed, w.expected(), w.received, w.lost, promised, len(arrived))
		}
	}
}

func TestMissingAsksAtOnceThenAgainUntilItGivesUp(t *testing.T) {
	w, m := &window{}, &missing{}
	feed(w, 5)
	_, missed := w.add(8)
	if m.note(8, missed) {
		t.Fatal("two packets are too many")
	}
	now := int64(0)
	asked := 0
	for range 3 * nackTries {
		sequences, givenUp := m.due(w, now)
		if len(sequences) > 0 {
			asked++
			if sequences[0] != 6 || sequences[1] != 7 {
				t.Fatalf("asked for %v", sequences)
			}
		}
		if givenUp {
			break
		}
		if again, _ := m.due(w, now+nackRetry-1); len(again) > 0 {
			t.Fatal("asked again too soon")
		}
		now += nackRetry
	}
	if asked != nackTries || len(m.packets) != 0 {
		t.Fatalf("asked %d times, %d left", asked, len(m.packets))
	}
}

func TestMissingForgetsWhatCame(t *testing.T) {
	w, m := &window{}, &missing{}
	feed(w, 5)
	_, missed := w.add(8)
	m.note(8, missed)
	feed(w, 6, 7)
	if sequences, _ := m.due(w, 0); len(sequences) != 0 {
		t.Fatalf("asks for %v, which came", sequences)
	}
}

func TestMissingLeavesAHoleThatIsTooLargeToAKeyFrame(t *testing.T) {
	m := &missing{}
	if !m.note(1000, maxMissing+1) || len(m.packets) != 0 {
		t.Fatal("a hole beyond repair is repaired")
	}
}
