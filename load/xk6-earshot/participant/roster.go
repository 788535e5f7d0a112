package participant

import (
	"slices"

	"earshot/xk6-earshot/protocol"
)

// roster is who this participant knows to be in the call.
type roster struct {
	members map[string]bool // participant id -> microphone open in the snapshot
	// changedAt is when somebody last came or went, ns.
	changedAt int64
	assembly  []*protocol.SnapshotPart
	whole     bool
}

func (r *roster) add(participants []protocol.ParticipantInfo) {
	if r.members == nil {
		r.members = map[string]bool{}
	}
	for _, info := range participants {
		r.members[info.ParticipantID] = isUnmuted(info)
	}
}

func (r *roster) remove(participants []protocol.ParticipantLeftEventParticipantsItem) {
	for _, gone := range participants {
		delete(r.members, gone.ParticipantID)
	}
}

func (r *roster) size() int { return len(r.members) }

func (r *roster) others(self string) []string {
	ids := []string{}
	for id := range r.members {
		if id != self {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// takePart gathers the parts of a snapshot; true when the last one is there.
func (r *roster) takePart(part *protocol.SnapshotPart) bool {
	if part.Index == 0 {
		r.assembly = nil
	}
	if int(part.Index) != len(r.assembly) {
		return false // the rest of a snapshot whose beginning was replaced
	}
	r.assembly = append(r.assembly, part)
	if !part.Last {
		return false
	}
	r.members = nil
	for _, piece := range r.assembly {
		r.add(piece.Participants)
	}
	r.assembly, r.whole = nil, true
	return true
}

func (r *roster) anybodyUnmuted(except string) bool {
	for id, unmuted := range r.members {
		if unmuted && id != except {
			return true
		}
	}
	return false
}

func isUnmuted(info protocol.ParticipantInfo) bool {
	for _, track := range info.Tracks {
		if track.Source == sourceMicrophone && !track.Paused {
			return true
		}
	}
	return false
}
