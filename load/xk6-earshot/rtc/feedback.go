package rtc

import (
	"sync"
	"sync/atomic"

	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
)

// feedback tells the server when its packets arrived, so that it can estimate the bandwidth.
type feedback struct {
	extension atomic.Uint32
	mu        sync.Mutex
	recorder  *twcc.Recorder
}

func (f *feedback) note(packet []byte, ssrc uint32, now int64) {
	number, ok := findTransportNumber(packet, uint8(f.extension.Load()))
	if !ok {
		return
	}
	f.mu.Lock()
	f.recorder.Record(ssrc, number, now/1000)
	f.mu.Unlock()
}

func (f *feedback) take() []rtcp.Packet {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.recorder.BuildFeedbackPacket()
}

// handleRTCP reads what the server says of what we send, and of what it sends.
func (t *Transport) handleRTCP(data []byte, now int64) {
	plain, err := t.keys.in.DecryptRTCP(nil, data, nil)
	if err != nil {
		t.srtpErrors.Add(1)
		return
	}
	packets, err := rtcp.Unmarshal(plain)
	if err != nil {
		return
	}
	r := t.routes.Load()
	for _, packet := range packets {
		r.handle(packet, now)
	}
}

func (r *routes) handle(packet rtcp.Packet, now int64) {
	switch p := packet.(type) {
	case *rtcp.PictureLossIndication:
		r.requestKeyFrame(p.MediaSSRC)
	case *rtcp.FullIntraRequest:
		for _, entry := range p.FIR {
			r.requestKeyFrame(entry.SSRC)
		}
	case *rtcp.TransportLayerNack:
		if o := r.outgoing[p.MediaSSRC]; o != nil {
			for _, pair := range p.Nacks {
				pair.Range(func(sequence uint16) bool {
					o.resend(sequence)
					return true
				})
			}
		}
	case *rtcp.ReceiverReport:
		r.handleReceptions(p.Reports)
	case *rtcp.SenderReport:
		if s := r.incoming[p.SSRC]; s != nil {
			s.handleSenderReport(p, now)
		}
		r.handleReceptions(p.Reports)
	}
}

func (r *routes) handleReceptions(reports []rtcp.ReceptionReport) {
	for _, report := range reports {
		if o := r.outgoing[report.SSRC]; o != nil {
			o.handleReception(report)
		}
	}
}

func (r *routes) requestKeyFrame(ssrc uint32) {
	if o := r.outgoing[ssrc]; o != nil {
		o.plis.Add(1)
		o.keyFrame.Store(true)
	}
}

func (t *Transport) sendNack(ssrc uint32, sequences []uint16) {
	t.sendRTCP(&rtcp.TransportLayerNack{
		SenderSSRC: ownSSRC, MediaSSRC: ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(sequences),
	})
}

func (t *Transport) sendPli(ssrc uint32) {
	t.sendRTCP(&rtcp.PictureLossIndication{SenderSSRC: ownSSRC, MediaSSRC: ssrc})
}

// ownSSRC is the sender of reports of endpoints that send no media on the transport.
const ownSSRC = 1

func (t *Transport) sendRTCP(packets ...rtcp.Packet) {
	plain, err := rtcp.Marshal(packets)
	if err != nil || !t.ready.Load() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	encrypted, err := t.keys.out.EncryptRTCP(nil, plain, nil)
	if err != nil {
		t.srtpErrors.Add(1)
		return
	}
	_ = t.writeLocked(encrypted)
}
