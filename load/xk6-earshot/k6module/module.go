// Package k6module is the k6 module "k6/x/earshot": real participants of Earshot calls for k6 scripts.
package k6module

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/modules"
	"go.k6.io/k6/metrics"

	"earshot/xk6-earshot/participant"
	"earshot/xk6-earshot/protocol"
	"earshot/xk6-earshot/rtc"
	"earshot/xk6-earshot/signalling"
)

// defaultTimeout of a join, and of what a participant asks of the server.
const defaultTimeout = 15 * time.Second

// gaugeEach is how often the process says how many participants it has, and how late its pacing loop was.
const gaugeEach = time.Second

func init() { modules.Register("k6/x/earshot", &root{hub: participant.NewHub()}) }

// root is one for each process.
type root struct{ hub *participant.Hub }

// NewModuleInstance implements modules.Module.
func (r *root) NewModuleInstance(vu modules.VU) modules.Instance {
	made, err := register(vu)
	if err != nil {
		panic(vu.Runtime().NewGoError(err))
	}
	theExporter.start.Do(func() { go theExporter.run() })
	return &instance{vu: vu, hub: r.hub, registered: made}
}

// instance is one for each VU.
type instance struct {
	vu         modules.VU
	hub        *participant.Hub
	registered *registered
}

// Exports implements modules.Instance.
func (i *instance) Exports() modules.Exports {
	return modules.Exports{Default: map[string]any{"join": i.join, "now": now}}
}

// now is the clock of all time stamps, ms.
func now() float64 { return float64(rtc.Now()) / float64(time.Millisecond) }

// joinOptions are what scripts write; index.d.ts describes them.
type joinOptions struct {
	URL        string         `json:"url"`
	Token      string         `json:"token"`
	Room       string         `json:"room"`
	Name       string         `json:"name"`
	FormFactor string         `json:"formFactor"`
	Media      string         `json:"media"`
	Receive    *bool          `json:"receive"`
	View       *protocol.View `json:"view"`
	Publish    publishOptions `json:"publish"`
	Muted      bool           `json:"muted"`
	Stamp      *bool          `json:"stamp"`
	Loss       rtc.Loss       `json:"loss"`
	TimeoutMs  float64        `json:"timeoutMs"`
}

type publishOptions struct {
	Microphone string `json:"microphone"`
	Camera     string `json:"camera"`
}

func (i *instance) join(value sobek.Value) *sobek.Object {
	given, err := readOptions(value, joinOptions{FormFactor: "desktop"})
	if err != nil {
		i.throw(err)
	}
	return i.joinWith(given, nil)
}

// joinWith joins and wraps; replaces is the participant whose page was reloaded.
func (i *instance) joinWith(given joinOptions, replaces *participant.Participant) *sobek.Object {
	state := i.vu.State()
	if state == nil {
		i.throw(errors.New("earshot.join is for iterations, not for the init context"))
	}
	options := given.toOptions()
	options.Replaces = replaces
	ctx, cancel := context.WithTimeout(i.vu.Context(), given.timeout())
	defer cancel()
	joined, err := i.hub.Join(ctx, options, i.newRecorder())
	if err != nil {
		i.throw(err)
	}
	// A VU that ends takes its participants with it, whatever the script forgot.
	stop := context.AfterFunc(i.vu.Context(), joined.GiveUp)
	go func() {
		<-joined.Ended()
		stop() // else the VU would hold all who ever joined in it
	}()
	i.startGauge()
	return i.wrap(joined, given)
}

func (i *instance) newRecorder() *recorder {
	state := i.vu.State()
	current := state.Tags.GetCurrentValues()
	return &recorder{
		ctx: i.vu.Context(), samples: state.Samples, registered: i.registered,
		base: current.Tags, metadata: current.Metadata,
		log: func(message string) { state.Logger.Warn("earshot: " + message) },
	}
}

func readOptions(value sobek.Value, into joinOptions) (joinOptions, error) {
	err := decode(value, &into)
	if into.View == nil {
		into.View = &protocol.View{}
	}
	// Absent lists are empty ones.
	into.View.Tiles = append([]protocol.ViewTile{}, into.View.Tiles...)
	into.View.Pins = append([]string{}, into.View.Pins...)
	return into, err
}

// decode reads a script's value, and refuses fields that nobody knows: they would be typing errors.
func decode(value sobek.Value, into any) error {
	if value == nil || sobek.IsUndefined(value) || sobek.IsNull(value) {
		return nil
	}
	text, err := json.Marshal(value.Export())
	if err == nil {
		err = signalling.Decode(text, into)
	}
	if err != nil {
		return &signalling.Error{Code: "bad_params", Message: err.Error()}
	}
	return nil
}

func (o joinOptions) toOptions() participant.Options {
	return participant.Options{
		URL: o.URL, Token: o.Token, Room: o.Room, Name: o.Name, FormFactor: o.FormFactor, Media: o.Media,
		Receive: o.Receive == nil || *o.Receive, View: *o.View,
		Microphone: o.Publish.Microphone, Camera: o.Publish.Camera, Muted: o.Muted,
		Stamp: o.Stamp == nil || *o.Stamp, Loss: o.Loss,
	}
}

func (o joinOptions) timeout() time.Duration {
	if o.TimeoutMs <= 0 {
		return defaultTimeout
	}
	return time.Duration(o.TimeoutMs * float64(time.Millisecond))
}

// throw raises a JavaScript Error with the code of err.
func (i *instance) throw(err error) {
	runtime := i.vu.Runtime()
	thrown := runtime.NewGoError(err)
	if err := thrown.Set("code", signalling.CodeOf(err)); err != nil {
		panic(err)
	}
	panic(thrown)
}

var gaugeStarted = make(chan struct{}, 1)

// startGauge samples once a second, through whichever VU came first; it ends with that VU's run.
func (i *instance) startGauge() {
	select {
	case gaugeStarted <- struct{}{}:
	default:
		return
	}
	r := i.newRecorder()
	go func() {
		defer func() { <-gaugeStarted }()
		ticker := time.NewTicker(gaugeEach)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				i.pushGauges(r)
			case <-r.ctx.Done():
				return
			}
		}
	}()
}

func (i *instance) pushGauges(r *recorder) {
	push := func(metric *metrics.Metric, value float64) {
		r.push(metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: metric, Tags: r.base}, Time: time.Now(), Value: value,
		})
	}
	push(i.registered.participants, float64(i.hub.Count()))
	push(i.registered.metrics[participant.PacerLateness], float64(rtc.TakeLateness())/float64(time.Millisecond))
	if dropped := theExporter.dropped.Swap(0); dropped > 0 {
		push(i.registered.dropped, float64(dropped))
	}
}
