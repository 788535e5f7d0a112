package rtc

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	// paceStep is how exactly packets are sent.
	paceStep = 2 * time.Millisecond
)

// Paced is something that sends at times of its own choice.
type Paced interface {
	// Tick sends what is due and returns when it wants to be called again, ns of Now. It must not wait.
	Tick(now int64) (next int64)
}

// pacer is the one loop that sends for all: a timer for each track would cost more than the packets.
type pacer struct {
	mu      sync.Mutex
	entries map[Paced]*pacedEntry
	// latest is the worst lateness since it was last read, ns: a process that is starved must not blame the server.
	latest atomic.Int64
}

type pacedEntry struct{ next int64 }

var thePacer = sync.OnceValue(func() *pacer {
	p := &pacer{entries: map[Paced]*pacedEntry{}}
	go p.run()
	return p
})

// StartPacing calls Tick from the pacing loop, first as soon as possible.
func StartPacing(paced Paced) {
	p := thePacer()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.entries[paced] = &pacedEntry{next: Now()}
}

// StopPacing ends that; when it returns no call is under way.
func StopPacing(paced Paced) {
	p := thePacer()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.entries, paced)
}

// TakeLateness returns the worst lateness of the pacing loop since the last call, ns.
func TakeLateness() int64 { return thePacer().latest.Swap(0) }

func (p *pacer) run() {
	for {
		time.Sleep(paceStep)
		p.turn(Now())
	}
}

func (p *pacer) turn(now int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for paced, entry := range p.entries {
		if entry.next > now {
			continue
		}
		if late := now - entry.next; late > p.latest.Load() {
			p.latest.Store(late)
		}
		entry.next = paced.Tick(now)
	}
}
