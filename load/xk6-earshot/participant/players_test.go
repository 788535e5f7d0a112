package participant

import (
	"testing"
	"time"

	"github.com/pion/rtp/codecs"

	"earshot/xk6-earshot/media"
	"earshot/xk6-earshot/rtc"
)

// tape records what is sent.
type tape struct {
	packets []rtc.Packet
	at      []int64
	wantKey bool
}

func (t *tape) Send(packet rtc.Packet, now int64) {
	packet.Payload = append([]byte(nil), packet.Payload...)
	t.packets, t.at = append(t.packets, packet), append(t.at, now)
}

func (t *tape) TakeKeyFrameRequest() bool {
	wanted := t.wantKey
	t.wantKey = false
	return wanted
}

const second = int64(time.Second)

// run ticks as the pacing loop does, each 2 ms.
func run(paced rtc.Paced, from, until int64) {
	next := from
	for now := from; now < until; now += 2 * int64(time.Millisecond) {
		if now >= next {
			next = paced.Tick(now)
		}
	}
}

// recording: 100 frames of speech, 100 of silence.
func recording() *media.Speech {
	packets, levels := make([][]byte, 200), make([]uint8, 200)
	for i := range packets {
		packets[i], levels[i] = []byte{0xf8, byte(i), 3, 4}, 30
		if i >= 100 {
			packets[i], levels[i] = []byte{0xf8}, media.Silence
		}
	}
	return media.NewSpeech(packets, levels)
}

func newTestMicrophone() (*microphone, *tape) {
	out := &tape{}
	m := newMicrophone(recording(), out, &rtc.Talk{}, 0)
	m.began = 0
	return m, out
}

func TestSilenceIsLeftOutAndTimeStampsGoOn(t *testing.T) {
	m, out := newTestMicrophone()
	m.setOpen(true)
	run(m, 0, 8*second) // twice the recording
	loud, noise := 0, 0
	for i, packet := range out.packets {
		if want := uint32(out.at[i] / frameNs * media.FrameTicks); packet.Timestamp != want {
			t.Fatalf("packet %d sent at %d ms has time stamp %d, want %d", i, out.at[i]/1e6, packet.Timestamp, want)
		}
		if packet.Level == media.Silence {
			noise++
		} else {
			loud++
		}
	}
	if loud != 200 || noise != 20 {
		t.Fatalf("%d loud packets and %d of silence, want 200 and 20: two each 400 ms", loud, noise)
	}
	if len(out.packets[100].Payload) < 2 || len(out.packets[101].Payload) != 1 {
		t.Fatal("silence begins with noise and the word that nothing comes")
	}
	if out.packets[0].Marker || !out.packets[110].Marker || out.packets[111].Marker {
		t.Fatal("the marker stands where speech goes on after silence, and nowhere else")
	}
}

func TestAMutedMicrophoneSendsNothing(t *testing.T) {
	m, out := newTestMicrophone()
	run(m, 0, second)
	if len(out.packets) != 0 {
		t.Fatalf("%d packets", len(out.packets))
	}
}

func TestSpeakTalksWithoutAPauseAndThenIsSilent(t *testing.T) {
	m, out := newTestMicrophone()
	m.setOpen(true)
	m.voice, m.index = voiceSilent, 150
	run(m, 0, second)
	m.speak(0)
	m.talkUntil = 4 * second // as if Now were one second
	run(m, second, 8*second)
	spurt := m.talk.Latest()
	if spurt.Number != 1 || spurt.Began != second {
		t.Fatalf("spurt %+v, want the first at one second", spurt)
	}
	for i, packet := range out.packets {
		loud := out.at[i] >= second && out.at[i] < 4*second
		if loud == (packet.Level == media.Silence) {
			t.Fatalf("level %d at %d ms", packet.Level, out.at[i]/1e6)
		}
	}
	if count := len(out.packets); count < 150 || count > 190 {
		t.Fatalf("%d packets, want 50 in each second of talk and 5 in each of silence", count)
	}
}

func TestAMicrophoneThatWasHeldUpSkipsInsteadOfFlooding(t *testing.T) {
	m, out := newTestMicrophone()
	m.setOpen(true)
	m.Tick(0)
	m.Tick(10 * second)
	if len(out.packets) > 2 {
		t.Fatalf("%d packets at once", len(out.packets))
	}
}

// clip: a key frame each ten, of 25 packets; the rest have one.
func clip() *media.Video {
	frames := [][]byte{}
	for i := range 30 {
		frame := []byte{0x11, byte(i)}
		if i%10 == 0 {
			frame = append([]byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00}, make([]byte, 24*1130)...)
		}
		frames = append(frames, frame)
	}
	return media.NewVideo(&media.IVF{Width: 320, Height: 180, FPS: 10, Frames: frames})
}

func newTestLayer() (*layer, *tape) {
	out := &tape{}
	l := newLayer(clip(), out, 0, layerClock{base: 1000, began: 0})
	l.active.Store(true)
	return l, out
}

// frames groups packets by time stamp.
func (t *tape) frames() (frames [][]rtc.Packet) {
	for _, packet := range t.packets {
		if last := len(frames) - 1; last >= 0 && frames[last][0].Timestamp == packet.Timestamp {
			frames[last] = append(frames[last], packet)
		} else {
			frames = append(frames, []rtc.Packet{packet})
		}
	}
	return frames
}

func isKey(frame []rtc.Packet) bool {
	_, _, ok := media.KeyFrameSize(frame[0].Payload)
	return ok
}

func TestFramesAreSentInTheirTimeAndLargeOnesSpread(t *testing.T) {
	l, out := newTestLayer()
	run(l, 0, 2*second)
	frames := out.frames()
	if len(frames) != 20 {
		t.Fatalf("%d frames in two seconds at ten a second", len(frames))
	}
	for i, frame := range frames {
		if want := 1000 + uint32(i)*9000; frame[0].Timestamp != want {
			t.Fatalf("frame %d has time stamp %d, want %d", i, frame[0].Timestamp, want)
		}
		var packet codecs.VP8Packet
		if _, err := packet.Unmarshal(frame[0].Payload); err != nil || packet.PictureID != uint16(1000+1+i) {
			t.Fatalf("frame %d is picture %d (%v)", i, packet.PictureID, err)
		}
		for j, packet := range frame {
			if packet.Marker != (j == len(frame)-1) {
				t.Fatalf("frame %d packet %d: marker %v", i, j, packet.Marker)
			}
		}
		if isKey(frame) != (i%10 == 0) {
			t.Fatalf("frame %d: key %v", i, isKey(frame))
		}
	}
	inFirstTurn := 0
	for _, at := range out.at {
		if at == 0 {
			inFirstTurn++
		}
	}
	if inFirstTurn != packetsPerTurn {
		t.Fatalf("%d packets at once, want %d", inFirstTurn, packetsPerTurn)
	}
}

func TestAWishForAKeyFrameIsGrantedWithTheNextFrame(t *testing.T) {
	l, out := newTestLayer()
	run(l, 0, second/2)
	out.wantKey = true
	run(l, second/2, second)
	frames := out.frames()
	if !isKey(frames[5]) {
		t.Fatal("frame 5 is no key frame")
	}
	if isKey(frames[6]) {
		t.Fatal("one wish brings two key frames")
	}
}

func TestALayerThatNobodyWatchesStopsAndComesBackWithAKeyFrame(t *testing.T) {
	l, out := newTestLayer()
	run(l, 0, second/2)
	l.active.Store(false)
	run(l, second/2, 3*second)
	if count := len(out.frames()); count != 5 {
		t.Fatalf("%d frames, want the five of half a second", count)
	}
	l.active.Store(true)
	run(l, 3*second, 4*second)
	frames := out.frames()
	if !isKey(frames[5]) || frames[5][0].Timestamp != 1000+30*9000 {
		t.Fatalf("key %v, time stamp %d", isKey(frames[5]), frames[5][0].Timestamp)
	}
}
