package k6module

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"go.k6.io/k6/js/modules"
	"go.k6.io/k6/metrics"

	"earshot/xk6-earshot/participant"
)

// definitions name the metrics for k6; index.d.ts says what each means.
var definitions = [participant.MetricCount]struct {
	name  string
	kind  metrics.MetricType
	value metrics.ValueType
}{
	participant.JoinDuration:       {"earshot_join_duration", metrics.Trend, metrics.Time},
	participant.FirstPacket:        {"earshot_first_packet", metrics.Trend, metrics.Time},
	participant.SpeakerAudio:       {"earshot_speaker_audio", metrics.Trend, metrics.Time},
	participant.SpeakerDetect:      {"earshot_speaker_detect", metrics.Trend, metrics.Time},
	participant.SpeakerConsumer:    {"earshot_speaker_consumer", metrics.Trend, metrics.Time},
	participant.SpeakerRenegotiate: {"earshot_speaker_renegotiate", metrics.Trend, metrics.Time},
	participant.SpeakerVideo:       {"earshot_speaker_video", metrics.Trend, metrics.Time},
	participant.SpeakerUnheard:     {"earshot_speaker_unheard", metrics.Counter, metrics.Default},
	participant.SpeakerSeen:        {"earshot_speaker_seen", metrics.Rate, metrics.Default},
	participant.Latency:            {"earshot_latency", metrics.Trend, metrics.Time},
	participant.PacketsReceived:    {"earshot_packets_received", metrics.Counter, metrics.Default},
	participant.PacketsExpected:    {"earshot_packets_expected", metrics.Counter, metrics.Default},
	participant.PacketsLost:        {"earshot_packets_lost", metrics.Counter, metrics.Default},
	participant.PacketsSent:        {"earshot_packets_sent", metrics.Counter, metrics.Default},
	participant.Delivered:          {"earshot_delivered", metrics.Rate, metrics.Default},
	participant.Jitter:             {"earshot_jitter", metrics.Trend, metrics.Time},
	participant.FreezeSeconds:      {"earshot_freeze_seconds", metrics.Counter, metrics.Default},
	participant.SRTPErrors:         {"earshot_srtp_errors", metrics.Counter, metrics.Default},
	participant.ProtocolErrors:     {"earshot_protocol_errors", metrics.Counter, metrics.Default},
	participant.SilentTracks:       {"earshot_silent_tracks", metrics.Counter, metrics.Default},
	participant.SignallingBytes:    {"earshot_signalling_bytes", metrics.Counter, metrics.Data},
	participant.SignallingRate:     {"earshot_signalling_rate", metrics.Trend, metrics.Data},
	participant.SignallingMean:     {"earshot_signalling_mean", metrics.Trend, metrics.Data},
	participant.Resumes:            {"earshot_resumes", metrics.Counter, metrics.Default},
	participant.PacerLateness:      {"earshot_pacer_lateness", metrics.Trend, metrics.Time},
}

// registered are the metrics of one k6 instance.
type registered struct {
	metrics      [participant.MetricCount]*metrics.Metric
	participants *metrics.Metric
	dropped      *metrics.Metric
}

func register(vu modules.VU) (*registered, error) {
	registry := vu.InitEnv().Registry
	made := &registered{}
	var err error
	for i, d := range definitions {
		if made.metrics[i], err = registry.NewMetric(d.name, d.kind, d.value); err != nil {
			return nil, err
		}
	}
	if made.participants, err = registry.NewMetric("earshot_participants", metrics.Gauge); err != nil {
		return nil, err
	}
	made.dropped, err = registry.NewMetric("earshot_samples_dropped", metrics.Counter)
	return made, err
}

const (
	// queuedSamples hold what comes while k6 is busy; when they are full samples are dropped and counted.
	queuedSamples = 1 << 16
	// batchedSamples are handed to k6 together, batchEach at the latest.
	batchedSamples = 512
	batchEach      = 200 * time.Millisecond
)

// sample is one value on its way to k6.
type sample struct {
	recorder *recorder
	metric   participant.Metric
	value    float64
	tags     participant.Tags
}

// exporter carries samples from the threads that must not wait to k6, which may make them wait.
type exporter struct {
	start   sync.Once
	queue   chan sample
	dropped atomic.Uint64
}

var theExporter = &exporter{queue: make(chan sample, queuedSamples)}

func (e *exporter) put(s sample) {
	select {
	case e.queue <- s:
	default:
		e.dropped.Add(1)
	}
}

// run groups samples by participant's VU: each group goes to k6 in one container.
func (e *exporter) run() {
	ticker := time.NewTicker(batchEach)
	groups := map[*recorder]metrics.Samples{}
	count := 0
	for {
		select {
		case s := <-e.queue:
			groups[s.recorder] = append(groups[s.recorder], s.recorder.convert(s))
			count++
		case <-ticker.C:
			count = batchedSamples
		}
		if count >= batchedSamples {
			for r, samples := range groups {
				r.push(samples)
				delete(groups, r)
			}
			count = 0
		}
	}
}

// recorder takes the samples of one participant.
type recorder struct {
	ctx        context.Context
	samples    chan<- metrics.SampleContainer
	registered *registered
	base       *metrics.TagSet
	metadata   map[string]string
	log        func(string)
}

// Record implements participant.Recorder.
func (r *recorder) Record(metric participant.Metric, value float64, tags participant.Tags) {
	theExporter.put(sample{recorder: r, metric: metric, value: value, tags: tags})
}

// Log implements participant.Recorder.
func (r *recorder) Log(message string) { r.log(message) }

// push hands samples to k6. k6 closes its channel when a run is over, and tells modules nothing of that: samples that
// come then have nowhere to go.
func (r *recorder) push(samples metrics.SampleContainer) {
	defer func() { _ = recover() }()
	metrics.PushIfNotDone(r.ctx, r.samples, samples)
}

func (r *recorder) convert(s sample) metrics.Sample {
	tags := r.base
	for _, tag := range [...][2]string{
		{"kind", s.tags.Kind}, {"was", s.tags.Was}, {"phase", s.tags.Phase}, {"mode", s.tags.Mode}, {"event", s.tags.Event},
	} {
		if tag[1] != "" {
			tags = tags.With(tag[0], tag[1])
		}
	}
	return metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: r.registered.metrics[s.metric], Tags: tags},
		Time:       time.Now(), Value: s.value, Metadata: r.metadata,
	}
}
