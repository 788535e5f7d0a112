package rtc

import (
	"encoding/binary"
	"net"
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

// The kernel's own stamp, read long after the datagram came.
func TestArrivalDoesNotDependOnWhenItIsRead(t *testing.T) {
	receiver, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer receiver.Close()
	raw, err := receiver.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	const late = 80 * time.Millisecond
	control := make([]byte, controlBytes)
	var sent, arrival int64
	if err := raw.Control(func(fd uintptr) {
		if err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1); err != nil {
			return
		}
		sent = Now()
		if err = unix.Sendto(int(fd), []byte("x"), 0, addressOf(receiver)); err != nil {
			return
		}
		time.Sleep(late)
		var length int
		if _, length, _, _, err = unix.Recvmsg(int(fd), make([]byte, 8), control, 0); err == nil {
			arrival = readClocks().arrivalOf(control[:length])
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if waited := time.Duration(arrival - sent); waited < -time.Millisecond || waited > late/2 {
		t.Errorf("the datagram seems to have come %s after it was sent", waited)
	}
}

func addressOf(connection *net.UDPConn) *unix.SockaddrInet4 {
	address := connection.LocalAddr().(*net.UDPAddr)
	found := &unix.SockaddrInet4{Port: address.Port}
	copy(found.Addr[:], address.IP.To4())
	return found
}
