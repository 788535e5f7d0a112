package rtc

import (
	"encoding/binary"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func stampOf(wall int64) []byte {
	control := make([]byte, controlBytes)
	binary.NativeEndian.PutUint64(control, controlBytes)
	binary.NativeEndian.PutUint32(control[8:], unix.SOL_SOCKET)
	binary.NativeEndian.PutUint32(control[12:], unix.SCM_TIMESTAMPNS)
	binary.NativeEndian.PutUint64(control[16:], uint64(wall/1e9))
	binary.NativeEndian.PutUint64(control[24:], uint64(wall%1e9))
	return control
}

func TestArrivalIsTheKernelsTime(t *testing.T) {
	now := clocks{own: 70e9, wall: 1_700_000_000_250_000_000}
	for name, c := range map[string]struct {
		control []byte
		want    int64
	}{
		"read late":                   {stampOf(now.wall - 40e6), 70e9 - 40e6},
		"came while others were read": {stampOf(now.wall + 1e6), 70e9 + 1e6},
		"no stamp":                    {nil, 70e9},
		"the wall clock jumped":       {stampOf(now.wall - 3600e9), 70e9},
	} {
		if got := now.arrivalOf(c.control); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// stamper is a socket that sends to itself and reads the kernel's stamps.
type stamper struct {
	t       *testing.T
	fd      int
	address unix.Sockaddr
}

func openStamper(t *testing.T) *stamper {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1); err != nil {
		t.Fatal(err)
	}
	address, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	return &stamper{t: t, fd: fd, address: address}
}

// waited sends a datagram, reads it so much later, and tells how long after sending it seems to have come.
func (s *stamper) waited(late time.Duration) time.Duration {
	s.t.Helper()
	sent := Now()
	if err := unix.Sendto(s.fd, []byte("x"), 0, s.address); err != nil {
		s.t.Fatal(err)
	}
	time.Sleep(late)
	control := make([]byte, controlBytes)
	_, length, _, _, err := unix.Recvmsg(s.fd, make([]byte, 8), control, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	return time.Duration(readClocks().arrivalOf(control[:length]) - sent)
}

// The kernel's own stamp, read long after the datagram came.
func TestArrivalDoesNotDependOnWhenItIsRead(t *testing.T) {
	s := openStamper(t)
	// The kernel begins to stamp a while after it was asked to; until then it stamps what is read.
	const short = 5 * time.Millisecond
	for turn := 0; s.waited(short) >= short; turn++ {
		if turn == 1000 {
			t.Fatal("the kernel stamps what is read, never what comes")
		}
	}
	const late = 80 * time.Millisecond
	if waited := s.waited(late); waited >= late {
		t.Errorf("the datagram seems to have come %s after it was sent", waited)
	}
}
