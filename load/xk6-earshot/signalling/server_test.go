package signalling

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/xk6-earshot/protocol"
)

// These tests speak with a running server: EARSHOT_TEST_URL is its origin, EARSHOT_TEST_TOKENS are tokens of two people
// for any room, with a comma between them.

func serverUnderTest(t *testing.T) (url string, tokens []string) {
	t.Helper()
	url, tokens = os.Getenv("EARSHOT_TEST_URL"), strings.Split(os.Getenv("EARSHOT_TEST_TOKENS"), ",")
	if url == "" || len(tokens) != 2 {
		t.Skip("EARSHOT_TEST_URL and EARSHOT_TEST_TOKENS name no server")
	}
	return url, tokens
}

// joinServer takes a seat for one of the two people.
func joinServer(t *testing.T, room string, who int) (*Session, *notes, protocol.JoinResult) {
	t.Helper()
	url, tokens := serverUnderTest(t)
	session, heard, err := open(t, url)
	if err != nil {
		t.Fatal(err)
	}
	var joined protocol.JoinResult
	err = session.Request(t.Context(), protocol.RequestJoin, protocol.JoinParams{
		Token: tokens[who], Room: room, FormFactor: "desktop",
		Client: protocol.JoinParamsClient{Library: "go-test", Browser: "other", BrowserVersion: 1, Os: "linux"},
	}, &joined)
	if err != nil {
		t.Fatal(err)
	}
	session.SetIdentity(joined.SessionID, joined.ResumeToken, time.Duration(joined.ResumeGraceMs)*time.Millisecond)
	return session, heard, joined
}

func waitFor(t *testing.T, what string, isTrue func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !isTrue(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no %s within 20 s", what)
		}
	}
}

func TestServerAnswersRequestsAndSendsEvents(t *testing.T) {
	session, heard, joined := joinServer(t, "go-acks", 0)
	if joined.ParticipantID == "" || joined.Media == nil || !joined.Snapshot.Last {
		t.Fatalf("joined %+v", joined)
	}
	var sent protocol.ChatResult
	if err := session.Request(t.Context(), protocol.RequestChat, protocol.ChatParams{Text: "hello"}, &sent); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "chat", func() bool {
		events, _ := heard.list()
		return slices.Contains(events, protocol.EventChat)
	})
	err := session.Request(t.Context(), protocol.RequestUnpublish, protocol.UnpublishParams{TrackID: joined.CallID}, nil)
	if CodeOf(err) != "track_not_found" {
		t.Fatalf("unpublish of nothing: %v", err)
	}
	if err := session.Request(t.Context(), "no.such.request", struct{}{}, nil); CodeOf(err) != "unknown_request" {
		t.Fatalf("an unknown request: %v", err)
	}
	if err := session.Request(t.Context(), protocol.RequestLeave, protocol.LeaveParams{}, nil); err != nil {
		t.Fatal(err)
	}
	if _, wrong := heard.list(); len(wrong) > 0 {
		t.Fatalf("protocol errors %q", wrong)
	}
}

func TestServerKeepsAConnectionThatAnswersItsHeartbeats(t *testing.T) {
	session, heard, _ := joinServer(t, "go-heartbeat", 0)
	session.mu.Lock()
	socket := session.socket
	session.mu.Unlock()
	// The server gives up after pingInterval + pingTimeout without an answer.
	select {
	case reason := <-heard.lost:
		t.Fatalf("lost: %s", reason)
	case mode := <-heard.resumed:
		t.Fatalf("the connection was lost, resumed by %s", mode)
	case <-time.After(socket.patience + 2*time.Second):
	}
	if err := session.Request(t.Context(), protocol.RequestLeave, protocol.LeaveParams{}, nil); err != nil {
		t.Fatal(err)
	}
}

func TestServerResumesASessionAndReplaysWhatWasMissed(t *testing.T) {
	away, heard, _ := joinServer(t, "go-resume", 0)
	other, _, _ := joinServer(t, "go-resume", 1)
	answered := make(chan error, 1)
	away.Cut()
	// Asked while there is no connection: it goes out with the resume, once.
	away.Send(protocol.RequestRaiseHand, protocol.RaiseHandParams{Raised: true}, func(_ json.RawMessage, err error) { answered <- err })
	for _, text := range []string{"one", "two"} {
		if err := other.Request(t.Context(), protocol.RequestChat, protocol.ChatParams{Text: text}, nil); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case mode := <-heard.resumed:
		if mode != "replay" {
			t.Fatalf("resumed by %s", mode)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("not resumed")
	}
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	waitFor(t, "both messages, once each", func() bool {
		events, _ := heard.list()
		return len(slices.DeleteFunc(events, func(name string) bool { return name != protocol.EventChat })) == 2
	})
	if _, wrong := heard.list(); len(wrong) > 0 {
		t.Fatalf("protocol errors %q", wrong)
	}
}

func TestServerEndsWhatCannotBeResumed(t *testing.T) {
	session, heard, joined := joinServer(t, "go-wrong-token", 0)
	session.SetIdentity(joined.SessionID, joined.BeaconKey, time.Minute)
	session.Cut()
	select {
	case reason := <-heard.lost:
		if reason != lostReason {
			t.Fatalf("lost for %s", reason)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("a wrong resume token resumes")
	}
}
