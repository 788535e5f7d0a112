import { EarshotError, kindOf, type PauseReason, type Source, type TrackId } from '@earshot/shared';
import type { types } from 'mediasoup-client';
import { Serial } from '../serial.ts';
import {
  computeActive,
  computeCameraEncodings,
  computeScreenEncodings,
  selectVideoCodec,
  type Encoding,
} from './encodings.ts';
import type { MediaOpening, Requester } from './ports.ts';

/** What a source wants to send. */
export interface PublishWish {
  readonly source: Source;
  readonly track: MediaStreamTrack;
  readonly paused: boolean;
  readonly pauseReason: PauseReason | undefined;
  /** Audio: stereo at 128 kbit/s, no DTX. */
  readonly music: boolean;
  /** Video: fps and bound, bit/s. */
  readonly frameRate: number;
  readonly maxBitrate: number | undefined;
}

/** What the media server's publish request is made of, beside RTP parameters. */
export interface PublishAppData extends Record<string, unknown> {
  readonly source: Source;
  readonly height: number | undefined;
  readonly publication: Publication;
}

/** bit/s of music and of a share's sound. */
const MUSIC_BITRATE = 128_000;

/**
 * One source on its way to the server, over one opening of media after another. Pausing stops RTP at once, here,
 * and tells the server; the track stays, so that its level can be measured.
 */
export class Publication {
  readonly source: Source;
  readonly #requester: Requester;
  readonly #serial = new Serial();
  #wish: PublishWish;
  #track: MediaStreamTrack | undefined;
  #opening: MediaOpening | undefined;
  #producer: types.Producer | undefined;
  #maxSpatialLayer: number | undefined;
  /** What the server was told with the present track. */
  #toldPaused = false;
  #paused: boolean;
  #pauseReason: PauseReason | undefined;
  #closed = false;

  constructor(wish: PublishWish, requester: Requester) {
    this.source = wish.source;
    this.#wish = wish;
    this.#track = wish.track;
    this.#paused = wish.paused;
    this.#pauseReason = wish.pauseReason;
    this.#requester = requester;
  }

  /** The server's id of it in the present opening. */
  get trackId(): TrackId | undefined {
    return this.#producer?.id as TrackId | undefined;
  }

  get mid(): string | undefined {
    return this.#producer?.localId;
  }

  get track(): MediaStreamTrack | undefined {
    return this.#track;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get pauseReason(): PauseReason | undefined {
    return this.#pauseReason;
  }

  /** RTP should leave now. */
  get expected(): boolean {
    return (
      this.#producer !== undefined &&
      !this.#paused &&
      this.#track !== undefined &&
      (this.#maxSpatialLayer ?? 0) >= 0
    );
  }

  /** Sends over this opening (`undefined`: there is none now). Rejects with what the browser or the server said. */
  attach(opening: MediaOpening | undefined): Promise<void> {
    this.#opening = opening;
    this.#producer = undefined;
    this.#maxSpatialLayer = undefined;
    return this.#serial.run(() => this.#produce());
  }

  /** Sends this track instead; `undefined` sends nothing and keeps the place. */
  setTrack(track: MediaStreamTrack | undefined): Promise<void> {
    this.#track = track;
    return this.#serial.run(async () => {
      const producer = this.#producer;
      if (producer === undefined || producer.closed) await this.#produce();
      else await producer.replaceTrack({ track: track ?? null });
    });
  }

  /** Stops RTP at once. Never rejects: what the server makes of it cannot undo it. */
  pause(reason: PauseReason): void {
    if (this.#paused && this.#pauseReason === reason) return;
    this.#paused = true;
    this.#pauseReason = reason;
    this.#producer?.pause();
    this.#tellPaused();
  }

  /** What a `publish` request says of the pause. */
  describePause(): { readonly paused: boolean; readonly pauseReason?: PauseReason } {
    this.#toldPaused = this.#paused;
    return this.#paused ? { paused: true, pauseReason: this.#pauseReason ?? 'user' } : { paused: false };
  }

  /** The server has paused it already. */
  handleForcedPause(reason: PauseReason): void {
    this.#paused = true;
    this.#pauseReason = reason;
    this.#producer?.pause();
  }

  /** Rejects when the server does not allow it; it is paused again then. */
  async resume(): Promise<void> {
    const reason = this.#pauseReason ?? 'user';
    this.#paused = false;
    this.#pauseReason = undefined;
    // Behind a change of tracks that is under way, so that nothing old is sent.
    await this.#serial.run(() => Promise.resolve());
    const { trackId } = this;
    const producer = this.#producer;
    if (trackId === undefined || producer === undefined || this.#closed || this.#isPaused()) return;
    producer.resume();
    if (this.#maxSpatialLayer !== undefined) await this.handleLayersWanted(this.#maxSpatialLayer);
    try {
      await this.#requester.request('setPublished', { trackId, paused: false });
    } catch (thrown) {
      const error = EarshotError.from(thrown);
      // Without an opening the next one publishes with the state of then.
      if (this.#producer !== producer || error.category === 'network') return;
      this.handleForcedPause(reason);
      throw error;
    }
  }

  /** Encodes only what somebody watches. */
  async handleLayersWanted(maxSpatialLayer: number): Promise<void> {
    this.#maxSpatialLayer = maxSpatialLayer;
    const producer = this.#producer;
    if (producer === undefined || producer.kind !== 'video') return;
    await editEncodings(producer, (encodings) => {
      const active = computeActive(encodings.length, maxSpatialLayer);
      encodings.forEach((encoding, index) => {
        encoding.active = active[index] ?? true;
      });
    });
  }

  /** New bounds for the running video. */
  async setBounds(bounds: Pick<PublishWish, 'frameRate' | 'maxBitrate'>): Promise<void> {
    this.#wish = { ...this.#wish, ...bounds };
    const producer = this.#producer;
    if (producer === undefined || this.#opening === undefined) return;
    const wanted = this.#computeEncodings(this.#opening.parameters.cameraMode);
    await editEncodings(producer, (encodings) => {
      encodings.forEach((encoding, index) => {
        // The smallest is first; fewer layers than before leave the topmost as they are.
        const { maxBitrate, maxFramerate } = wanted[index] ?? {};
        if (maxBitrate !== undefined) encoding.maxBitrate = maxBitrate;
        if (maxFramerate !== undefined) encoding.maxFramerate = maxFramerate;
      });
    });
  }

  /** The server has ended the track: nothing is sent until the next opening. */
  handleUnpublished(): void {
    this.#producer?.close();
    this.#producer = undefined;
  }

  /** Ends it. `tell` is `false` when the server ended it. Idempotent, never rejects. */
  close(tell: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    const { trackId } = this;
    this.#producer?.close();
    if (tell && trackId !== undefined)
      this.#requester.request('unpublish', { trackId }).catch(() => undefined);
  }

  #tellPaused(): void {
    const { trackId } = this;
    if (trackId === undefined || this.#closed) return;
    const reason = this.#pauseReason ?? 'user';
    const params = this.#paused ? { trackId, paused: true, reason } : { trackId, paused: false };
    // What the server makes of it cannot undo it here.
    this.#requester.request('setPublished', params).catch(() => undefined);
  }

  #isPaused(): boolean {
    return this.#paused;
  }

  async #produce(): Promise<void> {
    const opening = this.#opening;
    const track = this.#track;
    if (opening === undefined || track === undefined || this.#closed || track.readyState === 'ended') return;
    if (this.#producer !== undefined && !this.#producer.closed) return;
    // What is muted from the start must not be heard in the instant before the pause takes hold.
    const silenced = this.#paused && track.enabled;
    if (silenced) track.enabled = false;
    try {
      const producer = await opening.send.produce(this.#toProducerOptions(opening, track));
      if (this.#opening !== opening || this.#isClosed()) producer.close();
      else this.#adopt(producer, track);
    } catch (error) {
      if (this.#opening !== opening) return;
      throw error;
    } finally {
      if (silenced) track.enabled = true;
    }
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #adopt(producer: types.Producer, track: MediaStreamTrack): void {
    this.#producer = producer;
    if (this.#paused) producer.pause();
    // Muted, unmuted or switched while the server was asked: say what is so now.
    if (this.#paused !== this.#toldPaused) this.#tellPaused();
    if (this.#track !== track) void this.setTrack(this.#track).catch(() => undefined);
  }

  #toProducerOptions(opening: MediaOpening, track: MediaStreamTrack): types.ProducerOptions<PublishAppData> {
    const height = kindOf(this.source) === 'video' ? (track.getSettings().height ?? 720) : undefined;
    const appData: PublishAppData = { source: this.source, height, publication: this };
    const common = { track, stopTracks: false, disableTrackOnPause: false, zeroRtpOnPause: true, appData };
    if (height === undefined) return { ...common, codecOptions: this.#audioOptions() };
    const { parameters, device } = opening;
    const choose = (mode: string): types.RtpCodecCapability | undefined =>
      selectVideoCodec({
        preferred: parameters.videoCodecs,
        sendable: (device.sendRtpCapabilities.codecs ?? []).filter((codec) => codec.kind === 'video'),
        mode,
        simulcastOnlyClassic: device.handlerName.startsWith('Firefox'),
      });
    const wanted = choose(parameters.cameraMode);
    // A browser that cannot send the room's layered codec sends simulcast, which everybody can forward.
    const mode = wanted === undefined ? 'simulcast' : parameters.cameraMode;
    const codec = wanted ?? choose('simulcast');
    return {
      ...common,
      encodings: this.#computeEncodings(mode, height),
      codecOptions: { videoGoogleStartBitrate: 1_000 },
      ...(codec === undefined ? {} : { codec }),
    };
  }

  #audioOptions(): types.ProducerCodecOptions {
    const rich = this.#wish.music || this.source === 'screenAudio';
    const common = { opusFec: true, opusPtime: 20, opusStereo: rich, opusDtx: !rich };
    return rich ? { ...common, opusMaxAverageBitrate: MUSIC_BITRATE } : common;
  }

  #computeEncodings(mode: string, height = this.#track?.getSettings().height ?? 720): Encoding[] {
    const { frameRate, maxBitrate } = this.#wish;
    const wish = { height, frameRate, maxBitrate, mode };
    return this.source === 'screen' ? computeScreenEncodings(wish) : computeCameraEncodings(wish);
  }
}

/** Changes what the browser encodes, without negotiation. */
async function editEncodings(
  producer: types.Producer,
  edit: (encodings: RTCRtpEncodingParameters[]) => void,
): Promise<void> {
  const sender = producer.rtpSender;
  if (producer.closed || sender === undefined) return;
  const parameters = sender.getParameters();
  edit(parameters.encodings);
  await sender.setParameters(parameters);
}
