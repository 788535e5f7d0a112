package rtc

import (
	"encoding/binary"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
)

// historyPackets are kept for retransmission: two seconds of a large layer.
const historyPackets = 256

// OutgoingConfig describes one stream that is sent; a simulcast camera has one for each layer.
type OutgoingConfig struct {
	Video                          bool
	SSRC, RepairSSRC               uint32
	PayloadType, RepairPayloadType uint8
	ClockRate                      uint32
	MID, CName                     string
	// Stamp appends the time of sending to each payload. Not for tracks that a browser decodes.
	Stamp bool
}

// Packet is one payload to send.
type Packet struct {
	Payload   []byte
	Timestamp uint32
	Marker    bool
	// Level is -dBov, for sound.
	Level uint8
}

// Outgoing is one stream that is sent.
type Outgoing struct {
	config    OutgoingConfig
	transport *Transport
	// keyFrame is set when a receiver asked for one.
	keyFrame  atomic.Bool
	plis      atomic.Uint64
	nacks     atomic.Uint64
	sent      atomic.Uint64
	roundTrip atomic.Int64
	lossShare atomic.Uint32

	mu             sync.Mutex
	sequence       uint16
	repairSequence uint16
	octets         uint64
	lastTimestamp  uint32
	lastSentAt     int64
	reportedAt     int64
	history        [historyPackets]sentPacket
	scratch        []byte
}

// sentPacket is a packet before encryption.
type sentPacket struct {
	data            []byte
	transportOffset int
	payloadOffset   int
	sequence        uint16
	used            bool
}

// SentCounts are what is known of an outgoing stream.
type SentCounts struct {
	Packets, Bytes, Nacks, Plis uint64
	// RoundTripNs by the last receiver report; 0 = unknown.
	RoundTripNs int64
	// LossShare of the last receiver report, 0..1.
	LossShare float64
}

// Counts as they are now.
func (o *Outgoing) Counts() SentCounts {
	o.mu.Lock()
	octets := o.octets
	o.mu.Unlock()
	return SentCounts{
		Packets: o.sent.Load(), Bytes: octets, Nacks: o.nacks.Load(), Plis: o.plis.Load(),
		RoundTripNs: o.roundTrip.Load(), LossShare: float64(o.lossShare.Load()) / 256,
	}
}

// Sent is the number of packets so far, retransmissions left out.
func (o *Outgoing) Sent() uint64 { return o.sent.Load() }

// TakeKeyFrameRequest tells once that a receiver asked for a key frame.
func (o *Outgoing) TakeKeyFrameRequest() bool { return o.keyFrame.Swap(false) }

// Send encrypts and sends a packet, and keeps it for retransmission.
func (o *Outgoing) Send(packet Packet, now int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	kept := &o.history[o.sequence%historyPackets]
	kept.data, kept.transportOffset = appendHeader(kept.data[:0], outgoingHeader{
		payloadType: o.config.PayloadType, marker: packet.Marker, sequence: o.sequence,
		timestamp: packet.Timestamp, ssrc: o.config.SSRC, mid: o.config.MID,
		level: packet.Level, hasLevel: !o.config.Video,
	})
	kept.payloadOffset, kept.sequence, kept.used = len(kept.data), o.sequence, true
	kept.data = append(kept.data, packet.Payload...)
	if o.config.Stamp {
		kept.data = appendStamp(kept.data, now)
	}
	o.sequence++
	o.octets += uint64(len(kept.data) - kept.payloadOffset)
	o.lastTimestamp, o.lastSentAt = packet.Timestamp, now
	o.transport.sendRTP(kept.data, kept.transportOffset)
	o.sent.Add(1)
}

// resend answers a NACK: as RTX where the stream has one, else as the same packet again.
func (o *Outgoing) resend(sequence uint16) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.nacks.Add(1)
	kept := &o.history[sequence%historyPackets]
	if !kept.used || kept.sequence != sequence {
		return
	}
	if o.config.RepairSSRC == 0 {
		o.transport.sendRTP(kept.data, kept.transportOffset)
		return
	}
	repair := append(o.scratch[:0], kept.data[:kept.payloadOffset]...)
	repair[1] = repair[1]&0x80 | o.config.RepairPayloadType
	binary.BigEndian.PutUint16(repair[2:], o.repairSequence)
	binary.BigEndian.PutUint32(repair[8:], o.config.RepairSSRC)
	repair = binary.BigEndian.AppendUint16(repair, sequence)
	o.scratch = append(repair, kept.data[kept.payloadOffset:]...)
	o.repairSequence++
	o.transport.sendRTP(o.scratch, kept.transportOffset)
}

// handleReception takes the server's report on this stream.
func (o *Outgoing) handleReception(report rtcp.ReceptionReport) {
	o.lossShare.Store(uint32(report.FractionLost))
	if report.LastSenderReport == 0 {
		return
	}
	elapsed := uint32(ntpNow()>>16) - report.LastSenderReport - report.Delay
	if elapsed < 1<<31 {
		o.roundTrip.Store(int64(elapsed) * int64(time.Second) / 65536)
	}
}

// senderReportEach is how often a stream says what it has sent.
const senderReportEach = int64(2 * time.Second)

// senderReport is due when something was sent since the last one.
func (o *Outgoing) senderReport(now int64) []rtcp.Packet {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lastSentAt == 0 || o.lastSentAt < o.reportedAt || now-o.reportedAt < senderReportEach {
		return nil
	}
	o.reportedAt = now
	since := uint32((now - o.lastSentAt) / 1000 * int64(o.config.ClockRate) / 1_000_000)
	name := rtcp.SourceDescriptionItem{Type: rtcp.SDESCNAME, Text: o.config.CName}
	return []rtcp.Packet{
		&rtcp.SenderReport{
			SSRC: o.config.SSRC, NTPTime: ntpNow(), RTPTime: o.lastTimestamp + since,
			PacketCount: uint32(o.sent.Load()), OctetCount: uint32(o.octets),
		},
		&rtcp.SourceDescription{Chunks: []rtcp.SourceDescriptionChunk{{
			Source: o.config.SSRC, Items: []rtcp.SourceDescriptionItem{name},
		}}},
	}
}
