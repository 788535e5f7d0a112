package rtc

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

// answerChecks is a server that answers connectivity checks and never says a word of DTLS.
func answerChecks(t *testing.T) *net.UDPConn {
	t.Helper()
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		buffer := make([]byte, datagramBytes)
		for {
			count, from, err := server.ReadFromUDP(buffer)
			if err != nil {
				return
			}
			if count >= 20 && buffer[0] == 0 && buffer[1] == 1 {
				answer := append([]byte{1, 1, 0, 0}, buffer[4:20]...)
				_, _ = server.WriteToUDP(answer, from)
			}
		}
	}()
	return server
}

func connectTo(t *testing.T, server *net.UDPConn, limit time.Duration) (*Transport, error) {
	t.Helper()
	port := server.LocalAddr().(*net.UDPAddr).Port
	transport, err := NewTransport(Config{Address: "127.0.0.1", Port: port, UsernameFragment: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return transport, transport.Connect(ctx)
}

func TestConnectEndsWithItsTimeWhenTheServerIsSilentInDTLS(t *testing.T) {
	transport, err := connectTo(t, answerChecks(t), 300*time.Millisecond)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("connect: %v", err)
	}
	if transport.Connected() || transport.RoundTripNs() <= 0 {
		t.Fatal("connected, or no round trip")
	}
}

func TestConnectEndsWithItsTimeWhenNobodyAnswersChecks(t *testing.T) {
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if _, err := connectTo(t, server, 100*time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("connect: %v", err)
	}
}

func TestAReadUnderWayObeysADeadlineThatIsSetLater(t *testing.T) {
	link := newDatagramLink(&net.UDPAddr{}, func([]byte) error { return nil })
	read := make(chan error, 1)
	go func() {
		_, _, err := link.ReadFrom(make([]byte, 10))
		read <- err
	}()
	if err := link.SetReadDeadline(time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if err := <-read; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("read: %v", err)
	}
}
