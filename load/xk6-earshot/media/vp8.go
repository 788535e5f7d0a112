package media

import (
	"encoding/binary"

	"github.com/pion/rtp/codecs"
)

const (
	// payloadBytes leaves room for the RTP header, its extensions, SRTP's tag and a time stamp within 1200 bytes.
	payloadBytes = 1130
	// wideIDs is the picture id from which pion's packetiser writes ids of 15 bits.
	wideIDs = 128
	// pictureIDOffset is where those 15 bits stand in a payload.
	pictureIDOffset = 2
)

// Picture is one VP8 frame as RTP payloads, ready to be sent again and again.
type Picture struct {
	Key      bool
	Payloads [][]byte
}

// Video is one encoding of a camera.
type Video struct {
	Width, Height int
	FPS           float64
	Pictures      []Picture
}

// NewVideo cuts all frames into RTP payloads, once for all who send them.
func NewVideo(file *IVF) *Video {
	packetiser := &codecs.VP8Payloader{EnablePictureID: true}
	for range wideIDs {
		packetiser.Payload(payloadBytes, []byte{0})
	}
	video := &Video{Width: file.Width, Height: file.Height, FPS: file.FPS}
	for _, frame := range file.Frames {
		picture := Picture{Key: isKeyFrame(frame), Payloads: packetiser.Payload(payloadBytes, frame)}
		video.Pictures = append(video.Pictures, picture)
		if len(video.Pictures)%0x7000 == 0 {
			// Ids that fall back below 128 would be written in 7 bits.
			packetiser = &codecs.VP8Payloader{EnablePictureID: true}
			for range wideIDs {
				packetiser.Payload(payloadBytes, []byte{0})
			}
		}
	}
	return video
}

// NextKey returns the index of the first key frame at or after from, wrapping around.
func (v *Video) NextKey(from int) int {
	for i := range v.Pictures {
		index := (from + i) % len(v.Pictures)
		if v.Pictures[index].Key {
			return index
		}
	}
	return 0
}

// AppendPayload appends a payload with the sender's own running picture id.
func AppendPayload(to, payload []byte, pictureID uint16) []byte {
	start := len(to)
	to = append(to, payload...)
	binary.BigEndian.PutUint16(to[start+pictureIDOffset:], 0x8000|pictureID&0x7fff)
	return to
}

// isKeyFrame tells from the first bit of a VP8 frame.
func isKeyFrame(frame []byte) bool { return len(frame) > 0 && frame[0]&1 == 0 }

// KeyFrameSize returns the picture's size when an RTP payload begins a VP8 key frame.
func KeyFrameSize(payload []byte) (width, height int, ok bool) {
	var packet codecs.VP8Packet
	frame, err := packet.Unmarshal(payload)
	if err != nil || packet.S != 1 || packet.PID != 0 || len(frame) < 10 || !isKeyFrame(frame) {
		return 0, 0, false
	}
	if frame[3] != 0x9d || frame[4] != 0x01 || frame[5] != 0x2a {
		return 0, 0, false
	}
	return int(binary.LittleEndian.Uint16(frame[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(frame[8:]) & 0x3fff), true
}
