package participant

import (
	"testing"

	"earshot/xk6-earshot/protocol"
)

func total(turns []promise) (samples, delivered uint64) {
	a, d := &arrears{}, &delivery{}
	for _, made := range turns {
		s, r := d.add(a.add(made))
		samples, delivered = samples+s, delivered+r
	}
	return samples, delivered
}

func TestDeliveryOfAllIsAllWhateverTheTurns(t *testing.T) {
	turns := []promise{}
	for i := range uint64(1000) {
		// What is sent at the end of one turn arrives in the next.
		turns = append(turns, promise{expected: 25, received: 25 - 3*(1-i%2) + 3*(i%2)})
	}
	samples, delivered := total(turns)
	if samples != 498 || delivered != samples {
		t.Fatalf("%d of %d, want all of 996 turns", delivered, samples)
	}
}

func TestDeliveryOfWhatIsLateIsDeliveredOfWhatNeverComesIsNot(t *testing.T) {
	turns := []promise{}
	for i := range uint64(400) {
		// For 1.5 s in each five nothing comes, then all at once.
		made := promise{expected: 100, received: 100}
		switch i % 10 {
		case 0, 1, 2:
			made.received = 0
		case 3:
			made.received = 400
		}
		turns = append(turns, made)
	}
	if samples, delivered := total(turns); delivered != samples {
		t.Fatalf("%d of %d", delivered, samples)
	}
	turns = append(turns, make([]promise, 20)...)
	for i := range 20 {
		turns[400+i] = promise{expected: 100}
	}
	if samples, delivered := total(turns); samples-delivered < 20 {
		t.Fatalf("%d of %d", delivered, samples)
	}
}

func TestDeliveryShowsWhatIsMissingInTheSum(t *testing.T) {
	turns := []promise{}
	for range 1000 {
		turns = append(turns, promise{expected: 100, received: 98})
	}
	samples, delivered := total(turns)
	if samples != 1992 || delivered < 1951 || delivered > 1953 {
		t.Fatalf("%d of %d, want 98 in a hundred", delivered, samples)
	}
}

func TestDeliveryGivesNoCreditForWhatWasNotPromised(t *testing.T) {
	turns := []promise{{expected: 0, received: 100_000}}
	for range 100 {
		turns = append(turns, promise{expected: 50})
	}
	if samples, delivered := total(turns); samples != 96 || delivered > 5 {
		t.Fatalf("%d of %d", delivered, samples)
	}
}

func info(id string) protocol.ParticipantInfo { return protocol.ParticipantInfo{ParticipantID: id} }

func TestRosterIsReplacedOnlyByAWholeSnapshot(t *testing.T) {
	r := &roster{}
	r.add([]protocol.ParticipantInfo{info("a"), info("b")})
	part := func(index int64, last bool, ids ...string) *protocol.SnapshotPart {
		made := &protocol.SnapshotPart{Index: index, Last: last}
		for _, id := range ids {
			made.Participants = append(made.Participants, info(id))
		}
		return made
	}
	if r.takePart(part(0, false, "c")) || r.size() != 2 {
		t.Fatal("a part replaced the roster")
	}
	if r.takePart(part(2, true, "x")) || r.size() != 2 {
		t.Fatal("a part out of order was taken")
	}
	if !r.takePart(part(1, true, "d", "e")) || r.size() != 3 {
		t.Fatalf("%d members, want 3", r.size())
	}
	if others := r.others("d"); len(others) != 2 || others[0] != "c" || others[1] != "e" {
		t.Fatalf("others %v", others)
	}
}
