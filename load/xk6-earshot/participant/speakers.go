package participant

import (
	"earshot/xk6-earshot/protocol"
	"earshot/xk6-earshot/rtc"
)

// speakerWindowNs: what belongs to one change of speaker happens within this time.
const speakerWindowNs = int64(10e9)

// handleDominant notes when somebody became the dominant speaker, and how long after the first loud packet that was.
func (p *Participant) handleDominant(event *protocol.DominantSpeakersEvent) {
	if len(event.ParticipantIDs) == 0 {
		return
	}
	now := rtc.Now()
	first := event.ParticipantIDs[0]
	p.mu.Lock()
	callID, before := p.joined.CallID, p.dominant
	p.dominant = first
	p.mu.Unlock()
	if first == before {
		return
	}
	p.hub.noteDominant(person{callID, first}, event.At, now)
	p.noteDetected(first, now)
}

func (p *Participant) noteDetected(speaker string, now int64) {
	spurt := p.hub.latestSpurt(person{p.CallID(), speaker})
	if spurt.Number == 0 || now-spurt.Began > speakerWindowNs {
		return
	}
	p.mu.Lock()
	known := p.detected[speaker] == spurt.Number || spurt.Began < p.readyAt
	p.detected[speaker] = spurt.Number
	p.mu.Unlock()
	if !known {
		p.recorder.Record(SpeakerDetect, milliseconds(now-spurt.Began), Tags{Event: "dominantSpeakers"})
	}
}

func (h *Hub) latestSpurt(who person) rtc.Spurt {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.publications {
		if p.talk != nil && p.ownerID == who.participantID {
			return p.talk.Latest()
		}
	}
	return rtc.Spurt{}
}

// noteSpoke samples how long a speaker's first loud packet took to this participant, once for each spurt. Where the
// track did not come before, it also says where the time went.
func (p *Participant) noteSpoke(c *consumer, at int64, spurt rtc.Spurt) {
	p.mu.Lock()
	known := p.heard[c.info.TrackID] == spurt.Number || spurt.Began < p.readyAt
	p.heard[c.info.TrackID] = spurt.Number
	p.mu.Unlock()
	if known {
		return
	}
	if c.addedAt <= spurt.Began {
		p.recorder.Record(SpeakerAudio, milliseconds(at-spurt.Began), Tags{Was: "inside"})
		return
	}
	c.mu.Lock()
	resumedAt := c.resumedAt
	c.mu.Unlock()
	if resumedAt == 0 {
		resumedAt = at // the packet overtook the answer
	}
	p.recorder.Record(SpeakerAudio, milliseconds(at-spurt.Began), Tags{Was: "outside"})
	p.recorder.Record(SpeakerDetect, milliseconds(c.addedAt-spurt.Began), Tags{Event: "consumersAdded"})
	p.recorder.Record(SpeakerConsumer, milliseconds(resumedAt-c.addedAt), Tags{})
	p.recorder.Record(SpeakerRenegotiate, milliseconds(at-resumedAt), Tags{})
}

// noteSpeakerVideo samples how long it took from the change of the dominant speaker to the first key frame of a camera
// that did not come before. One that was announced for another reason, to somebody else's place, says nothing of that.
func (p *Participant) noteSpeakerVideo(c *consumer, at int64) {
	since := p.hub.dominantSince(person{p.CallID(), c.info.ParticipantID})
	p.mu.Lock()
	readyAt := p.readyAt
	p.mu.Unlock()
	if since == 0 || since < readyAt {
		return
	}
	const leadNs = int64(1e9) // gathered changes of the roster may tell of the speaker after the track
	early := c.addedAt < since && since-c.addedAt < leadNs
	if early || c.forSpeaker && c.addedAt >= since {
		p.recorder.Record(SpeakerVideo, milliseconds(at-since), Tags{})
	}
}

// shouldHave tells whether this participant was to hear a spurt and did not.
func (p *Participant) shouldHave(from *publication, spurt rtc.Spurt) bool {
	callID := from.owner.CallID()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.options.Receive && p.reason == "" && p.joined.CallID == callID &&
		p.readyAt != 0 && p.readyAt < spurt.Began && p.heard[from.trackID] != spurt.Number
}
