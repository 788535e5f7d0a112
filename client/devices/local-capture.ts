import { EarshotError, type PauseReason, type Source } from '@earshot/shared';
import type { LocalSource, LocalSourceEvents, LocalSourceState } from '../api.ts';
import type { CaptureAttempt } from '../diagnostics/inputs.ts';
import { Emitter } from '../emitter.ts';
import type { Publication } from '../media/publication.ts';
import { Scope } from '../scope.ts';
import { captureFacts } from './capture-facts.ts';
import { Serial } from '../serial.ts';
import type { CaptureKind } from './capture-kind.ts';
import type { SourcePort } from './source-port.ts';

const IDLE: LocalSourceState = {
  active: false,
  muted: false,
  muteReason: undefined,
  starting: false,
  deviceId: undefined,
  track: undefined,
};

/**
 * One device from opening to sending: start, stop, mute, unmute, another device, and recovery when the system takes it
 * away. Operations run one after another; what is shown changes at once.
 */
export class LocalCapture<O> extends Emitter<LocalSourceEvents> implements LocalSource<O> {
  readonly source: Source;
  protected readonly port: SourcePort;
  readonly #kind: CaptureKind<O>;
  readonly #serial = new Serial();
  #state = IDLE;
  #publication: Publication | undefined;
  #trackScope: Scope | undefined;
  #options: O | undefined;
  /** Muted before there is anything to mute: what is starting starts muted. */
  #pauseWanted: PauseReason | undefined;
  #attempt: CaptureAttempt = { phase: 'idle' };
  /** The device went away by itself and is to be opened again when there is hope. */
  #broken = false;

  constructor(port: SourcePort, kind: CaptureKind<O>) {
    super();
    this.source = kind.source;
    this.port = port;
    this.#kind = kind;
  }

  get state(): LocalSourceState {
    return this.#state;
  }

  /** What is sent, for statistics. */
  get publication(): Publication | undefined {
    return this.#publication;
  }

  async start(options?: O): Promise<void> {
    this.#assertAllowed();
    this.#pauseWanted = this.#kind.startsMuted(options) ? 'user' : undefined;
    return this.#serial.run(async () => {
      this.#assertAllowed();
      this.#release();
      if (options !== undefined) this.#options = options;
      const track = await this.#open(this.#options);
      try {
        const paused = this.#pauseWanted;
        this.#publication = await this.port.publish(this.#kind.toWish(track, paused));
        if (this.port.ended()) throw new EarshotError('ended');
        this.#setMuted(paused);
      } catch (error) {
        this.#release();
        throw error;
      }
    });
  }

  stop(): Promise<void> {
    return this.#serial.run(() => {
      this.#release();
      return Promise.resolve();
    });
  }

  mute(): Promise<void> {
    return this.pauseFor('user');
  }

  unmute(): Promise<void> {
    this.#pauseWanted = undefined;
    const { starting, active } = this.#state;
    if (this.#publication === undefined && !starting && !active) return this.start();
    return this.resumeFrom(undefined);
  }

  /** Sends nothing for this reason. A pause by the person is not overruled by another. */
  pauseFor(reason: PauseReason): Promise<void> {
    // At once, not behind what is under way: somebody does not want to be heard.
    this.#pause(reason);
    if (this.#publication === undefined) this.#pauseWanted = reason;
    return this.#serial.run(async () => {
      this.#pause(reason);
      const publication = this.#publication;
      if (publication === undefined || this.#state.muteReason === undefined || !this.#kind.releaseOnMute)
        return;
      this.#dropTrack();
      this.#setState({ active: false, track: undefined });
      await publication.setTrack(undefined).catch(() => undefined);
    });
  }

  /** Sends again; with `only`, if that was why it paused. Rejects with device errors and `not_allowed`. */
  resumeFrom(only: PauseReason | undefined): Promise<void> {
    return this.#serial.run(async () => {
      const publication = this.#publication;
      if (publication === undefined || this.#state.muteReason === undefined) return;
      if (only !== undefined && this.#state.muteReason !== only) return;
      this.#assertAllowed();
      if (this.#state.track === undefined || this.#state.track.readyState === 'ended')
        await publication.setTrack(await this.#open(this.#options));
      await publication.resume();
      this.#setMuted(undefined);
    });
  }

  /** The server paused it: shown, and the device released if that is the way of this source. */
  handleForcedPause(reason: PauseReason): void {
    this.#setMuted(reason);
    void this.pauseFor(reason);
  }

  /** The server ended it. */
  handleLost(): void {
    this.#release();
  }

  /** There is hope again (page visible, devices changed): a device that went away is opened anew. */
  async recover(): Promise<void> {
    if (!this.#broken) return;
    await this.#serial.run(async () => {
      const publication = this.#publication;
      if (!this.#broken || publication === undefined) return;
      const track = await this.#openAny();
      if (track === undefined) return;
      await publication.setTrack(track);
      if (this.#state.muteReason !== 'interrupted') return;
      await publication.resume();
      this.#setMuted(undefined);
    });
  }

  /** Releases device and listeners; for the end of the call. */
  dispose(): void {
    this.#release();
    this.clear();
  }

  /** Another device, or the same with other settings, without unpublishing. On failure the old one is opened again. */
  protected switchTo(options: O): Promise<void> {
    return this.#serial.run(async () => {
      const before = this.#options;
      this.#options = options;
      const publication = this.#publication;
      if (publication === undefined || this.#state.track === undefined) return;
      // Phones cannot hold two cameras open, so the old one goes first.
      if (this.#kind.releaseOnMute) this.#dropTrack();
      try {
        await publication.setTrack(await this.#open(options));
      } catch (error) {
        this.#options = before;
        if (this.#kind.releaseOnMute)
          await publication.setTrack(await this.#open(before)).catch(() => undefined);
        throw error;
      }
    });
  }

  protected get options(): O | undefined {
    return this.#options;
  }

  #pause(reason: PauseReason): void {
    if (this.#publication === undefined || (reason !== 'user' && this.#state.muteReason !== undefined))
      return;
    this.#publication.pause(reason);
    this.#setMuted(reason);
  }

  #assertAllowed(): void {
    if (this.port.ended()) throw new EarshotError('ended');
    const { allowed, reason } = this.port.may(this.source);
    if (!allowed)
      throw new EarshotError('not_allowed', undefined, { details: { reason, source: this.source } });
  }

  async #open(options: O | undefined): Promise<MediaStreamTrack> {
    this.#setAttempt({ phase: 'starting', since: this.port.surroundings.clock.monotonic() });
    this.#setState({ starting: true });
    try {
      const track = await this.#kind.open(options);
      if (this.port.ended()) {
        track.stop();
        throw new EarshotError('ended');
      }
      this.#dropTrack();
      this.#watch(track);
      this.#broken = false;
      this.#setAttempt({ phase: 'started' });
      this.#setState({ starting: false, active: true, track, deviceId: track.getSettings().deviceId });
      this.port.devicesOpened();
      return track;
    } catch (thrown) {
      this.#setAttempt({ phase: 'failed', code: EarshotError.from(thrown).code });
      this.#setState({ starting: false });
      throw thrown;
    }
  }

  /** The device that was asked for, or where that is gone another. `undefined`: there is none now. */
  async #openAny(): Promise<MediaStreamTrack | undefined> {
    try {
      return await this.#open(this.#options);
    } catch (thrown) {
      const { code } = EarshotError.from(thrown);
      if (code !== 'device_not_found' && code !== 'device_constraints') return undefined;
      this.#options = this.#kind.anyDevice(this.#options);
      return this.#open(this.#options).catch(() => undefined);
    }
  }

  #watch(track: MediaStreamTrack): void {
    const scope = new Scope(this.port.surroundings.clock);
    this.#trackScope = scope;
    scope.add(() => {
      track.stop();
    });
    // Fired by the system only: our own mute touches neither.
    scope.listen(track, 'mute', () => {
      this.#tell();
      void this.#interrupt();
    });
    scope.listen(track, 'unmute', () => {
      this.#tell();
      this.resumeFrom('interrupted').catch(() => undefined);
    });
    scope.listen(track, 'ended', () => {
      this.#tell();
      this.handleTrackEnded();
    });
  }

  /** The device went away by itself: unplugged, permission withdrawn, taken by a phone call. */
  protected handleTrackEnded(): void {
    this.#broken = true;
    void this.#interrupt();
    void this.recover();
  }

  #interrupt(): Promise<void> {
    // The device stays as it is: it may come back by itself, which only an open track tells.
    const publication = this.#publication;
    if (publication !== undefined && this.#state.muteReason === undefined) {
      publication.pause('interrupted');
      this.#setMuted('interrupted');
    }
    return Promise.resolve();
  }

  #dropTrack(): void {
    this.#trackScope?.dispose();
    this.#trackScope = undefined;
  }

  #release(): void {
    this.#dropTrack();
    this.#broken = false;
    const publication = this.#publication;
    this.#publication = undefined;
    if (publication !== undefined) this.port.unpublish(publication);
    if (this.#attempt.phase !== 'failed') this.#attempt = { phase: 'idle' };
    this.#setState(IDLE);
  }

  #setMuted(reason: PauseReason | undefined): void {
    this.#setState({ muted: reason !== undefined, muteReason: reason });
  }

  #setAttempt(attempt: CaptureAttempt): void {
    this.#attempt = attempt;
    this.#tell();
  }

  #setState(change: Partial<LocalSourceState>): void {
    this.#state = { ...this.#state, ...change };
    this.#tell();
    this.emit('changed', this.#state);
  }

  #tell(): void {
    this.port.facts(captureFacts(this.#state, this.#attempt, this.#publication !== undefined));
  }
}
