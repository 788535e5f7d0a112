package livekit

import (
	"fmt"
	"strconv"
	"strings"

	"earshot/xk6-earshot/rtc"
)

// section is one m= part of a session description.
type section struct {
	kind  string
	lines []string
}

// attribute of the section: the value of its first a=name:value.
func (s section) attribute(name string) string {
	for _, line := range s.lines {
		if value, found := strings.CutPrefix(line, "a="+name+":"); found {
			return value
		}
	}
	return ""
}

func (s section) has(line string) bool {
	for _, own := range s.lines {
		if own == line {
			return true
		}
	}
	return false
}

// codec finds the payload type of an encoding such as VP8/90000.
func (s section) codec(encoding string) (payloadType string, mapping string) {
	for _, line := range s.lines {
		value, found := strings.CutPrefix(line, "a=rtpmap:")
		if !found {
			continue
		}
		if number, name, _ := strings.Cut(value, " "); strings.EqualFold(name, encoding) {
			return number, line
		}
	}
	return "", ""
}

// extension finds the id of a header extension; 0 = not offered.
func (s section) extension(uri string) uint8 {
	for _, line := range s.lines {
		value, found := strings.CutPrefix(line, "a=extmap:")
		if !found {
			continue
		}
		number, name, _ := strings.Cut(value, " ")
		if id, err := strconv.ParseUint(number, 10, 8); err == nil && name == uri {
			return uint8(id)
		}
	}
	return 0
}

// parseSections cuts a description into what stands before the first m= and the parts.
func parseSections(sdp string) (head section, parts []section) {
	for line := range strings.SplitSeq(strings.ReplaceAll(sdp, "\r\n", "\n"), "\n") {
		switch {
		case line == "":
		case strings.HasPrefix(line, "m="):
			kind, _, _ := strings.Cut(line[2:], " ")
			parts = append(parts, section{kind: kind, lines: []string{line}})
		case len(parts) == 0:
			head.lines = append(head.lines, line)
		default:
			last := &parts[len(parts)-1]
			last.lines = append(last.lines, line)
		}
	}
	return head, parts
}

// remoteOf reads the server's side of a connection; attributes may stand before the parts or in each.
func remoteOf(sdp string, port int) rtc.Config {
	head, parts := parseSections(sdp)
	find := func(name string) string {
		for _, part := range append([]section{head}, parts...) {
			if value := part.attribute(name); value != "" {
				return value
			}
		}
		return ""
	}
	_, fingerprint, _ := strings.Cut(find("fingerprint"), " ")
	return rtc.Config{
		Address: "127.0.0.1", Port: port, UsernameFragment: find("ice-ufrag"), Password: find("ice-pwd"),
		FingerprintsSHA256: []string{fingerprint},
	}
}

// localPassword is never needed: the server, being lite, checks nobody.
const localPassword = "0123456789abcdef01234567"

// own is our side of a connection.
type own struct{ fragment, fingerprint string }

func (o own) lines() string {
	return "a=ice-ufrag:" + o.fragment + "\r\na=ice-pwd:" + localPassword + "\r\na=fingerprint:sha-256 " + o.fingerprint +
		"\r\na=setup:active\r\na=rtcp-mux\r\n"
}

// offered is a track that an offer announces.
type offered struct {
	ssrc        uint32
	video       bool
	transportID uint8
}

// answer takes everything that is offered, with transport-wide feedback, NACK and PLI.
func answer(offer string, self own) (sdp string, tracks []offered) {
	_, parts := parseSections(offer)
	var body strings.Builder
	var mids []string
	for _, part := range parts {
		mid := part.attribute("mid")
		mids = append(mids, mid)
		if part.kind == "application" {
			body.WriteString("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:" + mid +
				"\r\na=sctp-port:5000\r\na=max-message-size:65535\r\n" + self.lines())
			continue
		}
		if taken, ok := answerPart(&body, part, self); ok {
			tracks = append(tracks, taken)
		}
	}
	return "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE " + strings.Join(mids, " ") + "\r\n" +
		body.String(), tracks
}

func answerPart(body *strings.Builder, part section, self own) (offered, bool) {
	encoding := "VP8/90000"
	if part.kind == "audio" {
		encoding = "opus/48000/2"
	}
	payloadType, mapping := part.codec(encoding)
	direction := "inactive"
	if part.has("a=sendonly") || part.has("a=sendrecv") {
		direction = "recvonly"
	}
	fmt.Fprintf(body, "m=%s 9 UDP/TLS/RTP/SAVPF %s\r\nc=IN IP4 0.0.0.0\r\na=mid:%s\r\n%s\r\na=%s\r\n%s",
		part.kind, payloadType, part.attribute("mid"), mapping, direction, self.lines())
	for _, line := range part.lines {
		isFormat := strings.HasPrefix(line, "a=fmtp:"+payloadType+" ")
		isFeedback := strings.HasPrefix(line, "a=rtcp-fb:"+payloadType+" ")
		isExtension := strings.HasPrefix(line, "a=extmap:") &&
			(strings.HasSuffix(line, rtc.URIMID) || strings.HasSuffix(line, rtc.URITransport))
		if isFormat || isFeedback || isExtension {
			body.WriteString(line + "\r\n")
		}
	}
	number, _, _ := strings.Cut(part.attribute("ssrc"), " ")
	ssrc, err := strconv.ParseUint(number, 10, 32)
	if direction != "recvonly" || err != nil {
		return offered{}, false
	}
	return offered{ssrc: uint32(ssrc), video: part.kind == "video", transportID: part.extension(rtc.URITransport)}, true
}

// Payload types of what we send.
const (
	opusPayload = 111
	vp8Payload  = 96
)

// offer publishes one track.
func offer(self own, sent track, ssrc uint32) string {
	kind, codec := "audio", fmt.Sprintf("%d\r\na=rtpmap:%[1]d opus/48000/2\r\na=fmtp:%[1]d minptime=10;useinbandfec=1\r\n"+
		"a=rtcp-fb:%[1]d transport-cc\r\na=extmap:%[2]d %[3]s\r\n", opusPayload, rtc.ExtensionLevel, rtc.URILevel)
	if sent.video {
		kind, codec = "video", fmt.Sprintf("%d\r\na=rtpmap:%[1]d VP8/90000\r\na=rtcp-fb:%[1]d transport-cc\r\n"+
			"a=rtcp-fb:%[1]d nack\r\na=rtcp-fb:%[1]d nack pli\r\na=rtcp-fb:%[1]d ccm fir\r\n", vp8Payload)
	}
	return "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=msid-semantic: WMS *\r\nm=" + kind +
		" 9 UDP/TLS/RTP/SAVPF " + codec + "c=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendonly\r\n" +
		fmt.Sprintf("a=extmap:%d %s\r\na=extmap:%d %s\r\n", rtc.ExtensionMID, rtc.URIMID, rtc.ExtensionTransport, rtc.URITransport) +
		self.lines() + fmt.Sprintf("a=msid:s%[1]s %[1]s\r\na=ssrc:%[2]d cname:%[1]s\r\na=ssrc:%[2]d msid:s%[1]s %[1]s\r\n", sent.cid, ssrc)
}
