// Package sfu puts the same load on different servers: the same senders, the same receivers, the same media.
package sfu

import (
	"context"
	"sync"
)

// Role is what a member publishes; the zero value only receives.
type Role struct{ Microphone, Camera bool }

// Counts of one member; they only grow.
type Counts struct {
	Sent, Received, Lost uint64
	// Streams that are received now, and those of them of which nothing came.
	Streams, Silent int
	SRTPErrors      uint64
}

// Member is somebody in the call.
type Member interface {
	Counts() Counts
	Leave()
}

// Server lets members join.
type Server interface {
	Join(ctx context.Context, index int, role Role) (Member, error)
}

// Load is how many do what.
type Load struct {
	Receivers, Audio, Video int
	// AtOnce is how many join at the same time.
	AtOnce int
}

// Fill lets the senders join one after the other, then the receivers. It returns who is in and the first failure.
func (l Load) Fill(ctx context.Context, server Server) (members []Member, failed int, first error) {
	fail := func(err error) {
		failed++
		if first == nil {
			first = err
		}
	}
	for index := range l.Audio + l.Video {
		member, err := server.Join(ctx, index, Role{Microphone: index < l.Audio, Camera: index >= l.Audio})
		if err != nil {
			fail(err)
			continue
		}
		members = append(members, member)
	}
	var mu sync.Mutex
	var group sync.WaitGroup
	places := make(chan struct{}, l.AtOnce)
	for index := range l.Receivers {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			member, err := server.Join(ctx, l.Audio+l.Video+index, Role{})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				fail(err)
				return
			}
			members = append(members, member)
		})
	}
	group.Wait()
	return members, failed, first
}

// Total over members.
func Total(members []Member) (total Counts) {
	for _, member := range members {
		counts := member.Counts()
		total.Sent += counts.Sent
		total.Received += counts.Received
		total.Lost += counts.Lost
		total.Streams += counts.Streams
		total.Silent += counts.Silent
		total.SRTPErrors += counts.SRTPErrors
	}
	return total
}
