package rtc

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// maxSockets bounds the table by file descriptor.
	maxSockets = 1 << 16
	// burst is how many datagrams one system call reads from one socket.
	burst = 16
	// datagramBytes: nothing on the path is larger than an Ethernet frame.
	datagramBytes = 1600
	// receiveBuffer must hold what arrives while the process does not run.
	receiveBuffer = 1 << 20
	// pollPause lets datagrams gather, so that one turn of the loop reads many sockets.
	pollPause = time.Millisecond
	// closeWithinMs is how long a closed socket may stay open when nothing comes.
	closeWithinMs = 50
)

// poller reads the sockets of all transports in one thread: no goroutine is woken for a packet.
type poller struct {
	epoll int
	table [maxSockets]atomic.Pointer[Transport]

	mu      sync.Mutex
	closing []int
}

var thePoller = sync.OnceValues(func() (*poller, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	p := &poller{epoll: epoll}
	go p.run()
	return p, nil
})

// open makes a socket that is connected to remote and read by the poller.
func (p *poller) open(remote *net.UDPAddr, t *Transport) (int, error) {
	address := &unix.SockaddrInet4{Port: remote.Port}
	four := remote.IP.To4()
	if four == nil {
		return -1, fmt.Errorf("%s is no IPv4 address", remote.IP)
	}
	copy(address.Addr[:], four)
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	if fd >= maxSockets {
		unix.Close(fd)
		return -1, errors.New("too many sockets")
	}
	// A smaller buffer than asked for works too.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer)
	// Where the kernel gives no time of arrival, that of reading is taken.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)
	if err := unix.Connect(fd, address); err != nil {
		unix.Close(fd)
		return -1, fmt.Errorf("connect: %w", err)
	}
	p.table[fd].Store(t)
	event := &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}
	if err := unix.EpollCtl(p.epoll, unix.EPOLL_CTL_ADD, fd, event); err != nil {
		p.close(fd)
		return -1, fmt.Errorf("epoll: %w", err)
	}
	return fd, nil
}

// close leaves the closing to the reading thread: a descriptor that is closed elsewhere may be another socket by the
// time it is read.
func (p *poller) close(fd int) {
	p.table[fd].Store(nil)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closing = append(p.closing, fd)
}

func (p *poller) closePending() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, fd := range p.closing {
		unix.Close(fd)
	}
	p.closing = p.closing[:0]
}

// messageHeader is C's struct mmsghdr.
type messageHeader struct {
	header unix.Msghdr
	bytes  uint32
	_      [4]byte
}

// batch is the memory that one recvmmsg fills.
type batch struct {
	buffers  [burst][datagramBytes]byte
	vectors  [burst]unix.Iovec
	controls [burst][controlBytes]byte
	messages [burst]messageHeader
}

func newBatch() *batch {
	b := new(batch)
	for i := range b.messages {
		b.vectors[i].Base = &b.buffers[i][0]
		b.vectors[i].SetLen(datagramBytes)
		b.messages[i].header.Iov = &b.vectors[i]
		b.messages[i].header.SetIovlen(1)
		b.messages[i].header.Control = &b.controls[i][0]
	}
	return b
}

func (p *poller) run() {
	runtime.LockOSThread()
	incoming := newBatch()
	events := make([]unix.EpollEvent, 512)
	for {
		p.closePending()
		count, err := unix.EpollWait(p.epoll, events, closeWithinMs)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return
		}
		now := readClocks()
		for i := range max(count, 0) {
			if t := p.table[events[i].Fd].Load(); t != nil {
				incoming.drain(int(events[i].Fd), t, now)
			}
		}
		time.Sleep(pollPause)
	}
}

// drain hands all that waits in a socket to its transport.
func (b *batch) drain(fd int, t *Transport, now clocks) {
	for {
		for i := range b.messages {
			b.messages[i].header.SetControllen(controlBytes)
		}
		count, _, errno := syscall.RawSyscall6(unix.SYS_RECVMMSG, uintptr(fd),
			uintptr(unsafe.Pointer(&b.messages[0])), burst, unix.MSG_DONTWAIT, 0, 0)
		if errno != 0 || int(count) <= 0 {
			return
		}
		for i := range int(count) {
			control := b.controls[i][:b.messages[i].header.Controllen]
			t.handleDatagram(b.buffers[i][:b.messages[i].bytes], now.arrivalOf(control))
		}
		if int(count) < burst {
			return
		}
	}
}

// writeDatagram sends without waiting; a full socket drops, as a network would.
func writeDatagram(fd int, data []byte) error {
	_, _, errno := syscall.RawSyscall(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(&data[0])), uintptr(len(data)))
	if errno != 0 {
		return errno
	}
	return nil
}
