package participant

// Metric is one of the module's metrics.
type Metric int

// All metrics; index.d.ts says what each means.
const (
	JoinDuration Metric = iota
	FirstPacket
	SpeakerAudio
	SpeakerDetect
	SpeakerConsumer
	SpeakerRenegotiate
	SpeakerVideo
	SpeakerUnheard
	SpeakerSeen
	Latency
	PacketsReceived
	PacketsExpected
	PacketsLost
	PacketsSent
	Delivered
	Jitter
	FreezeSeconds
	SRTPErrors
	ProtocolErrors
	SilentTracks
	SignallingBytes
	SignallingRate
	SignallingMean
	Resumes
	PacerLateness
	MetricCount
)

// Tags of one sample; empty ones are left out.
type Tags struct {
	Kind, Was, Phase, Mode, Event string
}

// Recorder takes samples of one participant. It must not wait: samples come from the thread that reads all packets.
type Recorder interface {
	Record(metric Metric, value float64, tags Tags)
	// Log tells a person of something that should not happen.
	Log(message string)
}

const nanosecondsPerMs = 1e6

// milliseconds of a duration in ns, never below zero: two threads may see one moment in either order.
func milliseconds(nanoseconds int64) float64 { return max(0, float64(nanoseconds)/nanosecondsPerMs) }
