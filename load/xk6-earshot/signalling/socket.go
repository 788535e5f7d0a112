// Package signalling speaks Earshot's signalling: socket.io's framing over a WebSocket, and above it sessions that
// survive their connections.
package signalling

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// engine.io's packet types, and socket.io's within a message.
const (
	engineOpen, engineClose, enginePing, enginePong, engineMessage       = '0', '1', '2', '3', '4'
	socketConnect, socketDisconnect, socketEvent, socketAck, socketError = '0', '1', '2', '3', '4'
)

const (
	writeTimeout = 10 * time.Second
	// frameOverhead is WebSocket's own header on most messages, for counting bytes.
	frameOverhead = 4
)

// frameHandler is told what comes in, from the reading goroutine.
type frameHandler interface {
	handleFrame(socket *Socket, name string, body json.RawMessage)
	handleClose(socket *Socket, err error)
}

// Socket is one socket.io connection over WebSocket.
type Socket struct {
	conn     *websocket.Conn
	handler  frameHandler
	patience time.Duration
	received *atomic.Uint64

	mu      sync.Mutex
	closed  bool
	nextAck uint64
	acks    map[uint64]func(json.RawMessage)
}

var dialer = websocket.Dialer{
	HandshakeTimeout: writeTimeout,
	ReadBufferSize:   4096,
	WriteBufferSize:  4096,
	WriteBufferPool:  &sync.Pool{},
}

// dial connects to a server's origin and goes through both handshakes. A refusal by the server is an *Error.
func dial(ctx context.Context, origin string, auth any, handler frameHandler, received *atomic.Uint64) (*Socket, error) {
	address := "ws" + strings.TrimPrefix(strings.TrimSuffix(origin, "/"), "http") + "/socket.io/?EIO=4&transport=websocket"
	conn, response, err := dialer.DialContext(ctx, address, http.Header{})
	if err != nil {
		if response != nil {
			return nil, networkError(fmt.Errorf("%w: %s", err, response.Status))
		}
		return nil, networkError(err)
	}
	s := &Socket{conn: conn, handler: handler, received: received, acks: map[uint64]func(json.RawMessage){}}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	err = s.shakeHands(auth)
	if !stop() && err == nil {
		err = networkError(ctx.Err())
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	go s.read()
	return s, nil
}

func (s *Socket) shakeHands(auth any) error {
	opening, err := s.next()
	if err != nil {
		return networkError(err)
	}
	var facts struct {
		PingInterval int `json:"pingInterval"`
		PingTimeout  int `json:"pingTimeout"`
	}
	if len(opening) == 0 || opening[0] != engineOpen || json.Unmarshal(opening[1:], &facts) != nil {
		return protocolError("the connection does not begin with engine.io's handshake")
	}
	s.patience = time.Duration(facts.PingInterval+facts.PingTimeout) * time.Millisecond
	text, err := json.Marshal(auth)
	if err != nil {
		return fmt.Errorf("auth: %w", err)
	}
	if err := s.write(append([]byte{engineMessage, socketConnect}, text...)); err != nil {
		return networkError(err)
	}
	for {
		answer, err := s.next()
		if err != nil {
			return networkError(err)
		}
		if len(answer) > 0 && answer[0] == enginePing {
			// A busy server may ask for a heartbeat before it says hello.
			if err := s.write([]byte{enginePong}); err != nil {
				return networkError(err)
			}
			continue
		}
		return readConnectAnswer(answer)
	}
}

func readConnectAnswer(answer []byte) error {
	if bytes.HasPrefix(answer, []byte{engineMessage, socketConnect}) {
		return nil
	}
	if !bytes.HasPrefix(answer, []byte{engineMessage, socketError}) {
		return protocolError("the server answers the handshake with " + string(answer[:min(len(answer), 64)]))
	}
	var refusal struct {
		Message string `json:"message"`
		Data    *Error `json:"data"`
	}
	if err := json.Unmarshal(answer[2:], &refusal); err != nil {
		return protocolError("a refusal that is no JSON")
	}
	if refusal.Data == nil {
		return &Error{Code: CodeNetwork, Message: refusal.Message}
	}
	return refusal.Data
}

// next reads a message and counts it; silence for longer than the heartbeat allows is an error.
func (s *Socket) next() ([]byte, error) {
	patience := s.patience
	if patience == 0 {
		patience = writeTimeout
	}
	if err := s.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	_, data, err := s.conn.ReadMessage()
	s.received.Add(uint64(len(data) + frameOverhead))
	return data, err
}

func (s *Socket) write(data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writeLocked(data)
}

func (s *Socket) writeLocked(data []byte) error {
	if s.closed {
		return errors.New("the socket is closed")
	}
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return s.conn.WriteMessage(websocket.TextMessage, data)
}

// emit sends an event that asks for an acknowledgement; answered is called from the reading goroutine, or never.
func (s *Socket) emit(name string, body []byte, answered func(json.RawMessage)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.nextAck
	s.nextAck++
	s.acks[id] = answered
	frame := append([]byte{engineMessage, socketEvent}, strconv.FormatUint(id, 10)...)
	frame = append(frame, '[')
	frame = strconv.AppendQuote(frame, name)
	frame = append(frame, ',')
	frame = append(append(frame, body...), ']')
	return s.writeLocked(frame)
}

// Close closes the connection without a word, as a lost network does.
func (s *Socket) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	_ = s.conn.Close()
}

func (s *Socket) read() {
	var err error
	for err == nil {
		var data []byte
		if data, err = s.next(); err == nil {
			err = s.handle(data)
		}
	}
	s.close()
	s.handler.handleClose(s, err)
}

// handle takes one engine.io packet.
func (s *Socket) handle(data []byte) error {
	if len(data) == 0 {
		return errors.New("an empty packet")
	}
	switch data[0] {
	case enginePing:
		return s.write([]byte{enginePong})
	case engineClose:
		return errors.New("the server closes the connection")
	case engineMessage:
		return s.handleMessage(data[1:])
	}
	return fmt.Errorf("a packet of unknown type %q", data[0])
}

// handleMessage takes one socket.io packet of the main namespace.
func (s *Socket) handleMessage(data []byte) error {
	if len(data) == 0 {
		return errors.New("an empty message")
	}
	digits := 1
	for digits < len(data) && data[digits] >= '0' && data[digits] <= '9' {
		digits++
	}
	var list []json.RawMessage
	switch data[0] {
	case socketDisconnect:
		return errors.New("the server ends the connection")
	case socketEvent, socketAck:
		if err := json.Unmarshal(data[digits:], &list); err != nil {
			return fmt.Errorf("a packet that is no list: %w", err)
		}
	default:
		return fmt.Errorf("a message of unknown type %q", data[0])
	}
	if data[0] == socketAck {
		return s.handleAck(string(data[1:digits]), list)
	}
	var name string
	if len(list) != 2 || json.Unmarshal(list[0], &name) != nil {
		return errors.New("an event without a name or a body")
	}
	s.handler.handleFrame(s, name, list[1])
	return nil
}

func (s *Socket) handleAck(digits string, list []json.RawMessage) error {
	id, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || len(list) != 1 {
		return errors.New("an acknowledgement without number or answer")
	}
	s.mu.Lock()
	answered := s.acks[id]
	delete(s.acks, id)
	s.mu.Unlock()
	if answered == nil {
		return fmt.Errorf("an acknowledgement of nothing: %d", id)
	}
	answered(list[0])
	return nil
}
