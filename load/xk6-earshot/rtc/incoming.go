package rtc

import (
	"encoding/binary"
	"sync"
	"sync/atomic"

	"earshot/xk6-earshot/media"
)

// decryptEach: one packet in so many is decrypted, for authentication and latency. All of them would double the cost
// of a receiver, and the header says all that counting needs.
const decryptEach = 30

// Listener is told what happens on an incoming track. Calls come from the reading thread and must not wait.
type Listener interface {
	// FirstPacket is called once.
	FirstPacket(at int64)
	// KeyFrame is called for the first key frame after ExpectKeyFrame.
	KeyFrame(at int64, width, height int)
	// Spoke is called when the first packet of a new spurt of the speaker arrives.
	Spoke(at int64, spurt Spurt)
	// Latency is called for some of the packets with a time stamp, ns.
	Latency(nanoseconds int64)
}

// Spurt is one time that somebody talks.
type Spurt struct {
	// Number counts the spurts of a track; 0 = none yet.
	Number uint32
	// Began is when the first loud packet was sent, ns of Now.
	Began     int64
	timestamp uint32
}

// Talk is a published microphone's latest spurt, for receivers in the same process.
type Talk struct{ latest atomic.Pointer[Spurt] }

// Begin notes the first loud packet of a new spurt.
func (t *Talk) Begin(now int64, timestamp uint32) {
	number := uint32(1)
	if before := t.latest.Load(); before != nil {
		number = before.Number + 1
	}
	t.latest.Store(&Spurt{Number: number, Began: now, timestamp: timestamp})
}

// Latest spurt; its Number is 0 when there was none.
func (t *Talk) Latest() Spurt {
	if latest := t.latest.Load(); latest != nil {
		return *latest
	}
	return Spurt{}
}

// IncomingConfig is what signalling announced of a track.
type IncomingConfig struct {
	Video            bool
	SSRC, RepairSSRC uint32
	ClockRate        uint32
	// Nack: packets may be asked for again.
	Nack bool
	// TransportID is the id of the transport-wide number's header extension; 0 = none.
	TransportID uint8
	// Talk gives the speaker's, where it publishes from this process, else nil. It must not wait.
	Talk     func() *Talk
	Listener Listener
}

// Incoming is one track that is received.
type Incoming struct {
	config    IncomingConfig
	transport *Transport

	mu          sync.Mutex
	window      window
	missing     missing
	cadence     cadence
	bytes       uint64
	repaired    uint64
	asked       uint64
	keyAsked    uint64
	jitter      float64
	lastTransit int64
	lastStamp   uint32
	sinceProof  int
	expectKey   bool
	spurt       uint32
	clock       reportClock
}

// Counts are what is known of a track; all but the jitter only grow.
type Counts struct {
	Received, Expected, Lost uint64
	// Repaired of the received packets came by retransmission.
	Repaired uint64
	Bytes    uint64
	Frames   uint64
	// FrozenNs is how long the picture stood still.
	FrozenNs int64
	JitterMs float64
	// Nacks are packets that were asked for, Plis key frames.
	Nacks, Plis uint64
}

// Counts as they are now.
func (s *Incoming) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Counts{
		Received: s.window.received, Expected: s.window.expected(), Lost: s.window.lost,
		Repaired: s.repaired, Bytes: s.bytes,
		Frames: s.cadence.frames, FrozenNs: s.cadence.frozen,
		JitterMs: s.jitter * 1000 / float64(s.config.ClockRate),
		Nacks:    s.asked, Plis: s.keyAsked,
	}
}

// Settle gives up what is missing: for the last count of a track that ends.
func (s *Incoming) Settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.window.settle()
}

// Pause says that what comes next comes after a pause that somebody wanted.
func (s *Incoming) Pause() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cadence.pause()
	s.lastTransit = 0
}

// ExpectKeyFrame decrypts until the next key frame and tells the listener of it.
func (s *Incoming) ExpectKeyFrame() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expectKey = s.config.Video
}

// news is what a packet brought, told once the lock is free.
type news struct {
	first, holes, beyondRepair, prove bool
	spurt                             Spurt
}

// handle takes an RTP packet as it came from the wire; its header is in clear.
func (s *Incoming) handle(packet []byte, now int64) {
	sequence := binary.BigEndian.Uint16(packet[2:])
	what := s.count(packet, sequence, now)
	if what.first {
		s.config.Listener.FirstPacket(now)
	}
	if what.spurt.Number != 0 {
		s.config.Listener.Spoke(now, what.spurt)
	}
	if what.holes {
		s.askAgain(now)
	}
	if what.beyondRepair {
		s.askKeyFrame()
	}
	if what.prove {
		s.prove(packet, now)
	}
}

func (s *Incoming) count(packet []byte, sequence uint16, now int64) news {
	s.mu.Lock()
	defer s.mu.Unlock()
	what := news{first: !s.window.started}
	kind, missed := s.window.add(sequence)
	if kind == arrivedTwice {
		return what
	}
	s.bytes += uint64(len(packet) - fixedHeader)
	if kind == arrivedNext {
		s.time(binary.BigEndian.Uint32(packet[4:]), now, what.first)
	}
	if missed > 0 && s.config.Nack {
		what.beyondRepair = s.missing.note(sequence, missed) && s.config.Video
		what.holes = !what.beyondRepair
	}
	what.spurt = s.hear(binary.BigEndian.Uint32(packet[4:]))
	s.sinceProof++
	if s.sinceProof >= decryptEach || s.expectKey || what.first {
		s.sinceProof = 0
		what.prove = true
	}
	return what
}

// time updates jitter (RFC 3550) and the cadence of frames.
func (s *Incoming) time(stamp uint32, now int64, first bool) {
	if s.config.Video && (first || int32(stamp-s.lastStamp) > 0) {
		s.cadence.frame(now)
	}
	if first || int32(stamp-s.lastStamp) != 0 {
		// Packets of one frame have one time stamp: only its first says something about timing.
		transit := now/1000*int64(s.config.ClockRate)/1_000_000 - int64(stamp)
		if s.lastTransit != 0 {
			difference := float64(int32(transit - s.lastTransit))
			s.jitter += (max(difference, -difference) - s.jitter) / 16
		}
		s.lastTransit = transit
	}
	s.lastStamp = stamp
}

// hear returns the speaker's spurt when this is the first packet of it that is heard here.
func (s *Incoming) hear(stamp uint32) Spurt {
	if s.config.Talk == nil {
		return Spurt{}
	}
	talk := s.config.Talk()
	if talk == nil {
		return Spurt{}
	}
	latest := talk.latest.Load()
	if latest == nil || latest.Number == s.spurt || int32(stamp-latest.timestamp) < 0 {
		return Spurt{}
	}
	s.spurt = latest.Number
	return *latest
}

// prove decrypts: a packet that cannot be is counted by the transport.
func (s *Incoming) prove(packet []byte, now int64) {
	payload, ok := s.transport.decrypt(packet)
	if !ok {
		return
	}
	if sent, ok := readStamp(payload); ok {
		s.config.Listener.Latency(now - sent)
	}
	s.mu.Lock()
	wanted := s.expectKey
	s.mu.Unlock()
	if !wanted {
		return
	}
	if width, height, ok := media.KeyFrameSize(payload); ok {
		s.mu.Lock()
		s.expectKey = false
		s.mu.Unlock()
		s.config.Listener.KeyFrame(now, width, height)
	}
}

// handleRepair takes a retransmission (RFC 4588): the payload begins with the number of the packet that it repairs.
func (s *Incoming) handleRepair(packet []byte, now int64) {
	payload, ok := s.transport.decrypt(packet)
	if !ok || len(payload) < 2 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// The server also probes bandwidth with packets that came long ago: those repair nothing.
	if s.window.started && s.window.isMissing(binary.BigEndian.Uint16(payload)) {
		s.window.add(binary.BigEndian.Uint16(payload))
		s.repaired++
		s.bytes += uint64(len(packet) - fixedHeader)
	}
	s.clock.heard(now)
}

// askAgain sends a NACK for what is due.
func (s *Incoming) askAgain(now int64) {
	s.mu.Lock()
	sequences, givenUp := s.missing.due(&s.window, now)
	s.asked += uint64(len(sequences))
	s.mu.Unlock()
	if len(sequences) > 0 {
		s.transport.sendNack(s.config.SSRC, sequences)
	}
	if givenUp && s.config.Video {
		s.askKeyFrame()
	}
}

func (s *Incoming) askKeyFrame() {
	s.mu.Lock()
	s.keyAsked++
	s.mu.Unlock()
	s.transport.sendPli(s.config.SSRC)
}

// Remove ends the track: what still comes of it is not counted.
func (s *Incoming) Remove() { s.transport.RemoveIncoming(s) }
