package signalling

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// notes gathers what a listener is told.
type notes struct {
	mu       sync.Mutex
	events   []string
	resumed  chan string
	lost     chan string
	protocol []string
}

func newNotes() *notes { return &notes{resumed: make(chan string, 8), lost: make(chan string, 8)} }

func (n *notes) HandleEvent(name string, _ any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events = append(n.events, name)
}
func (n *notes) HandleResumed(mode string) { n.resumed <- mode }
func (n *notes) HandleLost(reason string)  { n.lost <- reason }
func (n *notes) HandleProtocolError(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.protocol = append(n.protocol, err.Error())
}

func (n *notes) list() (events, protocol []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.events...), append([]string(nil), n.protocol...)
}

// stage plays a server by a script: each step either expects a message that begins so ("<...") or sends one (">...").
func stage(t *testing.T, steps ...string) string {
	t.Helper()
	upgrader := websocket.Upgrader{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		for _, step := range steps {
			if text, send := strings.CutPrefix(step, ">"); send {
				if conn.WriteMessage(websocket.TextMessage, []byte(text)) != nil {
					return
				}
				continue
			}
			_, data, err := conn.ReadMessage()
			if err != nil || !strings.HasPrefix(string(data), step[1:]) {
				t.Errorf("read %q (%v), want %q", data, err, step[1:])
				return
			}
		}
		_, _, _ = conn.ReadMessage() // until the client goes
	}))
	t.Cleanup(server.Close)
	return server.URL
}

const opening = `>0{"sid":"x","upgrades":[],"pingInterval":5000,"pingTimeout":5000,"maxPayload":65560}`

func open(t *testing.T, url string) (*Session, *notes, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	heard := newNotes()
	session, err := Open(ctx, url, heard)
	if session != nil {
		t.Cleanup(session.Close)
	}
	return session, heard, err
}

func TestRequestsAreAnsweredByTheirAcknowledgementWhateverTheOrder(t *testing.T) {
	url := stage(t, opening, `<40{"versions":[1]}`, `>40{"sid":"y"}`,
		`<420["request",{"id":"1","name":"chat"`, `<421["request",{"id":"2","name":"leave"`,
		`>431[{"ok":true,"result":{}}]`, `>430[{"ok":false,"error":{"code":"rate_limited","message":"m","details":{"retryAfterMs":5}}}]`)
	session, _, err := open(t, url)
	if err != nil {
		t.Fatal(err)
	}
	first := make(chan error, 1)
	session.Send("chat", map[string]string{"text": "a"}, func(_ json.RawMessage, err error) { first <- err })
	if err := session.Request(t.Context(), "leave", struct{}{}, &struct{}{}); err != nil {
		t.Fatal(err)
	}
	if err := <-first; CodeOf(err) != "rate_limited" {
		t.Fatalf("the first request: %v", err)
	}
}

func TestHeartbeatsAreAnswered(t *testing.T) {
	url := stage(t, opening, `<40`, `>40{"sid":"y"}`, `<420`, `>2`, `<3`, `>2`, `<3`, `>430[{"ok":true,"result":{}}]`)
	session, _, err := open(t, url)
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Request(t.Context(), "leave", struct{}{}, nil); err != nil {
		t.Fatal(err)
	}
}

func TestAHeartbeatBeforeTheHandshakeIsOverIsAnswered(t *testing.T) {
	if _, _, err := open(t, stage(t, opening, `<40`, `>2`, `<3`, `>40{"sid":"y"}`)); err != nil {
		t.Fatal(err)
	}
}

func TestARefusedHandshakeHasTheServersCode(t *testing.T) {
	url := stage(t, opening, `<40`, `>44{"message":"version_unsupported","data":{"code":"version_unsupported","message":"m"}}`)
	if _, _, err := open(t, url); CodeOf(err) != "version_unsupported" {
		t.Fatalf("%v", err)
	}
}

func TestUnknownEventsAndShapesAreProtocolErrors(t *testing.T) {
	url := stage(t, opening, `<40`, `>40{"sid":"y"}`,
		`>42["event",{"seq":1,"name":"muteRequested","data":{"sources":["microphone"],"by":null}}]`,
		`>42["event",{"seq":2,"name":"nobodyKnowsThis","data":{}}]`,
		`>42["event",{"seq":3,"name":"muteRequested","data":{"sources":["microphone"],"by":null,"more":1}}]`,
		`>42["event",{"seq":5,"name":"muteRequested","data":{"sources":[],"by":null}}]`,
		`>42["event",{"seq":5,"name":"muteRequested","data":{"sources":[],"by":null}}]`,
		`>42["somethingElse",{}]`, `<420`, `>430[{"ok":true,"result":{}}]`)
	session, heard, err := open(t, url)
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Request(t.Context(), "leave", struct{}{}, nil); err != nil {
		t.Fatal(err)
	}
	events, protocol := heard.list()
	if len(events) != 2 {
		t.Errorf("events %q, want two: a double is left out", events)
	}
	for i, want := range []string{"nobodyKnowsThis", "unknown field", "event 5 after 3", "somethingElse"} {
		if i >= len(protocol) || !strings.Contains(protocol[i], want) {
			t.Errorf("protocol errors %q, want %q at %d", protocol, want, i)
		}
	}
}

func TestABrokenConnectionBeforeTheJoinFailsWhoWaits(t *testing.T) {
	url := stage(t, opening, `<40`, `>40{"sid":"y"}`, `<420`, `>1`)
	session, _, err := open(t, url)
	if err != nil {
		t.Fatal(err)
	}
	err = session.Request(t.Context(), "join", struct{}{}, nil)
	var coded *Error
	if !errors.As(err, &coded) || coded.Code != CodeNetwork {
		t.Fatalf("%v", err)
	}
}

func TestGarbageClosesTheConnectionAndNothingElse(t *testing.T) {
	for _, garbage := range []string{``, `4`, `42`, `42[`, `42["a"]`, `42[1,2]`, `43[1]`, `437["x"]`, `9`, `45-["a",{"_placeholder":true}]`} {
		url := stage(t, opening, `<40`, `>40{"sid":"y"}`, `<420`, `>`+garbage)
		session, _, err := open(t, url)
		if err != nil {
			t.Fatal(err)
		}
		if err := session.Request(t.Context(), "join", struct{}{}, nil); CodeOf(err) != CodeNetwork {
			t.Errorf("after %q: %v", garbage, err)
		}
	}
}
