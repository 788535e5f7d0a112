package participant

import (
	"sync"
	"time"

	"earshot/xk6-earshot/media"
	"earshot/xk6-earshot/rtc"
)

const (
	frameNs = int64(media.FrameMs * time.Millisecond)
	// noiseFrames between two packets of silence with DTX: 400 ms.
	noiseFrames = 20
	// maxBehindFrames: a loop that is later than this skips, as an encoder on a busy machine does.
	maxBehindFrames = 25
)

type voice int

const (
	// voiceNatural plays the recording as it is, pauses and all.
	voiceNatural voice = iota
	// voiceTalking plays only what is loud, until talkUntil.
	voiceTalking
	// voiceSilent says nothing, as an open microphone in a quiet room.
	voiceSilent
)

// stream is where packets go: an *rtc.Outgoing.
type stream interface {
	Send(packet rtc.Packet, now int64)
	TakeKeyFrameRequest() bool
}

// microphone plays a recording.
type microphone struct {
	speech *media.Speech
	out    stream
	talk   *rtc.Talk
	base   uint32
	began  int64

	mu        sync.Mutex
	open      bool
	voice     voice
	talkUntil int64
	// onset: the next loud frame begins a spurt that receivers measure.
	onset bool
	index int
	frame int64
	quiet int
}

func newMicrophone(speech *media.Speech, out stream, talk *rtc.Talk, seed uint32) *microphone {
	return &microphone{
		speech: speech, out: out, talk: talk, base: seed, began: rtc.Now(),
		index: int(seed) % len(speech.Frames),
	}
}

// setOpen starts or stops sending.
func (m *microphone) setOpen(open bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open = open
	m.quiet = 0
}

// speakNaturally plays the recording with its own pauses.
func (m *microphone) speakNaturally() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.voice = voiceNatural
}

// speak talks without pause for so long and then is silent.
func (m *microphone) speak(duration time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.voice, m.talkUntil, m.onset = voiceTalking, rtc.Now()+int64(duration), true
	if at, ok := m.speech.Onset(m.index); ok {
		m.index = at
	}
}

// Tick implements rtc.Paced.
func (m *microphone) Tick(now int64) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	due := (now - m.began) / frameNs
	if due-m.frame > maxBehindFrames {
		m.frame = due
	}
	for ; m.frame <= due; m.frame++ {
		m.play(now)
	}
	return m.began + m.frame*frameNs
}

func (m *microphone) play(now int64) {
	if !m.open {
		return
	}
	sound := m.choose(now)
	if sound.Quiet() || sound.Level >= media.Silence {
		m.quiet++
		switch m.quiet % noiseFrames {
		case 1:
			sound = media.ComfortNoise
		case 2:
			// As browsers do: without it a decoder takes the pause for loss and conceals it.
			sound = media.SilenceBegins
		default:
			return
		}
	}
	timestamp := m.base + uint32(m.frame)*media.FrameTicks
	if m.onset && media.IsLoud(sound.Level) {
		m.onset = false
		m.talk.Begin(now, timestamp)
	}
	marker := m.quiet > 0 && sound.Level < media.Silence
	if sound.Level < media.Silence {
		m.quiet = 0
	}
	m.out.Send(rtc.Packet{Payload: sound.Data, Timestamp: timestamp, Marker: marker, Level: sound.Level}, now)
}

func (m *microphone) choose(now int64) media.Sound {
	if m.voice == voiceTalking && now >= m.talkUntil {
		m.voice = voiceSilent
	}
	switch m.voice {
	case voiceTalking:
		at, ok := m.speech.Loud(m.index)
		if !ok {
			return media.ComfortNoise
		}
		m.index = at
	case voiceSilent:
		return media.ComfortNoise
	}
	sound := m.speech.Frames[m.index]
	m.index = (m.index + 1) % len(m.speech.Frames)
	return sound
}
