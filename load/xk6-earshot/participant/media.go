package participant

import (
	"context"
	"errors"
	"fmt"

	"earshot/xk6-earshot/protocol"
	"earshot/xk6-earshot/rtc"
	"earshot/xk6-earshot/signalling"
)

// openMedia connects the transports and says what can be received.
func (p *Participant) openMedia(ctx context.Context, media *protocol.MediaParameters) error {
	publishes := p.options.Microphone != "" || p.options.Camera != ""
	failures := make(chan error, 2)
	count := 0
	if publishes {
		send, err := p.newTransport(media.Send)
		if err != nil {
			return err
		}
		p.setTransports(send, nil)
		count++
		go func() { failures <- p.connect(ctx, media.Send.TransportID, send, "sendConnected") }()
	}
	if p.options.Receive {
		receive, err := p.newTransport(media.Receive)
		if err != nil {
			return err
		}
		p.setTransports(nil, receive)
		count++
		go func() { failures <- p.connectReceive(ctx, media, receive) }()
	}
	var failed error
	for range count {
		failed = errors.Join(failed, <-failures)
	}
	return failed
}

func (p *Participant) setTransports(send, receive *rtc.Transport) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if send != nil {
		p.send = send
	}
	if receive != nil {
		p.receive = receive
	}
}

// connectReceive connects before it asks for tracks: the first packets must find a key.
func (p *Participant) connectReceive(ctx context.Context, media *protocol.MediaParameters, t *rtc.Transport) error {
	if err := p.connect(ctx, media.Receive.TransportID, t, "receiveConnected"); err != nil {
		return err
	}
	p.mu.Lock()
	view := p.options.View
	p.mu.Unlock()
	return p.request(ctx, protocol.RequestReceiveReady, protocol.ReceiveReadyParams{
		RTPCapabilities: receivable(media.RouterRTPCapabilities), View: view,
	}, nil)
}

func (p *Participant) newTransport(parameters protocol.TransportParameters) (*rtc.Transport, error) {
	for _, candidate := range parameters.ICECandidates {
		if candidate.Protocol != "udp" {
			continue
		}
		config := rtc.Config{
			Address: candidate.Address, Port: int(candidate.Port),
			UsernameFragment: parameters.ICEParameters.UsernameFragment, Password: parameters.ICEParameters.Password,
			Loss: p.options.Loss,
		}
		for _, fingerprint := range parameters.DTLSParameters.Fingerprints {
			if fingerprint.Algorithm == "sha-256" {
				config.FingerprintsSHA256 = append(config.FingerprintsSHA256, fingerprint.Value)
			}
		}
		return rtc.NewTransport(config)
	}
	return nil, &signalling.Error{Code: signalling.CodeNetwork, Message: "the server offers no UDP candidate"}
}

func (p *Participant) connect(ctx context.Context, id string, t *rtc.Transport, milestone string) error {
	fingerprint, err := rtc.Fingerprint()
	if err != nil {
		return err
	}
	params := protocol.ConnectTransportParams{TransportID: id, DTLSParameters: protocol.DTLSParameters{
		Role:         pointer("client"),
		Fingerprints: []protocol.DTLSParametersFingerprintsItem{{Algorithm: "sha-256", Value: fingerprint}},
	}}
	if err := p.request(ctx, protocol.RequestConnectTransport, params, nil); err != nil {
		return err
	}
	if err := t.Connect(ctx); err != nil {
		return fmt.Errorf("transport: %w", err)
	}
	p.milestone(milestone, rtc.Now())
	return nil
}

// closeMedia ends all that is sent and received.
func (p *Participant) closeMedia() {
	p.mu.Lock()
	send, receive, consumers, published := p.send, p.receive, p.consumers, p.published
	p.send, p.receive = nil, nil
	p.consumers, p.published = map[string]*consumer{}, map[string]*publication{}
	p.mu.Unlock()
	for _, publication := range published {
		p.drop(publication)
	}
	for _, c := range consumers {
		p.dropConsumer(c)
	}
	for _, t := range []*rtc.Transport{send, receive} {
		if t != nil {
			p.countTransport(t)
			t.Close()
		}
	}
}
