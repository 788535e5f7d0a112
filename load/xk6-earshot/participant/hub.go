// Package participant makes real participants of Earshot calls: they join, publish recorded media, receive what the
// server forwards and measure it.
package participant

import (
	"sync"
	"time"

	"earshot/xk6-earshot/rtc"
)

const (
	// turnEach is how often all participants are counted.
	turnEach = 500 * time.Millisecond
	// unheardAfterNs: who has not heard a speaker by then has not heard the beginning in any case.
	unheardAfterNs = int64(5e9)
)

// Hub knows all participants of this process: what one publishes is what others are promised.
type Hub struct {
	mu           sync.Mutex
	participants map[*Participant]struct{}
	publications map[string]*publication
	dominant     map[person]dominance
	reigns       dominants
	running      bool
}

// person is somebody in a call.
type person struct{ callID, participantID string }

// dominance is since when somebody is the dominant speaker: by the server's clock, which tells one event from the next,
// and by ours, when the first of us heard of it.
type dominance struct{ serverMs, since int64 }

// NewHub makes one; there is one for each process.
func NewHub() *Hub {
	return &Hub{
		participants: map[*Participant]struct{}{},
		publications: map[string]*publication{},
		dominant:     map[person]dominance{},
		reigns:       dominants{},
	}
}

func (h *Hub) add(p *Participant) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.participants[p] = struct{}{}
	if !h.running {
		h.running = true
		go h.run()
	}
}

func (h *Hub) remove(p *Participant) {
	who := person{p.CallID(), p.ID()} // before our lock: readers of packets hold theirs when they ask us
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.participants, p)
	delete(h.dominant, who)
	if reign := h.reigns[who.callID]; reign != nil && reign.participantID == who.participantID {
		delete(h.reigns, who.callID)
	}
}

// Count of participants that are in a call.
func (h *Hub) Count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.participants)
}

func (h *Hub) addPublication(p *publication) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.publications[p.trackID] = p
}

func (h *Hub) removePublication(p *publication) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.publications[p.trackID] == p {
		delete(h.publications, p.trackID)
	}
}

func (h *Hub) findPublication(trackID string) *publication {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.publications[trackID]
}

// noteDominant remembers when the first of us heard that somebody is the dominant speaker now.
func (h *Hub) noteDominant(who person, serverMs, now int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.dominant[who].serverMs < serverMs {
		h.dominant[who] = dominance{serverMs: serverMs, since: now}
		h.reigns.note(who, now)
	}
}

func (h *Hub) dominantSince(who person) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.dominant[who].since
}

// run counts all participants, spread over the turn. It lives as long as the process: so do its metrics.
func (h *Hub) run() {
	for {
		began := time.Now()
		participants, publications := h.copy()
		for _, p := range participants {
			p.turn(rtc.Now())
		}
		for _, p := range publications {
			p.judge(participants, rtc.Now())
		}
		h.judgeSeen(participants, publications, rtc.Now())
		time.Sleep(max(turnEach/10, turnEach-time.Since(began)))
	}
}

func (h *Hub) copy() (participants []*Participant, publications []*publication) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for p := range h.participants {
		participants = append(participants, p)
	}
	for _, p := range h.publications {
		publications = append(publications, p)
	}
	return participants, publications
}

// judge asks once for each spurt who has not heard it in time, and notes what was sent.
func (p *publication) judge(participants []*Participant, now int64) {
	sent := p.sentAll()
	p.mu.Lock()
	p.sentDelta, p.sentBefore = sent-p.sentBefore, sent
	p.mu.Unlock()
	if p.talk == nil {
		return
	}
	spurt := p.talk.Latest()
	if spurt.Number == p.judged || spurt.Number == 0 || now-spurt.Began < unheardAfterNs {
		return
	}
	p.judged = spurt.Number
	for _, other := range participants {
		if other != p.owner && other.shouldHave(p, spurt) {
			other.recorder.Record(SpeakerUnheard, 1, Tags{})
		}
	}
}

// sending tells whether anything went out in the last turn.
func (p *publication) sending() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sentDelta > 0 && !p.paused
}
