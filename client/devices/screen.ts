import { EarshotError } from '@earshot/shared';
import type { Screen, ScreenOptions } from '../api.ts';
import type { Publication } from '../media/publication.ts';
import { openCapture, stopAll } from './capture.ts';
import { toDisplayOptions } from './constraints.ts';
import { LocalCapture } from './local-capture.ts';
import type { SourcePort } from './source-port.ts';
import { firstTrack } from './tracks.ts';

/** One's own share, with its sound where the browser gives it. */
export class ScreenSource extends LocalCapture<ScreenOptions> implements Screen {
  #sound: MediaStreamTrack | undefined;
  #soundPublication: Publication | undefined;

  constructor(port: SourcePort) {
    super(port, {
      source: 'screen',
      releaseOnMute: false,
      open: async (options = {}) => {
        const stream = await openCapture(port.surroundings, (devices) => openPicker(devices, options), true);
        const video = firstTrack(stream.getVideoTracks());
        video.contentHint = options.contentHint ?? 'detail';
        this.#dropSound();
        const [sound] = stream.getAudioTracks();
        // Without the right to it the sound is not captured for nothing.
        if (sound !== undefined && !port.may('screenAudio').allowed) sound.stop();
        else this.#sound = sound;
        if (port.ended()) stopAll(stream);
        return video;
      },
      toWish: (track) => ({
        source: 'screen',
        track,
        paused: false,
        pauseReason: undefined,
        music: false,
        frameRate: this.options?.frameRate ?? 15,
        maxBitrate: undefined,
      }),
      anyDevice: (options) => options,
      startsMuted: () => false,
    });
  }

  override async start(options?: ScreenOptions): Promise<void> {
    await super.start(options);
    const track = this.#sound;
    if (track === undefined) return;
    // The picture is up; a refused sound is no reason to end it.
    this.#soundPublication = await this.port
      .publish({
        source: 'screenAudio',
        track,
        paused: false,
        pauseReason: undefined,
        music: true,
        frameRate: 0,
        maxBitrate: undefined,
      })
      .catch(() => undefined);
  }

  override async stop(): Promise<void> {
    this.#dropSound();
    await super.stop();
  }

  override async mute(): Promise<void> {
    this.#soundPublication?.pause('user');
    await super.mute();
  }

  override async unmute(): Promise<void> {
    await super.unmute();
    await this.#soundPublication?.resume();
  }

  override dispose(): void {
    this.#dropSound();
    super.dispose();
  }

  override handleLost(): void {
    this.#dropSound();
    super.handleLost();
  }

  /** "Stop sharing" in the browser's own bar: there is nothing to recover. */
  protected override handleTrackEnded(): void {
    void this.stop();
  }

  #dropSound(): void {
    this.#sound?.stop();
    this.#sound = undefined;
    if (this.#soundPublication !== undefined) this.port.unpublish(this.#soundPublication);
    this.#soundPublication = undefined;
  }
}

function openPicker(devices: MediaDevices, options: ScreenOptions): Promise<MediaStream> {
  // Phones have no `getDisplayMedia`, whatever the types say.
  const open = (devices as Partial<MediaDevices>).getDisplayMedia;
  if (open === undefined) throw new EarshotError('not_supported');
  return open.call(devices, toDisplayOptions(options));
}
