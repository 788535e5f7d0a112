package participant

// seenAfterNs: three times the budget from the change of the dominant speaker until the first key frame.
const seenAfterNs = int64(3e9)

// dominants remembers who is the dominant speaker of each call now, and whether was asked who sees them.
type dominants map[string]*reign

type reign struct {
	participantID string
	since         int64
	judged        bool
}

// note is called whenever somebody has become dominant, with our time, ns.
func (d dominants) note(who person, since int64) {
	if now := d[who.callID]; now == nil || now.participantID != who.participantID {
		d[who.callID] = &reign{participantID: who.participantID, since: since}
	}
}

// due are the speakers who have been dominant for long enough, each once.
func (d dominants) due(now int64) map[person]int64 {
	speakers := map[person]int64{}
	for callID, r := range d {
		if !r.judged && now-r.since >= seenAfterNs {
			r.judged = true
			speakers[person{callID, r.participantID}] = r.since
		}
	}
	return speakers
}

// judgeSeen asks of each dominant speaker on camera, once, who of those who look at speakers sees them. A percentile of
// times until seen leaves out who never saw anything.
func (h *Hub) judgeSeen(participants []*Participant, publications []*publication, now int64) {
	h.mu.Lock()
	speakers := h.reigns.due(now)
	h.mu.Unlock()
	for who, since := range speakers {
		for _, camera := range publications {
			if camera.source != sourceCamera || camera.ownerID != who.participantID || camera.isPaused() {
				continue
			}
			for _, other := range participants {
				if other != camera.owner && other.wantsToSee(who, since) {
					other.recorder.Record(SpeakerSeen, other.sees(camera), Tags{})
				}
			}
		}
	}
}

// wantsToSee: it looks at whoever speaks, and did so before.
func (p *Participant) wantsToSee(who person, since int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	auto := p.options.View.Auto
	return p.options.Receive && p.reason == "" && p.joined.CallID == who.callID &&
		p.readyAt != 0 && p.readyAt < since && auto != nil && auto.Places > 0
}

// sees is 1 when a key frame of it has come, else 0.
func (p *Participant) sees(camera *publication) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.consumers {
		if c.info.TrackID == camera.trackID && c.hasKeyFrame() {
			return 1
		}
	}
	return 0
}

func (c *consumer) hasKeyFrame() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.keyFrames > 0
}
