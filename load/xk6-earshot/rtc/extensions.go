package rtc

import "encoding/binary"

// Header extensions that our tracks send, by their one-byte ids.
const (
	ExtensionMID       = 1
	ExtensionTransport = 3
	ExtensionLevel     = 4
)

// URIs of the header extensions.
const (
	URIMID       = "urn:ietf:params:rtp-hdrext:sdes:mid"
	URITransport = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
	URILevel     = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
)

const (
	oneByteProfile = 0xbede
	fixedHeader    = 12
)

// outgoingHeader is what varies from packet to packet.
type outgoingHeader struct {
	payloadType uint8
	marker      bool
	sequence    uint16
	timestamp   uint32
	ssrc        uint32
	mid         string
	// level is -dBov; only sound has one.
	level    uint8
	hasLevel bool
}

// appendHeader writes an RTP header with our extensions. The transport-wide number is left zero: transportOffset says
// where it goes, because it is given in the order of sending.
func appendHeader(to []byte, h outgoingHeader) (header []byte, transportOffset int) {
	start := len(to)
	marker := byte(0)
	if h.marker {
		marker = 0x80
	}
	to = append(to, 0x90, marker|h.payloadType)
	to = binary.BigEndian.AppendUint16(to, h.sequence)
	to = binary.BigEndian.AppendUint32(to, h.timestamp)
	to = binary.BigEndian.AppendUint32(to, h.ssrc)
	to = binary.BigEndian.AppendUint16(to, oneByteProfile)
	to = append(to, 0, 0)
	first := len(to)
	to = append(to, ExtensionTransport<<4|1, 0, 0)
	transportOffset = first + 1 - start
	to = append(to, ExtensionMID<<4|byte(len(h.mid)-1))
	to = append(to, h.mid...)
	if h.hasLevel {
		voice := byte(0)
		if h.level < 127 {
			voice = 0x80
		}
		to = append(to, ExtensionLevel<<4, voice|h.level)
	}
	for (len(to)-first)%4 != 0 {
		to = append(to, 0)
	}
	binary.BigEndian.PutUint16(to[first-2:], uint16((len(to)-first)/4))
	return to, transportOffset
}

// findTransportNumber reads the transport-wide sequence number. SRTP leaves header extensions in clear.
func findTransportNumber(packet []byte, id uint8) (uint16, bool) {
	value, ok := findExtension(packet, id)
	if !ok || len(value) < 2 {
		return 0, false
	}
	return binary.BigEndian.Uint16(value), true
}

// findExtension walks one-byte and two-byte extensions.
func findExtension(packet []byte, id uint8) ([]byte, bool) {
	offset := fixedHeader + int(packet[0]&0x0f)*4
	if packet[0]&0x10 == 0 || id == 0 || len(packet) < offset+4 {
		return nil, false
	}
	oneByte := binary.BigEndian.Uint16(packet[offset:]) == oneByteProfile
	end := offset + 4 + int(binary.BigEndian.Uint16(packet[offset+2:]))*4
	if end > len(packet) {
		return nil, false
	}
	rest := packet[offset+4 : end]
	for len(rest) > 0 {
		if rest[0] == 0 {
			rest = rest[1:]
			continue
		}
		found, value, size := nextExtension(rest, oneByte)
		if size > len(rest) || value == nil {
			return nil, false
		}
		if found == id {
			return value, true
		}
		rest = rest[size:]
	}
	return nil, false
}

func nextExtension(data []byte, oneByte bool) (id uint8, value []byte, size int) {
	header, length := 1, int(data[0]&0x0f)+1
	id = data[0] >> 4
	if !oneByte {
		if len(data) < 2 {
			return 0, nil, len(data) + 1
		}
		id, header, length = data[0], 2, int(data[1])
	}
	size = header + length
	if size > len(data) {
		return 0, nil, size
	}
	return id, data[header:size], size
}

// headerLength is where the payload of a packet begins.
func headerLength(packet []byte) int {
	length := fixedHeader + int(packet[0]&0x0f)*4
	if packet[0]&0x10 != 0 && len(packet) >= length+4 {
		length += 4 + int(binary.BigEndian.Uint16(packet[length+2:]))*4
	}
	return length
}
