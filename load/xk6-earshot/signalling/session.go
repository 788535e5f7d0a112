package signalling

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"earshot/xk6-earshot/protocol"
)

// Listener is told what happens to a session, from the goroutine that reads its socket. Its methods may send requests
// but must not wait for answers.
type Listener interface {
	// HandleEvent gets each event once, in order, as the pointer that protocol.NewEvent returned.
	HandleEvent(name string, event any)
	// HandleResumed is called when the session goes on over a new connection.
	HandleResumed(mode string)
	// HandleLost is called once when the session cannot go on; reason is the server's, or connection_lost.
	HandleLost(reason string)
	// HandleProtocolError is called for what the protocol does not know.
	HandleProtocolError(err error)
}

// Session is the signalling of one participant: it survives its connections.
type Session struct {
	origin   string
	listener Listener
	received atomic.Uint64

	mu          sync.Mutex
	socket      *Socket
	requests    uint64
	pending     map[string]*pending
	order       []string
	lastSeq     uint64
	acceptGap   bool
	closed      bool
	id          string
	resumeToken string
	grace       time.Duration
}

// pending is a request without an answer: it is sent again, with the same id, after a resume.
type pending struct {
	name   string
	frame  []byte
	answer func(json.RawMessage, error)
}

type handshakeAuth struct {
	Versions []int `json:"versions"`
}

type requestFrame struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Params any    `json:"params"`
}

type answerFrame struct {
	OK     bool            `json:"ok"`
	Result json.RawMessage `json:"result"`
	Error  *Error          `json:"error"`
}

type eventFrame struct {
	Seq  uint64          `json:"seq"`
	Name string          `json:"name"`
	Data json.RawMessage `json:"data"`
}

// Open connects to the server at this origin, http or https.
func Open(ctx context.Context, origin string, listener Listener) (*Session, error) {
	s := &Session{origin: origin, listener: listener, pending: map[string]*pending{}}
	socket, err := s.dial(ctx)
	if err != nil {
		return nil, err
	}
	s.socket = socket
	return s, nil
}

func (s *Session) dial(ctx context.Context) (*Socket, error) {
	return dial(ctx, s.origin, handshakeAuth{Versions: []int{protocol.Version}}, s, &s.received)
}

// ReceivedBytes counts what came over all connections.
func (s *Session) ReceivedBytes() uint64 { return s.received.Load() }

// SetIdentity says what to resume with, and for how long that makes sense.
func (s *Session) SetIdentity(id, resumeToken string, grace time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id, s.resumeToken, s.grace = id, resumeToken, grace
}

// Identity is what a reloaded page proves itself with.
func (s *Session) Identity() (id, resumeToken string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id, s.resumeToken
}

// Request asks and waits. result is decoded into when it is not nil. The errors are *Error.
func (s *Session) Request(ctx context.Context, name string, params, result any) error {
	type outcome struct {
		raw json.RawMessage
		err error
	}
	done := make(chan outcome, 1)
	id := s.Send(name, params, func(raw json.RawMessage, err error) { done <- outcome{raw, err} })
	limit := time.NewTimer(protocol.RequestTimeoutMs * time.Millisecond)
	defer limit.Stop()
	select {
	case o := <-done:
		if o.err != nil || result == nil {
			return o.err
		}
		return decodeStrictly(o.raw, result)
	case <-limit.C:
	case <-ctx.Done():
	}
	s.forget(id)
	return &Error{Code: CodeTimeout, Message: "no answer to " + name}
}

// Send asks; answer is called once from the reading goroutine, unless the caller forgets the request.
func (s *Session) Send(name string, params any, answer func(json.RawMessage, error)) (id string) {
	s.mu.Lock()
	s.requests++
	id = strconv.FormatUint(s.requests, 10)
	frame, err := json.Marshal(requestFrame{ID: id, Name: name, Params: params})
	if err == nil && s.closed {
		err = &Error{Code: "ended", Message: "the session is over"}
	}
	if err != nil {
		s.mu.Unlock()
		answer(nil, err)
		return id
	}
	request := &pending{name: name, frame: frame, answer: answer}
	s.pending[id] = request
	s.order = append(s.order, id)
	socket := s.socket
	s.mu.Unlock()
	if socket != nil {
		s.emit(socket, id, request)
	}
	return id
}

// emit sends a request; when that fails the socket is on its way out and a resume sends it again.
func (s *Session) emit(socket *Socket, id string, request *pending) {
	_ = socket.emit(protocol.FrameRequest, request.frame, func(raw json.RawMessage) { s.handleAnswer(id, raw) })
}

func (s *Session) forget(id string) *pending {
	s.mu.Lock()
	defer s.mu.Unlock()
	request := s.pending[id]
	delete(s.pending, id)
	for i, other := range s.order {
		if other == id {
			s.order = append(s.order[:i], s.order[i+1:]...)
			break
		}
	}
	return request
}

func (s *Session) handleAnswer(id string, raw json.RawMessage) {
	request := s.forget(id)
	if request == nil {
		return // nobody waits any more
	}
	result, err := readAnswer(request.name, raw)
	if CodeOf(err) == CodeProtocol && err != nil {
		s.listener.HandleProtocolError(err)
	}
	request.answer(result, err)
}

func readAnswer(name string, raw json.RawMessage) (json.RawMessage, error) {
	var answer answerFrame
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, protocolError("an answer to " + name + " of another shape: " + err.Error())
	}
	if answer.OK {
		return answer.Result, nil
	}
	if answer.Error == nil {
		return nil, protocolError("an answer to " + name + " that is neither result nor error")
	}
	return nil, answer.Error
}

// handleFrame implements frameHandler.
func (s *Session) handleFrame(_ *Socket, name string, body json.RawMessage) {
	switch name {
	case protocol.FrameEvent:
		s.handleEvent(body)
	case protocol.FrameFatal:
		s.listener.HandleProtocolError(fmt.Errorf("fatal: %s", body))
	default:
		s.listener.HandleProtocolError(fmt.Errorf("a frame of unknown name %q", name))
	}
}

func (s *Session) handleEvent(body json.RawMessage) {
	var frame eventFrame
	if err := json.Unmarshal(body, &frame); err != nil {
		s.listener.HandleProtocolError(fmt.Errorf("an event of another shape: %w", err))
		return
	}
	if !s.accept(frame) {
		return
	}
	event := protocol.NewEvent(frame.Name)
	if event == nil {
		s.listener.HandleProtocolError(fmt.Errorf("unknown event %q", frame.Name))
		return
	}
	if err := decodeStrictly(frame.Data, event); err != nil {
		s.listener.HandleProtocolError(fmt.Errorf("event %s: %w", frame.Name, err))
		return
	}
	s.listener.HandleEvent(frame.Name, event)
}

// accept tells whether an event is new, and notes it. A hole in the numbers is an error of the server's.
func (s *Session) accept(frame eventFrame) bool {
	s.mu.Lock()
	expected, gapAllowed := s.lastSeq+1, s.acceptGap
	if frame.Seq < expected {
		s.mu.Unlock()
		return false // a replay brings what was handled just before the connection was lost
	}
	s.lastSeq, s.acceptGap = frame.Seq, false
	s.mu.Unlock()
	if frame.Seq > expected && !gapAllowed {
		s.listener.HandleProtocolError(fmt.Errorf("event %d after %d", frame.Seq, expected-1))
	}
	return true
}

// Cut closes the connection under the session, which then resumes.
func (s *Session) Cut() {
	s.mu.Lock()
	socket := s.socket
	s.mu.Unlock()
	if socket != nil {
		socket.close()
	}
}

// Close ends the session on this side: nothing is resumed, nobody is told, requests without answer fail.
func (s *Session) Close() { s.closeWith(&Error{Code: "ended", Message: "the session is over"}) }

func (s *Session) closeWith(reason *Error) {
	s.mu.Lock()
	s.closed = true
	socket, waiting := s.socket, s.pending
	s.socket, s.pending, s.order = nil, map[string]*pending{}, nil
	s.mu.Unlock()
	if socket != nil {
		socket.close()
	}
	for _, request := range waiting {
		request.answer(nil, reason)
	}
}

// decodeStrictly refuses fields that the generated types do not know: they would be a protocol of another version.
func decodeStrictly(raw json.RawMessage, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return protocolError(err.Error())
	}
	if decoder.More() {
		return errors.New("more than one value")
	}
	return nil
}

// Decode decodes the result of a request that was made with Send.
func Decode(raw json.RawMessage, into any) error { return decodeStrictly(raw, into) }
