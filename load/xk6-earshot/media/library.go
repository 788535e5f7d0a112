package media

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Manifest says what a folder of generated media holds.
type Manifest struct {
	Cameras     []CameraFiles     `json:"cameras"`
	Microphones []MicrophoneFiles `json:"microphones"`
}

// CameraFiles is one camera: its layers, lowest first, and where in their loop it starts.
type CameraFiles struct {
	Name         string      `json:"name"`
	Variant      string      `json:"variant"`
	StartSeconds float64     `json:"startSeconds"`
	Layers       []LayerFile `json:"layers"`
}

// LayerFile is one encoding, an IVF file.
type LayerFile struct {
	Width   int     `json:"width"`
	Height  int     `json:"height"`
	FPS     float64 `json:"fps"`
	Bitrate uint32  `json:"bitrate"`
	File    string  `json:"file"`
}

// MicrophoneFiles is one recording, an Ogg file, and the level of each of its frames.
type MicrophoneFiles struct {
	Name   string `json:"name"`
	File   string `json:"file"`
	Levels string `json:"levels"`
}

// Layer is an encoding ready to be sent.
type Layer struct {
	*Video
	Bitrate uint32
}

// Camera is what a camera shows.
type Camera struct {
	Name         string
	StartSeconds float64
	// Layers are the simulcast encodings, lowest first.
	Layers []Layer
}

// Library is a folder of media. Files are read when first asked for and shared by all.
type Library struct {
	folder   string
	manifest Manifest

	mu       sync.Mutex
	videos   map[string]*Video
	speeches map[string]*Speech
}

var (
	librariesMu sync.Mutex
	libraries   = map[string]*Library{}
)

// OpenLibrary reads a folder's manifest; the same folder gives the same library.
func OpenLibrary(folder string) (*Library, error) {
	librariesMu.Lock()
	defer librariesMu.Unlock()
	if library := libraries[folder]; library != nil {
		return library, nil
	}
	text, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	library := &Library{folder: folder, videos: map[string]*Video{}, speeches: map[string]*Speech{}}
	if err := json.Unmarshal(text, &library.manifest); err != nil {
		return nil, fmt.Errorf("media manifest: %w", err)
	}
	libraries[folder] = library
	return library, nil
}

// GetCamera returns a camera by its name in the manifest.
func (l *Library) GetCamera(name string) (*Camera, error) {
	for _, files := range l.manifest.Cameras {
		if files.Name == name {
			return l.readCamera(files)
		}
	}
	return nil, fmt.Errorf("media: no camera %q in %s", name, l.folder)
}

// GetSpeech returns a microphone's recording by its name in the manifest.
func (l *Library) GetSpeech(name string) (*Speech, error) {
	for _, files := range l.manifest.Microphones {
		if files.Name == name {
			return l.readSpeech(files)
		}
	}
	return nil, fmt.Errorf("media: no microphone %q in %s", name, l.folder)
}

func (l *Library) readCamera(files CameraFiles) (*Camera, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	camera := &Camera{Name: files.Name, StartSeconds: files.StartSeconds}
	for _, layer := range files.Layers {
		video, err := l.readVideo(layer.File)
		if err != nil {
			return nil, err
		}
		camera.Layers = append(camera.Layers, Layer{Video: video, Bitrate: layer.Bitrate})
	}
	if len(camera.Layers) == 0 {
		return nil, fmt.Errorf("media: camera %q has no layers", files.Name)
	}
	return camera, nil
}

func (l *Library) readVideo(name string) (*Video, error) {
	if video := l.videos[name]; video != nil {
		return video, nil
	}
	file, err := os.Open(filepath.Join(l.folder, name))
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	defer file.Close()
	content, err := ReadIVF(file)
	if err != nil {
		return nil, fmt.Errorf("media: %s: %w", name, err)
	}
	video := NewVideo(content)
	l.videos[name] = video
	return video, nil
}

func (l *Library) readSpeech(files MicrophoneFiles) (*Speech, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if speech := l.speeches[files.File]; speech != nil {
		return speech, nil
	}
	file, err := os.Open(filepath.Join(l.folder, files.File))
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	defer file.Close()
	packets, err := ReadOgg(file)
	if err != nil {
		return nil, fmt.Errorf("media: %s: %w", files.File, err)
	}
	levels, err := l.readLevels(files)
	if err != nil {
		return nil, err
	}
	speech := NewSpeech(packets, levels)
	l.speeches[files.File] = speech
	return speech, nil
}

func (l *Library) readLevels(files MicrophoneFiles) ([]uint8, error) {
	name := files.Levels
	if name == "" {
		name = files.Name + ".levels.json"
	}
	text, err := os.ReadFile(filepath.Join(l.folder, name))
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	var numbers []int
	if err := json.Unmarshal(text, &numbers); err != nil {
		return nil, fmt.Errorf("media: %s: %w", name, err)
	}
	levels := make([]uint8, len(numbers))
	for i, number := range numbers {
		levels[i] = uint8(min(max(number, 0), Silence))
	}
	return levels, nil
}
