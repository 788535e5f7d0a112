package media

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/pion/rtp/codecs"
)

func ivf(frames ...[]byte) []byte {
	header := make([]byte, ivfHeaderBytes)
	copy(header, "DKIF")
	copy(header[8:], "VP80")
	binary.LittleEndian.PutUint16(header[12:], 320)
	binary.LittleEndian.PutUint16(header[14:], 180)
	binary.LittleEndian.PutUint32(header[16:], 15)
	binary.LittleEndian.PutUint32(header[20:], 1)
	for _, frame := range frames {
		header = binary.LittleEndian.AppendUint32(header, uint32(len(frame)))
		header = append(append(header, make([]byte, 8)...), frame...)
	}
	return header
}

func keyFrame(size int) []byte {
	frame := append([]byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00}, make([]byte, size)...)
	return frame
}

func deltaFrame(size int) []byte { return append([]byte{0x11}, make([]byte, size)...) }

func TestIVFIsRead(t *testing.T) {
	file, err := ReadIVF(bytes.NewReader(ivf(keyFrame(10), deltaFrame(5))))
	if err != nil {
		t.Fatal(err)
	}
	if file.Width != 320 || file.Height != 180 || file.FPS != 15 || len(file.Frames) != 2 {
		t.Fatalf("%d x %d, %f fps, %d frames", file.Width, file.Height, file.FPS, len(file.Frames))
	}
}

func TestIVFThatEndsWithinAFrameIsRefused(t *testing.T) {
	whole := ivf(keyFrame(10), deltaFrame(5))
	for length := range len(whole) {
		file, err := ReadIVF(bytes.NewReader(whole[:length]))
		if err == nil && len(file.Frames) != 1 {
			t.Fatalf("%d of %d bytes are a file of %d frames", length, len(whole), len(file.Frames))
		}
	}
}

func TestVideoIsPacketisedWithPictureIDsOf15Bits(t *testing.T) {
	file, err := ReadIVF(bytes.NewReader(ivf(keyFrame(3000), deltaFrame(5))))
	if err != nil {
		t.Fatal(err)
	}
	video := NewVideo(file)
	if len(video.Pictures[0].Payloads) != 3 || !video.Pictures[0].Key || video.Pictures[1].Key {
		t.Fatalf("pictures %d payloads, key %v %v", len(video.Pictures[0].Payloads), video.Pictures[0].Key, video.Pictures[1].Key)
	}
	for i, payload := range video.Pictures[0].Payloads {
		var packet codecs.VP8Packet
		if _, err := packet.Unmarshal(AppendPayload(nil, payload, 0x7abc)); err != nil {
			t.Fatal(err)
		}
		if packet.PictureID != 0x7abc || (packet.S == 1) != (i == 0) {
			t.Fatalf("payload %d: picture %x, S %d", i, packet.PictureID, packet.S)
		}
	}
	width, height, ok := KeyFrameSize(video.Pictures[0].Payloads[0])
	if !ok || width != 320 || height != 180 {
		t.Fatalf("key frame of %d x %d, %v", width, height, ok)
	}
	if _, _, ok := KeyFrameSize(video.Pictures[1].Payloads[0]); ok {
		t.Fatal("a delta frame is a key frame")
	}
}

func TestNextKeyWrapsAround(t *testing.T) {
	video := &Video{Pictures: []Picture{{}, {Key: true}, {}, {}}}
	for from, want := range []int{1, 1, 1, 1} {
		if got := video.NextKey(from); got != want {
			t.Fatalf("from %d: %d, want %d", from, got, want)
		}
	}
}

func oggPage(packets ...[]byte) []byte {
	page := make([]byte, oggHeaderBytes)
	copy(page, "OggS")
	var body []byte
	for _, packet := range packets {
		for rest := len(packet); ; rest -= 255 {
			page = append(page, byte(min(rest, 255)))
			page[26]++
			if rest < 255 {
				break
			}
		}
		body = append(body, packet...)
	}
	return append(page, body...)
}

func TestOggIsReadWithPacketsOverManySegments(t *testing.T) {
	long := bytes.Repeat([]byte{7}, 600)
	file := append(oggPage([]byte("OpusHead.")), oggPage([]byte("OpusTags."))...)
	file = append(file, oggPage([]byte{1, 2, 3}, long, bytes.Repeat([]byte{9}, 255))...)
	packets, err := ReadOgg(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(packets) != 3 || len(packets[0]) != 3 || !bytes.Equal(packets[1], long) || len(packets[2]) != 255 {
		t.Fatalf("%d packets", len(packets))
	}
}

func TestOggOfSomethingElseIsRefused(t *testing.T) {
	for _, file := range [][]byte{nil, []byte("OggS"), oggPage([]byte("vorbis"), []byte("x"), []byte("y")), []byte("RIFFxxxxWAVEfmt ................")} {
		if _, err := ReadOgg(bytes.NewReader(file)); err == nil {
			t.Fatalf("%q is read", file)
		}
	}
}

func TestSpeechFindsItsSpurts(t *testing.T) {
	packets := make([][]byte, 100)
	levels := make([]uint8, 100)
	for i := range packets {
		packets[i], levels[i] = []byte{1, 2, 3}, Silence
		if i >= 40 && i < 60 || i == 70 {
			levels[i] = 30
		}
	}
	speech := NewSpeech(packets, levels)
	for from, want := range map[int]int{0: 40, 45: 45, 60: 60, 75: 40} {
		// 60 is within a breath of 70; 75 is not within one of anything.
		if at, ok := speech.Loud(from); !ok || at != want {
			t.Fatalf("from %d: %d %v, want %d", from, at, ok, want)
		}
	}
	if at, ok := speech.Onset(61); !ok || at != 70 {
		t.Fatalf("onset %d %v", at, ok)
	}
	if _, ok := NewSpeech(packets, nil).Loud(0); ok {
		t.Fatal("silence is loud")
	}
}
