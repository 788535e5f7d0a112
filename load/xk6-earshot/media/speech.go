package media

// Levels are -dBov as in RFC 6464: 0 is the loudest, 127 silence.
const (
	// Silence is the level of no sound at all.
	Silence = 127
	// loudest quiet level that still counts as speech.
	speechLevel = 50
	// pauseFrames within a spurt do not end it: 300 ms, a breath.
	pauseFrames = 15
	// dtxBytes: a frame this short says only that nothing is said.
	dtxBytes = 2
)

// FrameMs is the length of a sound frame.
const FrameMs = 20

// FrameTicks is its length on RTP's clock of 48 kHz.
const FrameTicks = 960

// Sound is one frame of 20 ms.
type Sound struct {
	Data  []byte
	Level uint8
}

// Quiet tells whether an encoder with DTX would leave this frame out.
func (s Sound) Quiet() bool { return len(s.Data) <= dtxBytes }

// Speech is a recording of somebody who talks and pauses.
type Speech struct {
	Frames []Sound
	// next[i] is the index of the first loud frame at or after i, wrapping around; spurts come from it.
	next []int
}

// NewSpeech joins frames and their levels; frames without a level are silent.
func NewSpeech(packets [][]byte, levels []uint8) *Speech {
	speech := &Speech{Frames: make([]Sound, len(packets)), next: make([]int, len(packets))}
	for i, data := range packets {
		level := uint8(Silence)
		if i < len(levels) {
			level = min(levels[i], Silence)
		}
		speech.Frames[i] = Sound{Data: data, Level: level}
	}
	speech.link()
	return speech
}

// IsLoud tells whether a level is somebody speaking.
func IsLoud(level uint8) bool { return level <= speechLevel }

func (s *Speech) link() {
	count := len(s.Frames)
	following := -1
	for i := 2*count - 1; i >= 0; i-- {
		if frame := s.Frames[i%count]; IsLoud(frame.Level) && !frame.Quiet() {
			following = i % count
		}
		s.next[i%count] = following
	}
}

// Loud returns where somebody who must go on speaking plays next from index: the frame itself within a spurt, else the
// beginning of the next spurt. ok is false for a recording of silence.
func (s *Speech) Loud(index int) (at int, ok bool) {
	at = s.next[index%len(s.Frames)]
	if at < 0 {
		return 0, false
	}
	if gap := (at - index + len(s.Frames)) % len(s.Frames); gap <= pauseFrames {
		return index % len(s.Frames), true
	}
	return at, true
}

// Onset returns the beginning of the next spurt from index.
func (s *Speech) Onset(index int) (at int, ok bool) {
	at = s.next[index%len(s.Frames)]
	return max(at, 0), at >= 0
}

// ComfortNoise is Opus's shortest frame: 20 ms in which nothing is said.
var ComfortNoise = Sound{Data: []byte{0xf8, 0xff, 0xfe}, Level: Silence}

// SilenceBegins is a frame of nothing but its header: nothing comes until somebody speaks, or the next refresh.
var SilenceBegins = Sound{Data: ComfortNoise.Data[:1], Level: Silence}
