package participant

import (
	"testing"

	"earshot/xk6-earshot/protocol"
)

// notes keeps what was recorded of one metric.
type notes struct{ seen []float64 }

func (n *notes) Record(metric Metric, value float64, _ Tags) {
	if metric == SpeakerSeen {
		n.seen = append(n.seen, value)
	}
}

func (n *notes) Log(string) {}

func lookingAtSpeakers(id string, recorder Recorder) *Participant {
	return &Participant{
		options:   Options{Receive: true, View: protocol.View{Auto: &protocol.AutoView{Places: 4, Height: 90}}},
		joined:    protocol.JoinResult{CallID: "call", ParticipantID: id},
		readyAt:   1,
		recorder:  recorder,
		consumers: map[string]*consumer{},
	}
}

func TestOnlyWhoIsDominantForLongIsAskedAboutAndOnce(t *testing.T) {
	reigns := dominants{}
	ann, ben := person{"call", "ann"}, person{"call", "ben"}
	reigns.note(ann, 1*second)
	reigns.note(ben, 2*second) // Ann's time was too short
	reigns.note(ben, 4*second) // told again: since when is what it was
	if due := reigns.due(5*second - 1); len(due) != 0 {
		t.Errorf("due too early: %v", due)
	}
	if due := reigns.due(5 * second); len(due) != 1 || due[ben] != 2*second {
		t.Errorf("due: %v, want Ben since 2 s", due)
	}
	if due := reigns.due(9 * second); len(due) != 0 {
		t.Errorf("asked twice: %v", due)
	}
}

func TestWhoHasNoKeyFrameOfTheSpeakerCounts(t *testing.T) {
	hub, recorded := NewHub(), &notes{}
	speaker := lookingAtSpeakers("ann", recorded)
	camera := &publication{owner: speaker, ownerID: "ann", source: sourceCamera, trackID: "camera"}
	seeing, waiting, idle := lookingAtSpeakers("ben", recorded), lookingAtSpeakers("cem", recorded), lookingAtSpeakers("dan", recorded)
	idle.options.View.Auto = nil
	for frames, p := range []*Participant{waiting, seeing} {
		p.consumers["1"] = &consumer{info: protocol.ConsumerInfo{TrackID: "camera"}, keyFrames: frames}
	}
	hub.reigns.note(person{"call", "ann"}, second)
	hub.judgeSeen([]*Participant{speaker, seeing, waiting, idle}, []*publication{camera}, 4*second)
	if len(recorded.seen) != 2 || recorded.seen[0] != 1 || recorded.seen[1] != 0 {
		t.Errorf("recorded %v, want one who sees and one who does not", recorded.seen)
	}
}
