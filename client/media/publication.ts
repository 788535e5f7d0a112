import { EarshotError, kindOf, type PauseReason, type Source, type TrackId } from '@earshot/shared';
import type { types } from 'mediasoup-client';
import { Serial } from '../serial.ts';
import { computeActive } from './encodings.ts';
import type { MediaOpening, Requester } from './ports.ts';
import { computeEncodings, toProducerOptions, type SendingWish } from './producer-options.ts';

/** What a source wants to send. */
export interface PublishWish extends SendingWish {
  readonly track: MediaStreamTrack;
  readonly paused: boolean;
  readonly pauseReason: PauseReason | undefined;
}

/** What the media server's publish request is made of, beside RTP parameters. */
export interface PublishAppData extends Record<string, unknown> {
  readonly source: Source;
  readonly height: number | undefined;
  readonly publication: Publication;
}

/**
 * One source on its way to the server, over one opening of media after another. Pausing stops RTP at once, here,
 * and tells the server; the track stays, so that its level can be measured. A video that nobody watches stops in the same
 * way, but nobody is told: for everybody, the person included, the camera is on.
 */
export class Publication {
  readonly source: Source;
  readonly #requester: Requester;
  readonly #serial = new Serial();
  /** A sender takes one change of its parameters at a time. */
  readonly #edits = new Serial();
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
    return this.#producer !== undefined && !this.#paused && this.#track !== undefined && !this.unwatched;
  }

  /** Nobody watches it: a camera that is on and sends nothing. */
  get unwatched(): boolean {
    return (this.#maxSpatialLayer ?? 0) < 0 && kindOf(this.source) === 'video';
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
    this.#syncSending();
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
    this.#syncSending();
  }

  /** Rejects when the server does not allow it; it is paused again then. */
  async resume(): Promise<void> {
    const reason = this.#pauseReason ?? 'user';
    this.#paused = false;
    this.#pauseReason = undefined;
    // Behind a change of tracks that is under way, so that nothing old is sent.
    await this.#serial.run(() => Promise.resolve());
    if (this.#closed || this.#isPaused()) return;
    // The server had ended it, or would not take it with this opening; a new one is told at once that it runs.
    if (this.#producer === undefined || this.#producer.closed) {
      await this.#resumeAnew(reason);
      return;
    }
    const { trackId } = this;
    const producer = this.#producer;
    if (trackId === undefined) return;
    this.#syncSending();
    // A sender that is going away refuses; whether the server allows it is asked all the same.
    if (this.#maxSpatialLayer !== undefined)
      await this.handleLayersWanted(this.#maxSpatialLayer).catch(() => undefined);
    try {
      await this.#requester.request('setPublished', { trackId, paused: false });
      // An admin's mute crossed it: here nothing is sent, and the server took what came last for an unmute.
      if (this.#isPaused() && this.#producer === producer) this.#tellPaused();
    } catch (thrown) {
      const error = EarshotError.from(thrown);
      // Without an opening the next one publishes with the state of then.
      if (this.#producer !== producer || error.category === 'network') return;
      this.handleForcedPause(reason);
      throw error;
    }
  }

  async #resumeAnew(reason: PauseReason): Promise<void> {
    try {
      await this.retry();
    } catch (thrown) {
      const error = EarshotError.from(thrown);
      // The next opening publishes with the state of then.
      if (error.category === 'network') return;
      this.handleForcedPause(reason);
      throw error;
    }
  }

  /** Encodes only what somebody watches; -1: nobody does, nothing is encoded. Rejects when the sender refuses. */
  async handleLayersWanted(maxSpatialLayer: number): Promise<void> {
    this.#maxSpatialLayer = maxSpatialLayer;
    const producer = this.#producer;
    if (producer === undefined || producer.kind !== 'video') return;
    try {
      // Layers are set while nothing is encoded yet, so that the first picture is of the right size.
      if (maxSpatialLayer >= 0)
        await this.#edit(producer, (encodings) => {
          const active = computeActive(encodings.length, this.#maxSpatialLayer ?? maxSpatialLayer);
          encodings.forEach((encoding, index) => {
            encoding.active = active[index] ?? true;
          });
        });
    } finally {
      this.#syncSending();
    }
  }

  /** New bounds for the running video. */
  async setBounds(bounds: Pick<PublishWish, 'frameRate' | 'maxBitrate'>): Promise<void> {
    this.#wish = { ...this.#wish, ...bounds };
    const producer = this.#producer;
    if (producer === undefined || this.#opening === undefined) return;
    const height = this.#track?.getSettings().height ?? 720;
    const wanted = computeEncodings(this.#wish, { mode: this.#opening.parameters.cameraMode, height });
    await this.#edit(producer, (encodings) => {
      encodings.forEach((encoding, index) => {
        // The smallest is first; fewer layers than before leave the topmost as they are.
        const { maxBitrate, maxFramerate } = wanted[index] ?? {};
        if (maxBitrate !== undefined) encoding.maxBitrate = maxBitrate;
        if (maxFramerate !== undefined) encoding.maxFramerate = maxFramerate;
      });
    });
  }

  /** Publishes again what could not be published with this opening. Rejects like `attach`. */
  retry(): Promise<void> {
    return this.#serial.run(() => this.#produce());
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

  /** RTP leaves unless the source is paused or nobody watches it. The first frame after it is a key frame. */
  #syncSending(): void {
    const producer = this.#producer;
    if (producer === undefined || producer.closed) return;
    const stopped = this.#paused || this.unwatched;
    if (stopped && !producer.paused) producer.pause();
    else if (!stopped && producer.paused) producer.resume();
  }

  #edit(producer: types.Producer, edit: EditEncodings): Promise<void> {
    return this.#edits.run(() => editEncodings(producer, edit));
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
      const height = kindOf(this.source) === 'video' ? (track.getSettings().height ?? 720) : undefined;
      const appData: PublishAppData = { source: this.source, height, publication: this };
      const options = toProducerOptions(this.#wish, { opening, track, height });
      const producer = await opening.send.produce({ ...options, appData });
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
    this.#syncSending();
    // Muted, unmuted or switched while the server was asked: say what is so now.
    if (this.#paused !== this.#toldPaused) this.#tellPaused();
    if (this.#track !== track) void this.setTrack(this.#track).catch(() => undefined);
  }
}

type EditEncodings = (encodings: RTCRtpEncodingParameters[]) => void;

/** Changes what the browser encodes, without negotiation. */
async function editEncodings(producer: types.Producer, edit: EditEncodings): Promise<void> {
  const sender = producer.rtpSender;
  if (producer.closed || sender === undefined) return;
  const parameters = sender.getParameters();
  edit(parameters.encodings);
  await sender.setParameters(parameters);
}
