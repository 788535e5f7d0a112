package rtc

import (
	"encoding/binary"
)

// A stamp is appended to payloads that no browser decodes: a magic number and the time of sending, so that a receiver
// in the same process knows how long the packet took.
const (
	stampMagic = 0x45415253
	stampBytes = 12
)

func appendStamp(to []byte, now int64) []byte {
	to = binary.BigEndian.AppendUint32(to, stampMagic)
	return binary.BigEndian.AppendUint64(to, uint64(now))
}

func readStamp(payload []byte) (sent int64, ok bool) {
	if len(payload) < stampBytes {
		return 0, false
	}
	stamp := payload[len(payload)-stampBytes:]
	if binary.BigEndian.Uint32(stamp) != stampMagic {
		return 0, false
	}
	return int64(binary.BigEndian.Uint64(stamp[4:])), true
}
