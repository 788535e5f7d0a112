package participant

import (
	"earshot/xk6-earshot/rtc"
)

const (
	// settledNs without anybody coming or going: the call is in its steady state.
	settledNs = int64(3e9)
	// rateEachNs is the time over which the rate of signalling is taken.
	rateEachNs = int64(10e9)
)

// signalCount turns received bytes of signalling into samples.
type signalCount struct {
	before     uint64
	rateBytes  uint64
	rateBegan  int64
	rateSteady bool
	// steady is all that came in the steady phase, and how long that was, ns.
	steadyBytes uint64
	steadyNs    int64
	turnedAt    int64
}

// turn counts what happened since the last one; the hub calls it.
func (p *Participant) turn(now int64) {
	p.mu.Lock()
	consumers := make([]*consumer, 0, len(p.consumers))
	for _, c := range p.consumers {
		consumers = append(consumers, c)
	}
	published := make([]*publication, 0, len(p.published))
	for _, made := range p.published {
		published = append(published, made)
	}
	transports := []*rtc.Transport{p.send, p.receive}
	p.mu.Unlock()
	for _, c := range consumers {
		p.deliver(c.info.Kind, c.account.turn(c, now))
		c.expected.turn(c.coming(), now)
	}
	for _, made := range published {
		p.countSent(made)
		made.expected.turn(made.asked(), now)
	}
	for _, t := range transports {
		if t != nil {
			p.countTransport(t)
		}
	}
	p.countSignals(now)
	p.reportIfDue(now)
}

func (p *Participant) deliver(kind string, result judged) {
	samples, delivered := p.deliveries[kind].add(result)
	for i := range samples {
		value := 0.0
		if i < delivered {
			value = 1
		}
		p.recorder.Record(Delivered, value, Tags{Kind: kind})
	}
}

func (p *Participant) countSent(made *publication) {
	kind := "video"
	if made.source == sourceMicrophone {
		kind = "audio"
	}
	sent := made.sentAll()
	made.mu.Lock()
	delta := sent - made.sentReport
	made.sentReport = sent
	made.mu.Unlock()
	if delta > 0 {
		p.recorder.Record(PacketsSent, float64(delta), Tags{Kind: kind})
	}
}

func (p *Participant) countTransport(t *rtc.Transport) {
	if failures := t.TakeSRTPErrors(); failures > 0 {
		p.recorder.Record(SRTPErrors, float64(failures), Tags{})
	}
}

// countSignals tells the time of joining, in which everybody is told of everybody, from the steady state after it.
func (p *Participant) countSignals(now int64) {
	if p.session == nil {
		return
	}
	received := p.session.ReceivedBytes()
	p.mu.Lock()
	defer p.mu.Unlock()
	steady := p.roster.whole && now-p.roster.changedAt > settledNs && now-p.readyAt > settledNs
	delta := received - p.signals.before
	p.signals.before = received
	if steady && p.signals.turnedAt != 0 {
		p.signals.steadyBytes += delta
		p.signals.steadyNs += now - p.signals.turnedAt
	}
	p.signals.turnedAt = now
	if delta > 0 {
		p.recorder.Record(SignallingBytes, float64(delta), Tags{Phase: phaseName(steady)})
	}
	if p.signals.rateBegan == 0 || steady != p.signals.rateSteady {
		p.signals.rateBegan, p.signals.rateBytes, p.signals.rateSteady = now, 0, steady
		return
	}
	p.signals.rateBytes += delta
	if elapsed := now - p.signals.rateBegan; elapsed >= rateEachNs {
		rate := float64(p.signals.rateBytes) * 1e9 / float64(elapsed)
		p.recorder.Record(SignallingRate, rate, Tags{Phase: phaseName(steady)})
		p.signals.rateBegan, p.signals.rateBytes = now, 0
	}
}

// recordSignallingMean samples the whole steady phase of this participant, once, at its end.
func (p *Participant) recordSignallingMean() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.signals.steadyNs >= rateEachNs {
		p.recorder.Record(SignallingMean, float64(p.signals.steadyBytes)*1e9/float64(p.signals.steadyNs), Tags{})
	}
}

func phaseName(steady bool) string {
	if steady {
		return "steady"
	}
	return "joining"
}
