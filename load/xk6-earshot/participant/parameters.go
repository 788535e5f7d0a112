package participant

import (
	"encoding/json"
	"math/rand/v2"
	"strings"

	"earshot/xk6-earshot/media"
	"earshot/xk6-earshot/protocol"
	"earshot/xk6-earshot/rtc"
)

// Payload types that we send with; the server maps them to its own.
const (
	opusPayload  = 111
	vp8Payload   = 96
	vp8RTX       = 97
	opusClock    = 48_000
	opusChannels = 2
)

// randomSSRC avoids what the server's bandwidth probes use.
func randomSSRC() uint32 { return rand.Uint32()>>1 | 1<<16 }

func pointer[T any](value T) *T { return &value }

func raw(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		panic("a constant that is no JSON: " + err.Error())
	}
	return text
}

func headerExtension(uri string, id int64) protocol.RTPParametersHeaderExtensionsItem {
	return protocol.RTPParametersHeaderExtensionsItem{URI: uri, ID: id}
}

func feedback(kind, parameter string) protocol.RTPParametersCodecsItemRTCPFeedbackItem {
	if parameter == "" {
		return protocol.RTPParametersCodecsItemRTCPFeedbackItem{Type: kind}
	}
	return protocol.RTPParametersCodecsItemRTCPFeedbackItem{Type: kind, Parameter: &parameter}
}

// soundParameters describe an Opus track with levels, DTX and FEC, as browsers send it.
func soundParameters(mid, cname string, ssrc uint32) protocol.RTPParameters {
	return protocol.RTPParameters{
		MID: &mid,
		Codecs: []protocol.RTPParametersCodecsItem{{
			MimeType: "audio/opus", PayloadType: opusPayload, ClockRate: opusClock, Channels: pointer(int64(opusChannels)),
			Parameters: map[string]json.RawMessage{
				"minptime": raw(10), "ptime": raw(media.FrameMs), "useinbandfec": raw(1), "usedtx": raw(1),
			},
			RTCPFeedback: []protocol.RTPParametersCodecsItemRTCPFeedbackItem{feedback("transport-cc", ""), feedback("nack", "")},
		}},
		HeaderExtensions: []protocol.RTPParametersHeaderExtensionsItem{
			headerExtension(rtc.URIMID, rtc.ExtensionMID),
			headerExtension(rtc.URITransport, rtc.ExtensionTransport),
			headerExtension(rtc.URILevel, rtc.ExtensionLevel),
		},
		Encodings: []protocol.RTPParametersEncodingsItem{{SSRC: &ssrc, Dtx: pointer(true)}},
		RTCP:      &protocol.RTPParametersRTCP{Cname: &cname, ReducedSize: pointer(true)},
	}
}

// pictureParameters describe a VP8 track with one encoding for each layer, each with its own retransmissions.
func pictureParameters(mid, cname string, layers []media.Layer, streams []rtc.OutgoingConfig) protocol.RTPParameters {
	top := layers[len(layers)-1]
	encodings := make([]protocol.RTPParametersEncodingsItem, len(layers))
	for i, l := range layers {
		encodings[i] = protocol.RTPParametersEncodingsItem{
			SSRC:                  &streams[i].SSRC,
			RTX:                   &protocol.RTPParametersEncodingsItemRTX{SSRC: streams[i].RepairSSRC},
			ScaleResolutionDownBy: pointer(max(1, float64(top.Height)/float64(l.Height))),
			MaxBitrate:            pointer(l.Bitrate),
			MaxFramerate:          pointer(l.FPS),
		}
	}
	return protocol.RTPParameters{
		MID: &mid,
		Codecs: []protocol.RTPParametersCodecsItem{
			{
				MimeType: "video/VP8", PayloadType: vp8Payload, ClockRate: videoClock,
				RTCPFeedback: []protocol.RTPParametersCodecsItemRTCPFeedbackItem{
					feedback("transport-cc", ""), feedback("ccm", "fir"), feedback("nack", ""), feedback("nack", "pli"),
				},
			},
			{
				MimeType: "video/rtx", PayloadType: vp8RTX, ClockRate: videoClock,
				Parameters: map[string]json.RawMessage{"apt": raw(vp8Payload)},
			},
		},
		HeaderExtensions: []protocol.RTPParametersHeaderExtensionsItem{
			headerExtension(rtc.URIMID, rtc.ExtensionMID),
			headerExtension(rtc.URITransport, rtc.ExtensionTransport),
		},
		Encodings: encodings,
		RTCP:      &protocol.RTPParametersRTCP{Cname: &cname, ReducedSize: pointer(true)},
	}
}

// receivable is what of the server's capabilities these clients can take: Opus, VP8 and its retransmissions.
func receivable(router protocol.RTPCapabilities) protocol.RTPCapabilities {
	mine := protocol.RTPCapabilities{HeaderExtensions: router.HeaderExtensions}
	vp8 := map[string]bool{}
	for _, codec := range router.Codecs {
		kind := strings.ToLower(codec.MimeType)
		if kind == "video/vp8" && codec.PreferredPayloadType != nil {
			vp8[string(raw(*codec.PreferredPayloadType))] = true
		}
	}
	for _, codec := range router.Codecs {
		kind := strings.ToLower(codec.MimeType)
		repairs := kind == "video/rtx" && vp8[string(codec.Parameters["apt"])]
		if kind == "audio/opus" || kind == "video/vp8" || repairs {
			mine.Codecs = append(mine.Codecs, codec)
		}
	}
	return mine
}

// incomingConfig reads what is needed of a consumer's parameters.
func incomingConfig(info protocol.ConsumerInfo) (config rtc.IncomingConfig, ok bool) {
	parameters := info.RTPParameters
	if len(parameters.Codecs) == 0 || len(parameters.Encodings) == 0 || parameters.Encodings[0].SSRC == nil {
		return config, false
	}
	encoding, codec := parameters.Encodings[0], parameters.Codecs[0]
	config = rtc.IncomingConfig{Video: info.Kind == "video", SSRC: *encoding.SSRC, ClockRate: codec.ClockRate}
	if encoding.RTX != nil {
		config.RepairSSRC = encoding.RTX.SSRC
	}
	for _, item := range codec.RTCPFeedback {
		plain := item.Parameter == nil || *item.Parameter == ""
		config.Nack = config.Nack || item.Type == "nack" && plain
	}
	for _, extension := range parameters.HeaderExtensions {
		if extension.URI == rtc.URITransport {
			config.TransportID = uint8(extension.ID)
		}
	}
	return config, true
}
