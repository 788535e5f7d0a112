package rtc

import "time"

const (
	// maxMissing bounds what is asked for again; a larger hole is a job for a key frame.
	maxMissing = 64
	// nackTries: asked this often in vain, a packet is given up.
	nackTries = 5
	// nackRetry is a round trip with room to spare.
	nackRetry = int64(80 * time.Millisecond)
)

// missing lists the packets of one stream that are asked for again.
type missing struct {
	packets []missingPacket
}

type missingPacket struct {
	sequence uint16
	tries    int
	askedAt  int64
}

// note adds the count numbers before sequence; tooMany when the hole is beyond repair.
func (m *missing) note(sequence uint16, count int) (tooMany bool) {
	if count+len(m.packets) > maxMissing {
		m.packets = m.packets[:0]
		return true
	}
	for i := count; i > 0; i-- {
		m.packets = append(m.packets, missingPacket{sequence: sequence - uint16(i)})
	}
	return false
}

// due returns the numbers to ask for now, and whether one was asked for in vain too often.
func (m *missing) due(w *window, now int64) (sequences []uint16, givenUp bool) {
	kept := m.packets[:0]
	for _, packet := range m.packets {
		if !w.isMissing(packet.sequence) {
			continue
		}
		if packet.tries > 0 && now-packet.askedAt < nackRetry {
			kept = append(kept, packet)
			continue
		}
		if packet.tries >= nackTries {
			givenUp = true
			continue
		}
		packet.tries++
		packet.askedAt = now
		sequences = append(sequences, packet.sequence)
		kept = append(kept, packet)
	}
	m.packets = kept
	return sequences, givenUp
}
