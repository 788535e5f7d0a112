import type { Camera, VideoOptions } from '../api.ts';
import { openCapture } from './capture.ts';
import { resolveVideo, toVideoConstraints, type VideoSettings } from './constraints.ts';
import { LocalCapture } from './local-capture.ts';
import type { SourcePort } from './source-port.ts';
import { firstTrack } from './tracks.ts';

/** One's own camera. */
export class CameraSource extends LocalCapture<VideoOptions> implements Camera {
  #settings: VideoSettings = resolveVideo({});

  constructor(port: SourcePort) {
    super(port, {
      source: 'camera',
      releaseOnMute: true,
      open: async (options) => {
        const settings = resolveVideo(options ?? {}, this.#settings);
        const constraints = { video: toVideoConstraints(settings) };
        const stream = await openCapture(port.surroundings, (devices) => devices.getUserMedia(constraints));
        this.#settings = settings;
        return firstTrack(stream.getVideoTracks());
      },
      toWish: (track, paused) => ({
        source: 'camera',
        track,
        paused: paused !== undefined,
        pauseReason: paused,
        music: false,
        frameRate: this.#settings.frameRate,
        maxBitrate: this.#settings.maxBitrate,
      }),
      anyDevice: (options = {}) => {
        const { deviceId: _, ...rest } = options;
        this.#settings = { ...this.#settings, deviceId: undefined };
        return rest;
      },
      startsMuted: () => false,
    });
  }

  switchDevice(deviceId: string): Promise<void> {
    const { facingMode: _, ...rest } = this.options ?? {};
    return this.switchTo({ ...rest, deviceId });
  }

  async flip(): Promise<void> {
    const facing = this.state.track?.getSettings().facingMode ?? this.#settings.facingMode ?? 'user';
    const wanted = facing === 'environment' ? 'user' : 'environment';
    const before = this.state.deviceId;
    const { deviceId: _, ...rest } = this.options ?? {};
    await this.switchTo({ ...rest, facingMode: wanted });
    const { track, deviceId } = this.state;
    if (track?.getSettings().facingMode === wanted || before === undefined || deviceId !== before) return;
    // These cameras do not tell which way they face: the next one of the list is the other side.
    const next = await this.#cameraAfter(before);
    if (next !== undefined) await this.switchDevice(next);
  }

  async #cameraAfter(deviceId: string): Promise<string | undefined> {
    const devices = (await this.port.surroundings.navigator?.mediaDevices.enumerateDevices()) ?? [];
    const ids = devices.filter(({ kind }) => kind === 'videoinput').map((device) => device.deviceId);
    const next = ids[(ids.indexOf(deviceId) + 1) % ids.length];
    return next === deviceId ? undefined : next;
  }

  async setConstraints(options: Pick<VideoOptions, 'frameHeight' | 'frameRate' | 'bitrate'>): Promise<void> {
    const settings = resolveVideo(options, this.#settings);
    const { deviceId: _device, facingMode: _facing, ...sizes } = toVideoConstraints(settings);
    this.#settings = settings;
    const { track } = this.state;
    if (track !== undefined) await track.applyConstraints({ ...track.getConstraints(), ...sizes });
    await this.publication?.setBounds({ frameRate: settings.frameRate, maxBitrate: settings.maxBitrate });
  }
}
