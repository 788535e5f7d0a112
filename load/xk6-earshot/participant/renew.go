package participant

import (
	"context"
	"time"

	"earshot/xk6-earshot/protocol"
)

const (
	// renewLimit bounds opening media again.
	renewLimit = 30 * time.Second
	// renewTries and renewPause: a server whose worker is being replaced needs a moment.
	renewTries = 3
	renewPause = time.Second
)

// renewMedia opens media again after the server lost it, and publishes what was published, as it was.
func (p *Participant) renewMedia(delay time.Duration) {
	p.mu.Lock()
	if p.renewing {
		p.mu.Unlock()
		return
	}
	p.renewing = true
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(p.life, delay+renewLimit)
	defer cancel()
	paused := p.pausedSources()
	p.closeMedia()
	err := p.pause(ctx, delay)
	for try := 0; try < renewTries && err == nil; try++ {
		if err = p.reopen(ctx, paused); err == nil {
			break
		}
		p.closeMedia()
		if try < renewTries-1 {
			err = p.pause(ctx, renewPause)
		}
	}
	if err != nil && p.life.Err() == nil {
		p.recorder.Log("media could not be opened again: " + err.Error())
		p.end("failed.media")
		return
	}
	p.mu.Lock()
	p.renewing = false
	close(p.renewed)
	p.renewed = make(chan struct{})
	p.mu.Unlock()
}

// pausedSources says what is to be published again, and whether paused.
func (p *Participant) pausedSources() map[string]bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	paused := map[string]bool{}
	if p.options.Microphone != "" {
		paused[sourceMicrophone] = p.options.Muted
	}
	if p.options.Camera != "" {
		paused[sourceCamera] = false
	}
	for source, made := range p.published {
		paused[source] = made.isPaused()
	}
	return paused
}

func (p *Participant) reopen(ctx context.Context, paused map[string]bool) error {
	var opened protocol.OpenMediaResult
	err := p.session.Request(ctx, protocol.RequestOpenMedia, protocol.OpenMediaParams{}, &opened)
	if err == nil {
		err = p.openMedia(ctx, &opened.Media)
	}
	for source, isPaused := range paused {
		if err == nil {
			err = p.publish(ctx, source, isPaused)
		}
	}
	return err
}

// pause waits; the error says that time or the leg is over.
func (p *Participant) pause(ctx context.Context, duration time.Duration) error {
	select {
	case <-time.After(duration):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Participant) isRenewing() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.renewing
}

// awaitMedia waits until media is open again.
func (p *Participant) awaitMedia(ctx context.Context) error {
	p.mu.Lock()
	renewed, open := p.renewed, !p.renewing && (p.send != nil || p.receive != nil)
	p.mu.Unlock()
	if open {
		return nil
	}
	select {
	case <-renewed:
		return nil
	case <-p.ended:
		return errLegOver
	case <-ctx.Done():
		return ctx.Err()
	}
}
