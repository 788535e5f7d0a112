package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	ivfHeaderBytes      = 32
	ivfFrameHeaderBytes = 12
	// maxFrameBytes bounds what one damaged length can make us read.
	maxFrameBytes = 4 << 20
)

// IVF is the content of one IVF file: encoded VP8 frames in order.
type IVF struct {
	Width, Height int
	// FPS is the time base of the file, frames per second.
	FPS    float64
	Frames [][]byte
}

// ReadIVF reads a whole IVF file of VP8 frames. A file that ends within a frame is an error.
func ReadIVF(r io.Reader) (*IVF, error) {
	header := make([]byte, ivfHeaderBytes)
	if _, err := io.ReadFull(r, header); err != nil {
		return nil, fmt.Errorf("ivf header: %w", err)
	}
	if string(header[:4]) != "DKIF" {
		return nil, errors.New("ivf: no DKIF signature")
	}
	if codec := string(header[8:12]); codec != "VP80" {
		return nil, fmt.Errorf("ivf: codec %q, want VP80", codec)
	}
	rate, scale := binary.LittleEndian.Uint32(header[16:]), binary.LittleEndian.Uint32(header[20:])
	if rate == 0 || scale == 0 {
		return nil, errors.New("ivf: no frame rate")
	}
	file := &IVF{
		Width:  int(binary.LittleEndian.Uint16(header[12:])),
		Height: int(binary.LittleEndian.Uint16(header[14:])),
		FPS:    float64(rate) / float64(scale),
	}
	for {
		frame, err := readIVFFrame(r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("ivf frame %d: %w", len(file.Frames), err)
		}
		file.Frames = append(file.Frames, frame)
	}
	if len(file.Frames) == 0 {
		return nil, errors.New("ivf: no frames")
	}
	return file, nil
}

// readIVFFrame returns io.EOF only between frames.
func readIVFFrame(r io.Reader) ([]byte, error) {
	var header [ivfFrameHeaderBytes]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(header[:])
	if size == 0 || size > maxFrameBytes {
		return nil, fmt.Errorf("%d bytes are no frame", size)
	}
	frame := make([]byte, size)
	if _, err := io.ReadFull(r, frame); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return frame, nil
}
