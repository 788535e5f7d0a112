package rtc

import (
	"encoding/binary"
	"testing"

	"github.com/pion/rtp"
)

func TestHeaderIsWhatOtherImplementationsRead(t *testing.T) {
	packet, offset := appendHeader(nil, outgoingHeader{
		payloadType: 111, marker: true, sequence: 7, timestamp: 960, ssrc: 0xdecade, mid: "12", level: 30, hasLevel: true,
	})
	binary.BigEndian.PutUint16(packet[offset:], 0x1234)
	packet = append(packet, 1, 2, 3)
	var read rtp.Packet
	if err := read.Unmarshal(packet); err != nil {
		t.Fatal(err)
	}
	if read.PayloadType != 111 || !read.Marker || read.SequenceNumber != 7 || read.Timestamp != 960 || read.SSRC != 0xdecade {
		t.Fatalf("read %+v", read.Header)
	}
	if string(read.GetExtension(ExtensionMID)) != "12" || read.GetExtension(ExtensionLevel)[0] != 0x80|30 {
		t.Fatalf("extensions %v %v", read.GetExtension(ExtensionMID), read.GetExtension(ExtensionLevel))
	}
	if number, ok := findTransportNumber(packet, ExtensionTransport); !ok || number != 0x1234 {
		t.Fatalf("transport-wide number %x %v", number, ok)
	}
	if headerLength(packet) != len(packet)-3 {
		t.Fatalf("payload begins at %d of %d", headerLength(packet), len(packet))
	}
}

func TestExtensionsOfTwoBytesAreRead(t *testing.T) {
	packet := make([]byte, 12)
	packet[0] = 0x90
	packet = append(packet, 0x10, 0x00, 0, 2, 3, 0, 5, 2, 0xab, 0xcd, 0, 0)
	if number, ok := findTransportNumber(packet, 5); !ok || number != 0xabcd {
		t.Fatalf("%x %v", number, ok)
	}
	if value, ok := findExtension(packet, 3); !ok || len(value) != 0 {
		t.Fatalf("an empty extension is %v %v", value, ok)
	}
}

func TestDamagedExtensionsAreNoPanic(t *testing.T) {
	whole, _ := appendHeader(nil, outgoingHeader{mid: "abc"})
	for length := fixedHeader; length <= len(whole); length++ {
		for flip := fixedHeader; flip < length; flip++ {
			damaged := append([]byte(nil), whole[:length]...)
			damaged[flip] ^= 0xff
			findTransportNumber(damaged, ExtensionTransport)
			headerLength(damaged)
		}
	}
}
