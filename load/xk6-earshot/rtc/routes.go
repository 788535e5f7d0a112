package rtc

import "maps"

// routes say which stream a packet belongs to; replaced whole, because every packet reads them.
type routes struct {
	incoming map[uint32]*Incoming
	repairs  map[uint32]*Incoming
	outgoing map[uint32]*Outgoing
}

// AddIncoming counts a track from now on.
func (t *Transport) AddIncoming(config IncomingConfig) *Incoming {
	s := &Incoming{config: config, transport: t, expectKey: config.Video}
	t.changeRoutes(func(r *routes) {
		r.incoming[config.SSRC] = s
		if config.RepairSSRC != 0 {
			r.repairs[config.RepairSSRC] = s
		}
	})
	if config.TransportID != 0 {
		t.feedback.extension.Store(uint32(config.TransportID))
	}
	return s
}

// RemoveIncoming ends that.
func (t *Transport) RemoveIncoming(s *Incoming) {
	t.changeRoutes(func(r *routes) {
		if r.incoming[s.config.SSRC] == s {
			delete(r.incoming, s.config.SSRC)
		}
		if r.repairs[s.config.RepairSSRC] == s {
			delete(r.repairs, s.config.RepairSSRC)
		}
	})
}

// AddOutgoing makes a stream to send on.
func (t *Transport) AddOutgoing(config OutgoingConfig) *Outgoing {
	o := &Outgoing{config: config, transport: t, sequence: uint16(config.SSRC), repairSequence: uint16(config.RepairSSRC)}
	t.changeRoutes(func(r *routes) { r.outgoing[config.SSRC] = o })
	return o
}

// RemoveOutgoing ends it.
func (t *Transport) RemoveOutgoing(o *Outgoing) {
	t.changeRoutes(func(r *routes) { delete(r.outgoing, o.config.SSRC) })
}

func (t *Transport) changeRoutes(change func(*routes)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.routes.Load()
	after := &routes{incoming: cloneMap(before.incoming), repairs: cloneMap(before.repairs), outgoing: cloneMap(before.outgoing)}
	change(after)
	t.routes.Store(after)
}

func cloneMap[V any](from map[uint32]V) map[uint32]V {
	if from == nil {
		return map[uint32]V{}
	}
	return maps.Clone(from)
}
