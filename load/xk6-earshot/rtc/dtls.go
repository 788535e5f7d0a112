package rtc

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/srtp/v3"
)

// keys are the two directions of SRTP.
type keys struct {
	in, out *srtp.Context
}

// handshake runs DTLS as the client. The connection is dropped afterwards unless somebody takes it over: nothing but
// the keys is used of it, and 350 of them with their buffers would be memory for nothing.
func handshake(ctx context.Context, link *datagramLink, wanted []string, takeOver func(net.Conn)) (*keys, error) {
	own, err := theIdentity()
	if err != nil {
		return nil, err
	}
	conn, err := dtls.Client(link, link.remote, &dtls.Config{
		Certificates:           []tls.Certificate{own.certificate},
		SRTPProtectionProfiles: []dtls.SRTPProtectionProfile{dtls.SRTP_AEAD_AES_128_GCM},
		ExtendedMasterSecret:   dtls.RequireExtendedMasterSecret,
		InsecureSkipVerify:     true, // the fingerprint that signalling brought is the check
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			for _, fingerprint := range wanted {
				if len(raw) > 0 && strings.EqualFold(fingerprint, fingerprintOf(raw[0])) {
					return nil
				}
			}
			return errors.New("the certificate is not the one that signalling named")
		},
	})
	if err != nil {
		return nil, fmt.Errorf("dtls: %w", err)
	}
	taken := false
	defer func() {
		if !taken {
			link.mute.Store(true)
			_ = conn.Close()
		}
	}()
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("dtls: %w", err)
	}
	made, err := exportKeys(conn)
	if err == nil && takeOver != nil {
		taken = true
		takeOver(conn)
	}
	return made, err
}

func exportKeys(conn *dtls.Conn) (*keys, error) {
	state, ok := conn.ConnectionState()
	if !ok {
		return nil, errors.New("dtls: no state")
	}
	profile, ok := conn.SelectedSRTPProtectionProfile()
	if !ok {
		return nil, errors.New("dtls: no SRTP profile in common")
	}
	config := srtp.Config{Profile: srtp.ProtectionProfile(profile)}
	if err := config.ExtractSessionKeysFromDTLS(&state, true); err != nil {
		return nil, fmt.Errorf("srtp: %w", err)
	}
	out, err := srtp.CreateContext(config.Keys.LocalMasterKey, config.Keys.LocalMasterSalt, config.Profile)
	if err != nil {
		return nil, fmt.Errorf("srtp: %w", err)
	}
	in, err := srtp.CreateContext(config.Keys.RemoteMasterKey, config.Keys.RemoteMasterSalt, config.Profile)
	if err != nil {
		return nil, fmt.Errorf("srtp: %w", err)
	}
	return &keys{in: in, out: out}, nil
}

// handshakeQueue bounds DTLS records that wait: a flight is a handful, and what is dropped is sent again.
const handshakeQueue = 16

// datagramLink is the net.PacketConn over which DTLS speaks: records come from the poller.
type datagramLink struct {
	remote  net.Addr
	write   func([]byte) error
	records chan []byte
	done    chan struct{}
	close   sync.Once
	// mute swallows what is written when the connection is dropped: its farewell would close the server's side.
	mute atomic.Bool

	mu       sync.Mutex
	deadline time.Time
	// moved is closed when the deadline changes, so that a read under way learns of it.
	moved chan struct{}
}

func newDatagramLink(remote net.Addr, write func([]byte) error) *datagramLink {
	return &datagramLink{
		remote:  remote,
		write:   write,
		records: make(chan []byte, handshakeQueue),
		done:    make(chan struct{}),
		moved:   make(chan struct{}),
	}
}

// handle takes a DTLS record from the network.
func (l *datagramLink) handle(data []byte) {
	if l.mute.Load() {
		return
	}
	select {
	case l.records <- append([]byte(nil), data...):
	default:
	}
}

// ReadFrom implements net.PacketConn.
func (l *datagramLink) ReadFrom(buffer []byte) (int, net.Addr, error) {
	for {
		l.mu.Lock()
		deadline, moved := l.deadline, l.moved
		l.mu.Unlock()
		count, again, err := l.readUntil(buffer, deadline, moved)
		if !again {
			return count, l.remote, err
		}
	}
}

// readUntil reads one record; again when the deadline moved meanwhile.
func (l *datagramLink) readUntil(buffer []byte, deadline time.Time, moved <-chan struct{}) (count int, again bool, err error) {
	var expired <-chan time.Time
	if !deadline.IsZero() {
		timer := time.NewTimer(time.Until(deadline))
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case record := <-l.records:
		return copy(buffer, record), false, nil
	case <-l.done:
		return 0, false, net.ErrClosed
	case <-expired:
		return 0, false, os.ErrDeadlineExceeded
	case <-moved:
		return 0, true, nil
	}
}

// WriteTo implements net.PacketConn.
func (l *datagramLink) WriteTo(data []byte, _ net.Addr) (int, error) {
	if l.mute.Load() {
		return len(data), nil
	}
	return len(data), l.write(data)
}

// Close implements net.PacketConn.
func (l *datagramLink) Close() error {
	l.close.Do(func() { close(l.done) })
	return nil
}

// LocalAddr implements net.PacketConn.
func (l *datagramLink) LocalAddr() net.Addr { return &net.UDPAddr{} }

// SetDeadline implements net.PacketConn.
func (l *datagramLink) SetDeadline(deadline time.Time) error { return l.SetReadDeadline(deadline) }

// SetReadDeadline implements net.PacketConn.
func (l *datagramLink) SetReadDeadline(deadline time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deadline = deadline
	close(l.moved)
	l.moved = make(chan struct{})
	return nil
}

// SetWriteDeadline implements net.PacketConn: writes never wait.
func (l *datagramLink) SetWriteDeadline(time.Time) error { return nil }
