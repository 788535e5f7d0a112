package rtc

import (
	"time"

	"github.com/pion/rtcp"
)

// reportClock is what receiver reports of one track need between each other.
type reportClock struct {
	expected, received uint64
	// senderTime is the middle of the NTP time of the last sender report, and when it came.
	senderTime uint32
	senderAt   int64
	heardAt    int64
}

func (c *reportClock) heard(now int64) { c.heardAt = now }

// handleSenderReport keeps what the next receiver report answers.
func (s *Incoming) handleSenderReport(report *rtcp.SenderReport, now int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock.senderTime, s.clock.senderAt = uint32(report.NTPTime>>16), now
}

// report is this track's part of a receiver report; ok is false before the first packet.
func (s *Incoming) report(now int64) (report rtcp.ReceptionReport, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.window.started {
		return report, false
	}
	expected, received := s.window.expected(), s.window.received
	report = rtcp.ReceptionReport{
		SSRC:               s.config.SSRC,
		LastSequenceNumber: uint32(s.window.highest),
		Jitter:             uint32(s.jitter),
		LastSenderReport:   s.clock.senderTime,
	}
	if expected > received {
		report.TotalLost = uint32(min(expected-received, 0x7f_ffff))
	}
	newlyExpected, newlyReceived := expected-s.clock.expected, received-s.clock.received
	if newlyExpected > newlyReceived {
		report.FractionLost = uint8(min((newlyExpected-newlyReceived)*256/newlyExpected, 255))
	}
	s.clock.expected, s.clock.received = expected, received
	if s.clock.senderAt != 0 {
		report.Delay = uint32((now - s.clock.senderAt) * 65536 / int64(time.Second))
	}
	return report, true
}

// ntpNow is the time of day as RTCP writes it.
func ntpNow() uint64 {
	const since1900 = 2208988800
	now := time.Now()
	return uint64(now.Unix()+since1900)<<32 | uint64(now.Nanosecond())<<32/uint64(time.Second)
}
