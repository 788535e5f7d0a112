package k6module

import (
	"context"
	"encoding/json"
	"time"

	"github.com/grafana/sobek"

	"earshot/xk6-earshot/participant"
	"earshot/xk6-earshot/protocol"
)

// handle is what a script holds of a participant.
type handle struct {
	*instance
	member *participant.Participant
	given  joinOptions
}

// wrap makes the script's object.
func (i *instance) wrap(member *participant.Participant, given joinOptions) *sobek.Object {
	h := &handle{instance: i, member: member, given: given}
	runtime := i.vu.Runtime()
	object := runtime.NewObject()
	set := func(name string, value any) {
		if err := object.Set(name, value); err != nil {
			panic(err)
		}
	}
	set("id", member.ID())
	set("callId", member.CallID())
	set("hold", h.hold)
	set("setView", h.setView)
	set("mute", func() { h.do(member.Mute) })
	set("unmute", func() { h.do(member.Unmute) })
	set("speak", h.speak)
	set("camera", func(on bool) { h.do(func(ctx context.Context) error { return member.SetCamera(ctx, on) }) })
	set("share", func(on bool) { h.do(func(ctx context.Context) error { return member.SetShare(ctx, on) }) })
	set("cutSocket", member.CutSocket)
	set("reload", h.reload)
	set("raiseHand", func(raised bool) { h.do(func(ctx context.Context) error { return member.RaiseHand(ctx, raised) }) })
	set("chat", func(text string) { h.do(func(ctx context.Context) error { return member.Chat(ctx, text) }) })
	set("report", member.Report)
	set("roster", member.RosterSize)
	set("others", member.Others)
	set("limits", func() any { return plain(member.Limits()) })
	set("videos", func() any { return plain(member.Videos()) })
	set("stats", func() any { return plain(member.Stats()) })
	set("leave", h.leave)
	ended := runtime.ToValue(func() any {
		if reason := member.Reason(); reason != "" {
			return reason
		}
		return nil
	})
	if err := object.DefineAccessorProperty("ended", ended, nil, sobek.FLAG_FALSE, sobek.FLAG_TRUE); err != nil {
		panic(err)
	}
	return object
}

// do asks something of the server and throws what it refuses.
func (h *handle) do(ask func(context.Context) error) {
	ctx, cancel := context.WithTimeout(h.vu.Context(), defaultTimeout)
	defer cancel()
	if err := ask(ctx); err != nil {
		h.throw(err)
	}
}

// hold stays for so long; it returns early when the leg ends or the run does.
func (h *handle) hold(seconds float64) {
	timer := time.NewTimer(toDuration(seconds))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-h.member.Ended():
	case <-h.vu.Context().Done():
	}
}

func (h *handle) setView(value sobek.Value) {
	view := protocol.View{}
	if err := decode(value, &view); err != nil {
		h.throw(err)
	}
	view.Tiles = append([]protocol.ViewTile{}, view.Tiles...)
	view.Pins = append([]string{}, view.Pins...)
	h.do(func(ctx context.Context) error { return h.member.SetView(ctx, view) })
}

func (h *handle) speak(seconds float64) {
	h.do(func(ctx context.Context) error { return h.member.Speak(ctx, toDuration(seconds)) })
}

// reload goes away as a page does that is reloaded, and joins again in the place of the leg before.
func (h *handle) reload(value sobek.Value) *sobek.Object {
	given, err := readOptions(value, h.given)
	if err != nil {
		h.throw(err)
	}
	h.member.Abandon()
	return h.joinWith(given, h.member)
}

func (h *handle) leave() string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.vu.Context()), defaultTimeout)
	defer cancel()
	return h.member.Leave(ctx)
}

func toDuration(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }

// plain turns a Go value into maps, so that scripts see the names of the JSON.
func plain(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	var made any
	if err := json.Unmarshal(text, &made); err != nil {
		return nil
	}
	return made
}
