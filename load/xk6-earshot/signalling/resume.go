package signalling

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"time"

	"earshot/xk6-earshot/protocol"
)

const (
	firstRetry = 100 * time.Millisecond
	lastRetry  = 2 * time.Second
	// attemptLimit bounds one attempt, connecting and resuming.
	attemptLimit = 10 * time.Second
)

// lostReason is why a session ends that could not be resumed in time.
const lostReason = "connection_lost"

// handleClose implements frameHandler: a connection that nobody closed is replaced.
func (s *Session) handleClose(socket *Socket, err error) {
	s.mu.Lock()
	if s.closed || s.socket != socket {
		s.mu.Unlock()
		return
	}
	s.socket = nil
	resumable, grace := s.id != "", s.grace
	s.mu.Unlock()
	if !resumable {
		// Nothing was joined yet: whoever waits for that is told.
		s.closeWith(networkError(err))
		return
	}
	go s.resume(time.Now().Add(grace))
}

func (s *Session) resume(deadline time.Time) {
	pause := firstRetry
	for time.Now().Before(deadline) && !s.isClosed() {
		mode, err := s.tryResume()
		if err == nil {
			s.listener.HandleResumed(mode)
			return
		}
		if reason, final := endOf(err); final {
			s.lose(reason)
			return
		}
		time.Sleep(pause/2 + rand.N(pause))
		pause = min(2*pause, lastRetry)
	}
	s.lose(lostReason)
}

// endOf tells whether an error ends the session, and why.
func endOf(err error) (reason string, final bool) {
	switch CodeOf(err) {
	case "session_unknown":
		return lostReason, true
	case "ended":
		coded, _ := err.(*Error)
		if coded == nil || json.Unmarshal(coded.Details["reason"], &reason) != nil {
			reason = lostReason
		}
		return reason, true
	}
	return "", false
}

func (s *Session) tryResume() (mode string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), attemptLimit)
	defer cancel()
	socket, err := s.dial(ctx)
	if err != nil {
		return "", err
	}
	result, err := s.askResume(ctx, socket)
	if err != nil {
		socket.close()
		return "", err
	}
	return result.Mode, nil
}

// askResume takes the socket over as soon as the answer is read, before the events that follow it.
func (s *Session) askResume(ctx context.Context, socket *Socket) (*protocol.ResumeResult, error) {
	s.mu.Lock()
	s.requests++
	params := protocol.ResumeParams{SessionID: s.id, ResumeToken: s.resumeToken, LastSeq: int64(s.lastSeq)}
	frame, err := json.Marshal(requestFrame{ID: "resume-" + time.Now().Format("150405.000000"), Name: protocol.RequestResume, Params: params})
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	result := new(protocol.ResumeResult)
	done := make(chan error, 1)
	err = socket.emit(protocol.FrameRequest, frame, func(raw json.RawMessage) {
		answer, err := readAnswer(protocol.RequestResume, raw)
		if err == nil {
			err = decodeStrictly(answer, result)
		}
		if err == nil {
			s.adopt(socket, result.Mode)
		}
		done <- err
	})
	if err != nil {
		return nil, networkError(err)
	}
	select {
	case err := <-done:
		return result, err
	case <-ctx.Done():
		return nil, &Error{Code: CodeTimeout, Message: "no answer to resume"}
	}
}

// adopt carries the session on a new socket and asks again what was not answered.
func (s *Session) adopt(socket *Socket, mode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		go socket.close()
		return
	}
	s.socket = socket
	s.acceptGap = mode == "snapshot"
	for _, id := range s.order {
		if request := s.pending[id]; request != nil {
			s.emit(socket, id, request)
		}
	}
}

func (s *Session) lose(reason string) {
	if s.isClosed() {
		return
	}
	s.Close()
	s.listener.HandleLost(reason)
}

func (s *Session) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}
