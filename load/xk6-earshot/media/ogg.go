package media

import (
	"errors"
	"fmt"
	"io"
)

const (
	oggHeaderBytes = 27
	// opusHeaderPackets are OpusHead and OpusTags, which hold no sound.
	opusHeaderPackets = 2
)

// ReadOgg returns the packets of a one-stream Ogg file, Opus's two headers left out.
func ReadOgg(r io.Reader) ([][]byte, error) {
	var packets [][]byte
	var open []byte
	for {
		body, lacing, err := readOggPage(r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("ogg: %w", err)
		}
		for _, size := range lacing {
			open = append(open, body[:size]...)
			body = body[size:]
			if size < 255 {
				packets = append(packets, open)
				open = nil
			}
		}
	}
	if len(packets) <= opusHeaderPackets || string(packets[0][:min(8, len(packets[0]))]) != "OpusHead" {
		return nil, errors.New("ogg: no Opus stream")
	}
	return packets[opusHeaderPackets:], nil
}

// readOggPage returns io.EOF only between pages.
func readOggPage(r io.Reader) (body []byte, lacing []byte, err error) {
	header := make([]byte, oggHeaderBytes)
	if _, err = io.ReadFull(r, header); err != nil {
		return nil, nil, err
	}
	if string(header[:4]) != "OggS" {
		return nil, nil, errors.New("no page where one should begin")
	}
	lacing = make([]byte, header[26])
	if _, err = io.ReadFull(r, lacing); err != nil {
		return nil, nil, io.ErrUnexpectedEOF
	}
	total := 0
	for _, size := range lacing {
		total += int(size)
	}
	body = make([]byte, total)
	if _, err = io.ReadFull(r, body); err != nil {
		return nil, nil, io.ErrUnexpectedEOF
	}
	return body, lacing, nil
}
