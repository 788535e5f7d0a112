package participant

import (
	"encoding/json"
	"sync"
	"sync/atomic"

	"earshot/xk6-earshot/protocol"
	"earshot/xk6-earshot/rtc"
)

// consumer is one track on its way to this participant.
type consumer struct {
	owner *Participant
	info  protocol.ConsumerInfo
	// published is where the packets come from, once that is known: a publisher of this process may learn after others
	// what its track is called.
	published atomic.Pointer[publication]
	incoming  *rtc.Incoming
	// addedAt is when the server announced it, ns.
	addedAt int64
	// forSpeaker: its publisher was the dominant speaker then.
	forSpeaker bool

	mu        sync.Mutex
	resumedAt int64
	paused    bool
	// layer that comes; noLayer and unknownLayer are below.
	layer int
	// changes counts pauses and changes of layer: an interval with one in it promises nothing exact.
	changes       int
	width, height int
	heardAt       int64
	keyFrames     int
	expected      expectation

	account account
}

const (
	noLayer      = -1
	unknownLayer = -2
)

func newConsumer(owner *Participant, receive *rtc.Transport, info protocol.ConsumerInfo, at int64) (*consumer, bool) {
	config, ok := incomingConfig(info)
	if !ok {
		return nil, false
	}
	c := &consumer{
		owner: owner, info: info, addedAt: at, paused: info.TrackPaused, layer: unknownLayer,
	}
	if info.Kind == "audio" {
		config.Talk = c.talk
	}
	config.Listener = c
	c.incoming = receive.AddIncoming(config)
	return c, true
}

// source of the packets; nil where it publishes from another process.
func (c *consumer) source() *publication {
	if found := c.published.Load(); found != nil {
		return found
	}
	found := c.owner.hub.findPublication(c.info.TrackID)
	if found != nil {
		c.published.Store(found)
	}
	return found
}

func (c *consumer) talk() *rtc.Talk {
	if source := c.source(); source != nil {
		return source.talk
	}
	return nil
}

// FirstPacket implements rtc.Listener.
func (c *consumer) FirstPacket(at int64) {
	c.mu.Lock()
	c.heardAt = at
	c.mu.Unlock()
	if c.info.Kind == "audio" {
		c.owner.noteFirstAudio(at)
	} else {
		c.owner.milestone("firstVideo", at)
	}
}

// KeyFrame implements rtc.Listener.
func (c *consumer) KeyFrame(at int64, width, height int) {
	c.mu.Lock()
	c.width, c.height = width, height
	c.keyFrames++
	first := c.keyFrames == 1
	c.mu.Unlock()
	if first && c.info.Source == "camera" {
		c.owner.noteSpeakerVideo(c, at)
	}
}

// Spoke implements rtc.Listener.
func (c *consumer) Spoke(at int64, spurt rtc.Spurt) { c.owner.noteSpoke(c, at, spurt) }

// Latency implements rtc.Listener.
func (c *consumer) Latency(nanoseconds int64) {
	c.owner.recorder.Record(Latency, milliseconds(nanoseconds), Tags{Kind: c.info.Kind})
}

// resumed notes the server's answer: from now on packets are promised.
func (c *consumer) resumed(at int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.resumedAt = at
	c.changes++
}

// update takes what the server says of it.
func (c *consumer) update(update protocol.ConsumersUpdatedEventUpdatesItem) {
	c.mu.Lock()
	if update.TrackPaused != nil {
		c.paused = *update.TrackPaused
	}
	if update.Layers.Present {
		c.layer = noLayer
		if update.Layers.Value != nil {
			c.layer = int(update.Layers.Value.Spatial)
		}
	}
	c.changes++
	still := c.paused || c.layer == noLayer
	c.mu.Unlock()
	if still {
		c.incoming.Pause()
	}
	if update.Layers.Value != nil {
		// The next key frame tells the new size.
		c.incoming.ExpectKeyFrame()
	}
}

// coming tells whether packets are on their way, as far as the server said.
func (c *consumer) coming() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.resumedAt != 0 && !c.paused && c.layer != noLayer
}

// handleAdded makes consumers and asks the server to start them.
func (p *Participant) handleAdded(event *protocol.ConsumersAddedEvent) {
	now := rtc.Now()
	p.mu.Lock()
	receive := p.receive
	p.mu.Unlock()
	if receive == nil {
		return // media was lost meanwhile: what comes then is announced anew
	}
	var added []*consumer
	for _, info := range event.Consumers {
		c, ok := newConsumer(p, receive, info, now)
		if !ok {
			p.HandleProtocolError(errUnreadableConsumer)
			continue
		}
		if p.keepConsumer(c, receive) {
			added = append(added, c)
		}
	}
	for len(added) > 0 {
		count := min(len(added), protocol.MaxConsumerIDs)
		p.resumeConsumers(added[:count])
		added = added[count:]
	}
}

// keepConsumer is false when the transport that it came over is gone.
func (p *Participant) keepConsumer(c *consumer, receive *rtc.Transport) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.receive != receive {
		return false
	}
	c.forSpeaker = p.dominant == c.info.ParticipantID
	p.consumers[c.info.ConsumerID] = c
	return true
}

func (p *Participant) resumeConsumers(consumers []*consumer) {
	ids := make([]string, len(consumers))
	for i, c := range consumers {
		ids[i] = c.info.ConsumerID
	}
	params := protocol.ResumeConsumersParams{ConsumerIDs: ids}
	p.session.Send(protocol.RequestResumeConsumers, params, func(_ json.RawMessage, err error) {
		if err != nil {
			p.countRefusal(protocol.RequestResumeConsumers, err)
			return
		}
		now := rtc.Now()
		for _, c := range consumers {
			c.resumed(now)
		}
	})
}

func (p *Participant) handleRemoved(event *protocol.ConsumersRemovedEvent) {
	for _, removed := range event.Removed {
		p.mu.Lock()
		c := p.consumers[removed.ConsumerID]
		delete(p.consumers, removed.ConsumerID)
		p.mu.Unlock()
		if c != nil {
			p.dropConsumer(c)
		}
	}
}

// dropConsumer counts the last of it.
func (p *Participant) dropConsumer(c *consumer) {
	c.incoming.Settle()
	c.account.close(c)
	c.incoming.Remove()
}
