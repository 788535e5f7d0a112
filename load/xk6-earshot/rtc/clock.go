package rtc

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// controlBytes hold a header of 16 bytes and a timespec.
	controlBytes  = 32
	controlHeader = 16
	// maxWaitNs: a datagram that would have waited longer than this has a time that says nothing.
	maxWaitNs = int64(5 * time.Second)
)

var started = time.Now()

// Now is the process's monotonic clock, ns.
func Now() int64 { return int64(time.Since(started)) }

// clocks are one moment on the process's clock and on the wall clock, in which the kernel stamps datagrams, ns.
type clocks struct{ own, wall int64 }

func readClocks() clocks {
	now := time.Now()
	return clocks{own: int64(now.Sub(started)), wall: now.UnixNano()}
}

// arrivalOf is when the kernel took the datagram with these control data: how late a busy load generator reads it is no
// property of the path that it measures.
func (c clocks) arrivalOf(control []byte) int64 {
	if len(control) < controlBytes ||
		binary.NativeEndian.Uint32(control[8:]) != unix.SOL_SOCKET ||
		binary.NativeEndian.Uint32(control[12:]) != unix.SCM_TIMESTAMPNS {
		return c.own
	}
	seconds := int64(binary.NativeEndian.Uint64(control[controlHeader:]))
	nanoseconds := int64(binary.NativeEndian.Uint64(control[controlHeader+8:]))
	waited := c.wall - (seconds*int64(time.Second) + nanoseconds)
	if waited > maxWaitNs || waited < -maxWaitNs {
		return c.own // the wall clock was set meanwhile
	}
	return c.own - waited
}
