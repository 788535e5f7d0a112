package rtc

import (
	"sync"
	"time"

	"github.com/pion/rtcp"
)

const (
	// keepEach: transport-wide feedback and retries of NACKs.
	keepEach = 100 * time.Millisecond
	// keepSlots spread the transports over that time.
	keepSlots = 10
	// reportTurns and consentTurns, in turns of keepEach: receiver reports each second, ICE consent each 5 s.
	reportTurns  = 10
	consentTurns = 50
	// reportsPerPacket is the limit of RTCP.
	reportsPerPacket = 31
)

// keeper does for all transports what must be done from time to time.
type keeper struct {
	mu    sync.Mutex
	next  int
	slots [keepSlots]map[*Transport]int
}

var theKeeper = sync.OnceValue(func() *keeper {
	k := &keeper{}
	for i := range k.slots {
		k.slots[i] = map[*Transport]int{}
	}
	go k.run()
	return k
})

func (k *keeper) add(t *Transport) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.slots[k.next%keepSlots][t] = k.next
	k.next++
}

func (k *keeper) remove(t *Transport) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, slot := range k.slots {
		delete(slot, t)
	}
}

func (k *keeper) run() {
	ticker := time.NewTicker(keepEach / keepSlots)
	for turn := 0; ; turn++ {
		<-ticker.C
		for t, phase := range k.copySlot(turn % keepSlots) {
			t.keep(turn/keepSlots+phase, Now())
		}
	}
}

func (k *keeper) copySlot(index int) map[*Transport]int {
	k.mu.Lock()
	defer k.mu.Unlock()
	copied := make(map[*Transport]int, len(k.slots[index]))
	for t, phase := range k.slots[index] {
		copied[t] = phase
	}
	return copied
}

// keep sends what is due on one transport.
func (t *Transport) keep(turn int, now int64) {
	for _, packet := range t.feedback.take() {
		t.sendRTCP(packet)
	}
	r := t.routes.Load()
	for _, s := range r.incoming {
		s.askAgain(now)
	}
	if turn%reportTurns == 0 {
		t.sendReports(r, now)
	}
	if turn%consentTurns == 0 {
		if request, err := t.ice.request(now); err == nil {
			_ = t.write(request)
		}
	}
}

func (t *Transport) sendReports(r *routes, now int64) {
	for _, o := range r.outgoing {
		if packets := o.senderReport(now); packets != nil {
			t.sendRTCP(packets...)
		}
	}
	report := &rtcp.ReceiverReport{SSRC: ownSSRC}
	for _, s := range r.incoming {
		if part, ok := s.report(now); ok {
			report.Reports = append(report.Reports, part)
		}
		if len(report.Reports) == reportsPerPacket {
			t.sendRTCP(report)
			report = &rtcp.ReceiverReport{SSRC: ownSSRC}
		}
	}
	if len(report.Reports) > 0 {
		t.sendRTCP(report)
	}
}
