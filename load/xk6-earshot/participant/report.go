package participant

import (
	"encoding/json"
	"math"
	"slices"

	"earshot/xk6-earshot/protocol"
	"earshot/xk6-earshot/rtc"
)

// reportState is what reports need of those before them.
type reportState struct {
	number     int64
	lastAt     int64
	received   map[string]rtc.Counts
	sent       map[string]rtc.SentCounts
	milestones int
	// answered is the last round trip that the server was not told of yet.
	answered *protocol.ReportClockAnswered
}

// reportIfDue sends a report each interval that the server asked for.
func (p *Participant) reportIfDue(now int64) {
	p.mu.Lock()
	interval := p.joined.ReportIntervalMs * nanosecondsPerMs
	last := p.reports.lastAt
	if last == 0 {
		last = p.readyAt
	}
	due := interval > 0 && now-last >= interval
	p.mu.Unlock()
	if due {
		p.Report()
	}
}

// Report tells the server how this participant's media are: honest numbers of what it sent and received.
func (p *Participant) Report() {
	report := p.buildReport(rtc.Now())
	params := protocol.ReportParams{Report: report}
	sent := rtc.Now()
	p.session.Send(protocol.RequestReport, params, func(_ json.RawMessage, err error) {
		p.countRefusal(protocol.RequestReport, err)
		if err == nil {
			p.noteAnswer(report.Number, rtc.Now()-sent)
		}
	})
}

// noteAnswer keeps how long a report was on its way and back, for the next one to tell.
func (p *Participant) noteAnswer(number, roundTripNs int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reports.answered = &protocol.ReportClockAnswered{Number: number, RoundTripMs: roundTripNs / nanosecondsPerMs}
}

func (p *Participant) buildReport(now int64) protocol.Report {
	p.mu.Lock()
	defer p.mu.Unlock()
	state := &p.reports
	last := state.lastAt
	if last == 0 {
		last = p.readyAt
	}
	state.number++
	state.lastAt = now
	table := newReportTable((now - last) / nanosecondsPerMs)
	received, sent := map[string]rtc.Counts{}, map[string]rtc.SentCounts{}
	for id, c := range p.consumers {
		received[id] = c.incoming.Counts()
		table.addReceived(c, received[id], state.received[id])
	}
	for source, made := range p.published {
		sent[source] = made.counts()
		table.addSent(made, sent[source], state.sent[source])
	}
	state.received, state.sent = received, sent
	milestones := map[string]int64{}
	if len(p.milestones) > state.milestones {
		state.milestones = len(p.milestones)
		for name, at := range p.milestones {
			milestones[name] = at
		}
	}
	report := protocol.Report{
		Version: protocol.ReportVersion, Number: state.number, IntervalMs: max(1, (now-last)/nanosecondsPerMs),
		Tracks: &table.tracks, Milestones: milestones,
	}
	report.Clock = &protocol.ReportClock{
		EndMs: now / nanosecondsPerMs, SentMs: now / nanosecondsPerMs, Answered: state.answered,
	}
	state.answered = nil
	if p.send != nil {
		report.Send = pointer(protocol.ReportSend(transportReport(p.send)))
	}
	if p.receive != nil {
		report.Receive = pointer(transportReport(p.receive))
	}
	return report
}

func transportReport(t *rtc.Transport) protocol.ReportReceive {
	report := protocol.ReportReceive{Path: "udp", State: "connecting"}
	if t.Connected() {
		report.State = "connected"
	}
	if roundTrip := t.RoundTripNs(); roundTrip > 0 {
		report.RttMs = pointer(milliseconds(roundTrip))
		report.RttMaxMs = report.RttMs
	}
	return report
}

// counts of all streams together.
func (p *publication) counts() (total rtc.SentCounts) {
	for _, stream := range p.streams {
		counts := stream.Counts()
		total.Packets += counts.Packets
		total.Bytes += counts.Bytes
		total.Nacks += counts.Nacks
		total.Plis += counts.Plis
		total.RoundTripNs = max(total.RoundTripNs, counts.RoundTripNs)
	}
	return total
}

// reportTable is filled row by row; what nobody set is null.
type reportTable struct {
	tracks     protocol.ReportTracks
	intervalMs float64
}

func newReportTable(intervalMs int64) *reportTable {
	return &reportTable{intervalMs: float64(intervalMs), tracks: protocol.ReportTracks{
		Refs: []string{}, Kinds: []int64{}, Vectors: [][]*int64{},
	}}
}

// row adds a track; false when the report is full.
func (t *reportTable) row(trackID, source string, received bool) bool {
	if len(t.tracks.Refs) >= protocol.MaxReportTracks {
		return false
	}
	kind := slices.Index(protocol.Sources, source)
	if received {
		kind += len(protocol.Sources)
	}
	// Long enough to be the only one: ids are random, and two that begin alike are counted as nobody's.
	t.tracks.Refs = append(t.tracks.Refs, trackID[:protocol.TrackRefCharacters])
	t.tracks.Kinds = append(t.tracks.Kinds, int64(kind))
	t.tracks.Vectors = append(t.tracks.Vectors, []*int64{})
	return true
}

// set fills a place of the newest row.
func (t *reportTable) set(place int, value float64) {
	last := len(t.tracks.Vectors) - 1
	cells := t.tracks.Vectors[last]
	for len(cells) <= place {
		cells = append(cells, nil)
	}
	cells[place] = pointer(int64(math.Round(max(0, value) / protocol.VectorSteps[place])))
	t.tracks.Vectors[last] = cells
}

// expect sets how long media were to come; a track of which nothing was expected is not judged.
func (t *reportTable) expect(nanoseconds int64) {
	if nanoseconds > 0 {
		t.set(protocol.PlaceExpectedMs, min(t.intervalMs, float64(nanoseconds)/nanosecondsPerMs))
	}
}

func (t *reportTable) addReceived(c *consumer, now, before rtc.Counts) {
	if !t.row(c.info.TrackID, c.info.Source, true) {
		return
	}
	t.expect(c.expected.take())
	t.set(protocol.PlacePackets, float64(now.Received-before.Received))
	t.set(protocol.PlacePacketsLost, float64(now.Lost-before.Lost))
	t.set(protocol.PlaceBytes, float64(now.Bytes-before.Bytes))
	t.set(protocol.PlaceNack, float64(now.Nacks-before.Nacks))
	t.set(protocol.PlaceJitterMaxMs, now.JitterMs)
	if c.info.Kind != "video" {
		return
	}
	t.set(protocol.PlaceFrames, float64(now.Frames-before.Frames))
	t.set(protocol.PlaceFreezeMs, float64(now.FrozenNs-before.FrozenNs)/nanosecondsPerMs)
	t.set(protocol.PlacePli, float64(now.Plis-before.Plis))
	if height := c.frameHeight(); height > 0 {
		t.set(protocol.PlaceFrameHeight, float64(height))
	}
}

func (t *reportTable) addSent(made *publication, now, before rtc.SentCounts) {
	if !t.row(made.trackID, made.source, false) {
		return
	}
	t.expect(made.expected.take())
	t.set(protocol.PlacePackets, float64(now.Packets-before.Packets))
	t.set(protocol.PlaceBytes, float64(now.Bytes-before.Bytes))
	t.set(protocol.PlaceNack, float64(now.Nacks-before.Nacks))
	if now.RoundTripNs > 0 {
		t.set(protocol.PlaceRttMaxMs, milliseconds(now.RoundTripNs))
	}
	if made.source != sourceMicrophone {
		t.set(protocol.PlacePli, float64(now.Plis-before.Plis))
		t.set(protocol.PlaceFrameHeight, float64(made.heights[len(made.heights)-1]))
	}
}

func (c *consumer) frameHeight() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.height
}
