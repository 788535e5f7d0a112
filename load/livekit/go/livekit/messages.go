package livekit

import "google.golang.org/protobuf/encoding/protowire"

// The few messages of LiveKit's signalling that a receiver and a sender need, by their field numbers in
// livekit_rtc.proto: its generated types would bring a hundred modules with them.
const (
	requestOffer    = 1
	requestAnswer   = 2
	requestAddTrack = 4
	requestLeave    = 8
	requestPing     = 16

	responseAnswer         = 2
	responseOffer          = 3
	responseTrackPublished = 6
	responseLeave          = 8
)

// description is a SessionDescription.
type description struct {
	kind, sdp string
	id        uint32
}

func (d description) append(to []byte) []byte {
	to = appendText(to, 1, d.kind)
	to = appendText(to, 2, d.sdp)
	return appendNumber(to, 3, uint64(d.id))
}

func parseDescription(data []byte) (d description) {
	eachField(data, func(number protowire.Number, value []byte, whole uint64) {
		switch number {
		case 1:
			d.kind = string(value)
		case 2:
			d.sdp = string(value)
		case 3:
			d.id = uint32(whole)
		}
	})
	return d
}

// track is an AddTrackRequest.
type track struct {
	cid           string
	video         bool
	width, height int
	bitrate       int
}

// Values of LiveKit's enumerations.
const (
	sourceCamera     = 1
	sourceMicrophone = 2
	qualityHigh      = 2
)

func (t track) append(to []byte) []byte {
	to = appendText(to, 1, t.cid)
	to = appendText(to, 2, t.cid)
	if !t.video {
		to = appendNumber(to, 8, sourceMicrophone)
		return appendNumber(to, 13, 1) // without redundancy: Earshot's senders have none either
	}
	to = appendNumber(to, 3, 1)
	to = appendNumber(to, 4, uint64(t.width))
	to = appendNumber(to, 5, uint64(t.height))
	to = appendNumber(to, 8, sourceCamera)
	layer := appendNumber(nil, 1, qualityHigh)
	layer = appendNumber(layer, 2, uint64(t.width))
	layer = appendNumber(layer, 3, uint64(t.height))
	layer = appendNumber(layer, 4, uint64(t.bitrate))
	return appendMessage(to, 9, layer)
}

func appendText(to []byte, number protowire.Number, text string) []byte {
	return protowire.AppendString(protowire.AppendTag(to, number, protowire.BytesType), text)
}

func appendNumber(to []byte, number protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(to, number, protowire.VarintType), value)
}

func appendMessage(to []byte, number protowire.Number, message []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(to, number, protowire.BytesType), message)
}

// eachField walks a message; what it cannot read ends it.
func eachField(data []byte, visit func(number protowire.Number, value []byte, whole uint64)) {
	for len(data) > 0 {
		number, kind, size := protowire.ConsumeTag(data)
		if size < 0 {
			return
		}
		data = data[size:]
		switch kind {
		case protowire.BytesType:
			value, size := protowire.ConsumeBytes(data)
			if size < 0 {
				return
			}
			visit(number, value, 0)
			data = data[size:]
		case protowire.VarintType:
			value, size := protowire.ConsumeVarint(data)
			if size < 0 {
				return
			}
			visit(number, nil, value)
			data = data[size:]
		default:
			size := protowire.ConsumeFieldValue(number, kind, data)
			if size < 0 {
				return
			}
			data = data[size:]
		}
	}
}
