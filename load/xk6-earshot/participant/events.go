package participant

import (
	"time"

	"earshot/xk6-earshot/protocol"
	"earshot/xk6-earshot/rtc"
)

// HandleEvent implements signalling.Listener.
func (p *Participant) HandleEvent(_ string, event any) {
	switch e := event.(type) {
	case *protocol.SnapshotPart:
		p.handleSnapshot(e)
	case *protocol.ParticipantJoinedEvent:
		p.changeRoster(func(r *roster) { r.add(e.Participants) })
	case *protocol.ParticipantLeftEvent:
		p.changeRoster(func(r *roster) { r.remove(e.Participants) })
	case *protocol.LimitsInfo:
		p.setLimits(e)
	case *protocol.DominantSpeakersEvent:
		p.handleDominant(e)
	case *protocol.ConsumersAddedEvent:
		p.handleAdded(e)
	case *protocol.ConsumersUpdatedEvent:
		p.handleUpdated(e)
	case *protocol.ConsumersRemovedEvent:
		p.handleRemoved(e)
	case *protocol.LayersWantedEvent:
		p.handleLayersWanted(e)
	case *protocol.TrackUpdatedEvent:
		p.handleTrackUpdated(e)
	case *protocol.ReconnectNeededEvent:
		if e.What == "media" {
			go p.renewMedia(time.Duration(e.DelayMs) * time.Millisecond)
		}
	case *protocol.CallEndedEvent:
		p.end(e.Reason)
	}
}

func (p *Participant) handleUpdated(event *protocol.ConsumersUpdatedEvent) {
	for _, update := range event.Updates {
		p.mu.Lock()
		c := p.consumers[update.ConsumerID]
		p.mu.Unlock()
		if c != nil {
			c.update(update)
		}
	}
}

func (p *Participant) handleLayersWanted(event *protocol.LayersWantedEvent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, made := range p.published {
		if made.trackID == event.TrackID {
			made.setMaxLayer(int(event.MaxSpatialLayer))
		}
	}
}

// handleTrackUpdated obeys when somebody with the right has paused one of our tracks.
func (p *Participant) handleTrackUpdated(event *protocol.TrackUpdatedEvent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, update := range event.Updates {
		if update.ParticipantID != p.joined.ParticipantID || !update.Paused {
			continue
		}
		for _, made := range p.published {
			if made.trackID == update.TrackID && update.PauseReason != nil && *update.PauseReason == "admin" {
				made.setPaused(true)
			}
		}
	}
}

func (p *Participant) setLimits(limits *protocol.LimitsInfo) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limits = limits
}

// Limits in force, as the server said last; nil before the first.
func (p *Participant) Limits() *protocol.LimitsInfo {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.limits
}

// RosterSize is how many participants this one knows, itself included.
func (p *Participant) RosterSize() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.roster.size()
}

// Others are the ids of all participants that this one knows, itself left out.
func (p *Participant) Others() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.roster.others(p.joined.ParticipantID)
}

func (p *Participant) changeRoster(change func(*roster)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.roster.changedAt = rtc.Now()
	change(&p.roster)
}

// handleSnapshot replaces what is known when the last part is there.
func (p *Participant) handleSnapshot(part *protocol.SnapshotPart) {
	p.mu.Lock()
	if part.Head != nil {
		p.limits = &part.Head.Limits
		p.dominant = ""
		if speakers := part.Head.DominantSpeakers; len(speakers) > 0 {
			p.dominant = speakers[0]
		}
	}
	whole := p.roster.takePart(part)
	quiet := whole && !p.roster.anybodyUnmuted(p.joined.ParticipantID) && p.options.Receive
	p.mu.Unlock()
	if quiet {
		// Nobody is unmuted: there is nothing to hear, and the picture of the call is whole.
		p.noteFirstAudio(rtc.Now())
	}
}

// noteFirstAudio samples how long it took from joining to the first sound.
func (p *Participant) noteFirstAudio(at int64) {
	p.mu.Lock()
	first := !p.firstAudio
	p.firstAudio = true
	p.mu.Unlock()
	if first {
		p.milestone("firstAudio", at)
		p.recorder.Record(FirstPacket, milliseconds(at-p.began), Tags{})
	}
}
