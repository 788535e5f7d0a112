import type { AudioOptions, Microphone } from '../api.ts';
import { LevelMeter } from '../level-meter.ts';
import { openCapture } from './capture.ts';
import { toAudioConstraints } from './constraints.ts';
import { LocalCapture } from './local-capture.ts';
import type { SourcePort } from './source-port.ts';
import { firstTrack } from './tracks.ts';

/** One's own microphone. Muting keeps it open, so that its level shows whether somebody speaks unheard. */
export class MicrophoneSource extends LocalCapture<AudioOptions> implements Microphone {
  readonly #meter: LevelMeter;

  constructor(port: SourcePort) {
    super(port, {
      source: 'microphone',
      releaseOnMute: false,
      open: async (options = {}) => {
        const constraints = { audio: toAudioConstraints(options) };
        const stream = await openCapture(port.surroundings, (devices) => devices.getUserMedia(constraints));
        return firstTrack(stream.getAudioTracks());
      },
      toWish: (track, paused) => ({
        source: 'microphone',
        track,
        paused: paused !== undefined,
        pauseReason: paused,
        music: this.options?.musicMode === true,
        frameRate: 0,
        maxBitrate: undefined,
      }),
      anyDevice: (options = {}) => {
        const { deviceId: _, ...rest } = options;
        return rest;
      },
      startsMuted: (options) => options?.muted === true,
    });
    this.#meter = new LevelMeter(port.surroundings);
    this.on('changed', ({ track }) => {
      this.#meter.setTrack(track);
    });
  }

  get level(): number {
    return this.#meter.level;
  }

  /** Like `level`; `undefined` where it cannot be measured. */
  get measured(): number | undefined {
    return this.#meter.measured;
  }

  /** Loudest RMS since the last call, 0..1; `undefined` where it cannot be measured. */
  takePeak(): number | undefined {
    return this.#meter.takePeak();
  }

  switchDevice(deviceId: string): Promise<void> {
    return this.switchTo({ ...this.options, deviceId });
  }

  override dispose(): void {
    super.dispose();
    this.#meter.setTrack(undefined);
  }
}
