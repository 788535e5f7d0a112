package participant

import (
	"sync"

	"earshot/xk6-earshot/rtc"
)

// publication is a track that a participant of this process publishes; receivers in the same process look it up to know
// what they were promised.
type publication struct {
	owner   *Participant
	ownerID string
	source  string
	trackID string
	talk    *rtc.Talk
	streams []*rtc.Outgoing
	heights []int
	// microphone or layers play it.
	microphone *microphone
	layers     []*layer

	mu         sync.Mutex
	paused     bool
	maxLayer   int
	sentBefore uint64
	sentDelta  uint64
	sentReport uint64
	expected   expectation
	// judged is the last spurt of which was asked who heard it.
	judged uint32
}

// sent is the number of packets of one layer; sound has only one.
func (p *publication) sent(spatial int) uint64 {
	if spatial < 0 || spatial >= len(p.streams) {
		return 0
	}
	return p.streams[spatial].Sent()
}

// sentAll counts all layers.
func (p *publication) sentAll() (packets uint64) {
	for _, stream := range p.streams {
		packets += stream.Sent()
	}
	return packets
}

// setPaused starts or stops what is sent.
func (p *publication) setPaused(paused bool) {
	p.mu.Lock()
	p.paused = paused
	p.mu.Unlock()
	p.apply()
}

// setMaxLayer stops the layers that nobody watches; -1 stops all.
func (p *publication) setMaxLayer(maxLayer int) {
	p.mu.Lock()
	p.maxLayer = maxLayer
	p.mu.Unlock()
	p.apply()
}

func (p *publication) apply() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.microphone != nil {
		p.microphone.setOpen(!p.paused)
	}
	for spatial, l := range p.layers {
		l.active.Store(!p.paused && spatial <= p.maxLayer)
	}
}

func (p *publication) isPaused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paused
}

// asked tells whether anything is to be sent: not paused, and watched by somebody.
func (p *publication) asked() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.paused && (p.microphone != nil || p.maxLayer >= 0)
}

// start begins to play.
func (p *publication) start() {
	if p.microphone != nil {
		rtc.StartPacing(p.microphone)
	}
	for _, l := range p.layers {
		rtc.StartPacing(l)
	}
}

// stop ends it for good.
func (p *publication) stop() {
	if p.microphone != nil {
		rtc.StopPacing(p.microphone)
	}
	for _, l := range p.layers {
		rtc.StopPacing(l)
	}
}
