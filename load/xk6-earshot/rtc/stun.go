package rtc

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/pion/stun/v3"
)

// checkRetry is how often a connectivity check is repeated until it is answered.
const checkRetry = 250 * time.Millisecond

// iceState is the controlling side towards an ICE-lite server: binding requests, and their answers as consent.
type iceState struct {
	localFragment  string
	remoteFragment string
	remotePassword string

	mu          sync.Mutex
	transaction [stun.TransactionIDSize]byte
	sentAt      int64
	roundTripNs int64
	answeredAt  int64
	answered    chan struct{}
}

func newIceState(remoteFragment, remotePassword string) *iceState {
	return &iceState{
		localFragment:  randomText(8),
		remoteFragment: remoteFragment,
		remotePassword: remotePassword,
		answered:       make(chan struct{}),
	}
}

// request builds a binding request that nominates at once, which is all that ICE-lite needs.
func (s *iceState) request(now int64) ([]byte, error) {
	message, err := stun.Build(stun.TransactionID, stun.BindingRequest,
		stun.NewUsername(s.remoteFragment+":"+s.localFragment),
		stun.RawAttribute{Type: stun.AttrPriority, Value: []byte{0x6e, 0x7f, 0x1e, 0xff}},
		stun.RawAttribute{Type: stun.AttrICEControlling, Value: []byte{1, 2, 3, 4, 5, 6, 7, 8}},
		stun.RawAttribute{Type: stun.AttrUseCandidate},
		stun.NewShortTermIntegrity(s.remotePassword),
		stun.Fingerprint)
	if err != nil {
		return nil, fmt.Errorf("ice: %w", err)
	}
	s.mu.Lock()
	s.transaction, s.sentAt = message.TransactionID, now
	s.mu.Unlock()
	return message.Raw, nil
}

// handle takes a STUN message; only the answer to the latest request counts.
func (s *iceState) handle(data []byte, now int64) {
	if len(data) < 20 || data[0] != 0x01 || data[1] != 0x01 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !bytes.Equal(data[8:20], s.transaction[:]) {
		return
	}
	if s.answeredAt == 0 {
		close(s.answered)
	}
	s.answeredAt, s.roundTripNs = now, now-s.sentAt
}

// lastAnswer returns when the server was last heard and how long its answer took, ns.
func (s *iceState) lastAnswer() (at, roundTrip int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answeredAt, s.roundTripNs
}

// connect repeats the check until it is answered.
func (s *iceState) connect(ctx context.Context, write func([]byte) error) error {
	retry := time.NewTicker(checkRetry)
	defer retry.Stop()
	for {
		request, err := s.request(Now())
		if err != nil {
			return err
		}
		// What cannot be written now is repeated.
		_ = write(request)
		select {
		case <-s.answered:
			return nil
		case <-retry.C:
		case <-ctx.Done():
			return fmt.Errorf("ice: %w", ctx.Err())
		}
	}
}
