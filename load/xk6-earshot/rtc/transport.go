// Package rtc is a lean WebRTC endpoint for load clients against an ICE-lite server: connectivity checks, DTLS, SRTP
// and RTCP over one UDP socket for each transport, all sockets read by one thread.
package rtc

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"

	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtp"
)

// probeSSRC is what the server probes bandwidth with: no track, but it has transport-wide numbers.
const probeSSRC = 1234

// Config is the server's side of a transport, as signalling brought it.
type Config struct {
	// Address and Port are a UDP candidate's.
	Address            string
	Port               int
	UsernameFragment   string
	Password           string
	FingerprintsSHA256 []string
	// Loss on this line, 0..1 of the RTP packets each way.
	Loss Loss
	// LocalFragment is our own user name, for servers that must know it beforehand; empty = a random one.
	LocalFragment string
	// OnData takes the DTLS connection over, for a server that wants data channels; nil = it is dropped.
	OnData func(net.Conn)
}

// Loss is what a bad line loses, each way, 0..1.
type Loss struct {
	Send    float64 `json:"send"`
	Receive float64 `json:"receive"`
}

// loses throws the dice; a good line throws none.
func loses(share float64) bool { return share > 0 && rand.Float64() < share }

// Transport is one connection to the server.
type Transport struct {
	loss         Loss
	remote       *net.UDPAddr
	fingerprints []string
	ice          *iceState
	link         *datagramLink
	onData       func(net.Conn)
	closed       atomic.Bool

	// in belongs to the reading thread once ready is set.
	ready    atomic.Bool
	keys     *keys
	plain    []byte
	header   rtp.Header
	routes   atomic.Pointer[routes]
	feedback *feedback

	mu              sync.Mutex // for what follows
	fd              int
	cipher          []byte
	transportNumber uint16

	srtpErrors atomic.Uint64
	connectNs  atomic.Int64
}

// NewTransport opens nothing yet; the server must know our fingerprint before Connect.
func NewTransport(config Config) (*Transport, error) {
	address := net.ParseIP(config.Address)
	if address == nil {
		resolved, err := net.ResolveIPAddr("ip4", config.Address)
		if err != nil {
			return nil, fmt.Errorf("candidate: %w", err)
		}
		address = resolved.IP
	}
	t := &Transport{
		loss:         config.Loss,
		remote:       &net.UDPAddr{IP: address, Port: config.Port},
		fingerprints: config.FingerprintsSHA256,
		ice:          newIceState(config.UsernameFragment, config.Password),
		feedback:     &feedback{recorder: twcc.NewRecorder(1)},
		onData:       config.OnData,
		fd:           -1,
	}
	if config.LocalFragment != "" {
		t.ice.localFragment = config.LocalFragment
	}
	t.link = newDatagramLink(t.remote, t.write)
	t.routes.Store(&routes{})
	return t, nil
}

// Connect makes the path and the keys. It ends with ctx at the latest, and closes the transport when it fails.
func (t *Transport) Connect(ctx context.Context) error {
	err := t.connect(ctx)
	if err != nil {
		t.Close()
	}
	return err
}

func (t *Transport) connect(ctx context.Context) error {
	began := Now()
	poller, err := thePoller()
	if err != nil {
		return err
	}
	fd, err := poller.open(t.remote, t)
	if err != nil {
		return err
	}
	t.mu.Lock()
	t.fd = fd
	t.mu.Unlock()
	if err := t.ice.connect(ctx, t.write); err != nil {
		return err
	}
	if t.keys, err = handshake(ctx, t.link, t.fingerprints, t.onData); err != nil {
		return err
	}
	t.ready.Store(true)
	t.connectNs.Store(Now() - began)
	theKeeper().add(t)
	if t.closed.Load() {
		theKeeper().remove(t)
		return errors.New("closed while connecting")
	}
	return nil
}

// Close ends it at once; the server learns of it by signalling.
func (t *Transport) Close() {
	if t.closed.Swap(true) {
		return
	}
	theKeeper().remove(t)
	_ = t.link.Close()
	t.mu.Lock()
	defer t.mu.Unlock()
	if poller, err := thePoller(); err == nil && t.fd >= 0 {
		poller.close(t.fd)
	}
	t.fd = -1
}

// Connected tells whether packets can be sent.
func (t *Transport) Connected() bool { return t.ready.Load() && !t.closed.Load() }

// ConnectNs is how long ICE and DTLS took.
func (t *Transport) ConnectNs() int64 { return t.connectNs.Load() }

// RoundTripNs of the last connectivity check; 0 before the first.
func (t *Transport) RoundTripNs() int64 {
	_, roundTrip := t.ice.lastAnswer()
	return roundTrip
}

// TakeSRTPErrors returns how many packets could not be decrypted since the last call.
func (t *Transport) TakeSRTPErrors() uint64 { return t.srtpErrors.Swap(0) }

// handleDatagram tells STUN, DTLS, RTP and RTCP apart (RFC 7983, RFC 5761).
func (t *Transport) handleDatagram(data []byte, now int64) {
	if len(data) < fixedHeader {
		return
	}
	switch first := data[0]; {
	case first < 4:
		t.ice.handle(data, now)
	case first >= 20 && first < 64:
		t.link.handle(data)
	case first >= 128 && first < 192 && t.ready.Load():
		if data[1] >= 192 && data[1] < 224 {
			t.handleRTCP(data, now)
		} else {
			t.handleRTP(data, now)
		}
	}
}

func (t *Transport) handleRTP(packet []byte, now int64) {
	if loses(t.loss.Receive) {
		return
	}
	ssrc := binary.BigEndian.Uint32(packet[8:])
	t.feedback.note(packet, ssrc, now)
	if ssrc == probeSSRC {
		return
	}
	r := t.routes.Load()
	if s := r.incoming[ssrc]; s != nil {
		s.handle(packet, now)
	} else if s := r.repairs[ssrc]; s != nil {
		s.handleRepair(packet, now)
	}
}

// decrypt is for the reading thread only; the result lives until the next call.
func (t *Transport) decrypt(packet []byte) (payload []byte, ok bool) {
	t.header = rtp.Header{}
	plain, err := t.keys.in.DecryptRTP(t.plain[:0], packet, &t.header)
	if err != nil {
		t.srtpErrors.Add(1)
		return nil, false
	}
	t.plain = plain
	return plain[min(headerLength(plain), len(plain)):], true
}

// sendRTP numbers, encrypts and sends. packet is kept by the caller and changed only at transportOffset.
func (t *Transport) sendRTP(packet []byte, transportOffset int) {
	if !t.ready.Load() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	binary.BigEndian.PutUint16(packet[transportOffset:], t.transportNumber)
	t.transportNumber++
	encrypted, err := t.keys.out.EncryptRTP(t.cipher[:0], packet, nil)
	if err != nil {
		t.srtpErrors.Add(1)
		return
	}
	t.cipher = encrypted
	if loses(t.loss.Send) {
		return
	}
	// What the socket cannot take is lost, as on a network.
	_ = t.writeLocked(encrypted)
}

func (t *Transport) write(data []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.writeLocked(data)
}

func (t *Transport) writeLocked(data []byte) error {
	if t.fd < 0 {
		return net.ErrClosed
	}
	return writeDatagram(t.fd, data)
}
