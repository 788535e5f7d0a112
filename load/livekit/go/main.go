// Command sfu-load puts a load on Earshot's or LiveKit's server and says what came through. On standard output it prints
// one JSON object when all are in and media has settled (`begin`), and one at the end (`end`): between the two the caller
// measures the server.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"earshot/livekit-bench/earshot"
	"earshot/livekit-bench/livekit"
	"earshot/livekit-bench/sfu"
)

// joinLimit of all together.
const joinLimit = 3 * time.Minute

type settings struct {
	kind, url, key, secret, room, media, microphone, camera string
	mediaPort, height                                       int
	load                                                    sfu.Load
	settle, measure                                         time.Duration
}

func readFlags() settings {
	var s settings
	flag.StringVar(&s.kind, "sfu", "earshot", "earshot or livekit")
	flag.StringVar(&s.url, "url", "", "Earshot: origin; LiveKit: host:port")
	flag.StringVar(&s.key, "key", "", "API key's id")
	flag.StringVar(&s.secret, "secret", "", "API key's secret")
	flag.StringVar(&s.room, "room", "bench", "room")
	flag.StringVar(&s.media, "media", "", "folder of the media")
	flag.StringVar(&s.microphone, "microphone", "speech-1", "name in the manifest")
	flag.StringVar(&s.camera, "camera", "bench", "name in the manifest; its lowest layer is sent")
	flag.IntVar(&s.mediaPort, "media-port", 0, "LiveKit: its UDP port")
	flag.IntVar(&s.height, "height", 180, "Earshot: height of the tiles")
	flag.IntVar(&s.load.Receivers, "receivers", 10, "members who only receive")
	flag.IntVar(&s.load.Audio, "audio", 2, "members who send sound")
	flag.IntVar(&s.load.Video, "video", 1, "members who send video")
	flag.IntVar(&s.load.AtOnce, "at-once", 8, "joins at the same time")
	flag.DurationVar(&s.settle, "settle", 10*time.Second, "between the last join and the measurement")
	flag.DurationVar(&s.measure, "measure", 10*time.Second, "length of the measurement")
	flag.Parse()
	return s
}

func open(s settings, latency *sfu.Latency) (sfu.Server, error) {
	if s.kind == "earshot" {
		return earshot.New(earshot.Server{
			URL: s.url, APIKey: s.key + ":" + s.secret, Room: s.room, Media: s.media, Microphone: s.microphone,
			Camera: s.camera, Height: s.height, Places: s.load.Video, Latency: latency,
		}), nil
	}
	server := &livekit.Server{
		Host: s.url, MediaPort: s.mediaPort, Key: s.key, Secret: s.secret, Room: s.room, Media: s.media,
		Microphone: s.microphone, Camera: s.camera, Latency: latency,
	}
	return server, server.Open()
}

// outcome is what is printed at the end; counts are of the measured stretch.
type outcome struct {
	Event      string  `json:"event"`
	Members    int     `json:"members"`
	Failed     int     `json:"failed"`
	Sent       uint64  `json:"sent"`
	Promised   uint64  `json:"promised"`
	Received   uint64  `json:"received"`
	Lost       uint64  `json:"lost"`
	Streams    int     `json:"streams"`
	Silent     int     `json:"silent"`
	SRTPErrors uint64  `json:"srtpErrors"`
	LatencyP50 float64 `json:"latencyP50"`
	LatencyP95 float64 `json:"latencyP95"`
	Seconds    float64 `json:"seconds"`
}

func run(s settings) error {
	latency := &sfu.Latency{}
	server, err := open(s, latency)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), joinLimit)
	defer cancel()
	members, failed, first := s.load.Fill(ctx, server)
	if first != nil {
		fmt.Fprintln(os.Stderr, first)
	}
	time.Sleep(s.settle)
	latency.Reset()
	before, began := sfu.Total(members), time.Now()
	print(outcome{Event: "begin", Members: len(members), Failed: failed})
	time.Sleep(s.measure)
	after := sfu.Total(members)
	sent := after.Sent - before.Sent
	print(outcome{
		Event: "end", Members: len(members), Failed: failed, Sent: sent,
		// Each packet goes to everybody but its own sender.
		Promised: sent * uint64(max(0, len(members)-1)), Received: after.Received - before.Received,
		Lost: after.Lost - before.Lost, Streams: after.Streams, Silent: after.Silent, SRTPErrors: after.SRTPErrors,
		LatencyP50: latency.Percentile(0.5), LatencyP95: latency.Percentile(0.95), Seconds: time.Since(began).Seconds(),
	})
	for _, member := range members {
		member.Leave()
	}
	return nil
}

func print(what outcome) {
	text, err := json.Marshal(what)
	if err != nil {
		panic(err) // numbers and texts only
	}
	fmt.Println(string(text))
}

func main() {
	if err := run(readFlags()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
