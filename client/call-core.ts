import {
  EarshotError,
  type Capability,
  type CapabilityName,
  type ChatMessage,
  type EndReason,
  type Milestone,
  type ParticipantId,
  type RequestInput,
  type RequestResult,
} from '@earshot/shared';
import type { CallEvents, CallState, ClientOptions, JoinOptions } from './api.ts';
import { createSessionListener } from './call-session.ts';
import { Completion } from './completion.ts';
import { sendLastBeacon } from './last-beacon.ts';
import type { CallMedia } from './call-media.ts';
import type { CallQuality } from './call-quality.ts';
import {
  makeMedia,
  makePeople,
  makeQuality,
  makeReports,
  makeSources,
  makeTokenRefresh,
} from './call-parts.ts';
import type { CallRoster } from './call-roster.ts';
import { next, toCallState, type CallPhase, type CallPhaseEvent } from './call-state.ts';
import type { DeviceList } from './devices/device-list.ts';
import { holdWakeLock } from './devices/wake-lock.ts';
import { Emitter } from './emitter.ts';
import { toJoinParams } from './join-request.ts';
import type { LocalSources } from './local-sources.ts';
import { followPage } from './page-lifecycle.ts';
import { Scope } from './scope.ts';
import { Session, type SessionKeys } from './session.ts';
import { detectFormFactor, type Surroundings } from './surroundings.ts';
import { Talk } from './talk.ts';
import type { TabClaim } from './tab-identity.ts';
import type { TokenRefresh } from './token-refresh.ts';
import type { Reports } from './withheld-reports.ts';

/** How long `leave()` waits for the server's word. */
const LEAVE_TIMEOUT_MS = 1_500;

/** What a call is made of. */
export interface CoreOptions {
  readonly surroundings: Surroundings;
  readonly url: string;
  readonly room: string;
  readonly getToken: ClientOptions['getToken'];
  readonly join: JoinOptions;
  readonly devices: DeviceList;
  readonly claim: TabClaim;
}

/** A call's inside: wires session, people, media, devices and quality together, and owns their lives. */
export class CallCore {
  readonly events = new Emitter<CallEvents>();
  readonly options: CoreOptions;
  readonly scope: Scope;
  readonly session: Session;
  readonly people: CallRoster;
  readonly media: CallMedia;
  readonly sources: LocalSources;
  readonly quality: CallQuality;
  readonly talk: Talk;
  readonly reports: Reports;
  readonly #tokens: TokenRefresh;
  readonly #startedAt: number;
  #phase: CallPhase = { name: 'connecting' };
  #leaving: Promise<void> | undefined;
  /** The roster is whole for the first time. */
  readonly whole = new Completion();

  constructor(options: CoreOptions) {
    this.options = options;
    const { clock } = options.surroundings;
    this.#startedAt = clock.monotonic();
    this.scope = new Scope(clock);
    const { random, newId, openSocket } = options.surroundings;
    const makeJoin = (previous: SessionKeys | undefined): Promise<RequestInput<'join'>> =>
      this.#makeJoin(previous);
    this.session = new Session({ url: options.url, clock, random, newId, openSocket, makeJoin });
    this.people = makePeople(this);
    this.talk = new Talk(this.session, this.people.roster, (message) => {
      this.handleSaid(message);
    });
    this.media = makeMedia(this);
    this.sources = makeSources(this);
    this.quality = makeQuality(this);
    this.reports = makeReports(this);
    this.#tokens = makeTokenRefresh(
      this,
      () => this.#getToken('refresh'),
      () => {
        this.handleCapabilities();
      },
    );
  }

  get state(): CallState {
    return toCallState(this.#phase);
  }

  get ended(): boolean {
    return this.#phase.name === 'ended';
  }

  get formFactor(): 'desktop' | 'mobile' {
    return this.options.join.formFactor ?? detectFormFactor(this.options.surroundings.navigator);
  }

  /** Joins; resolves when the roster is whole. Rejects with what `Session.join` rejects with, having released all. */
  async open(): Promise<void> {
    const { join, claim, room } = this.options;
    try {
      const result = await this.session.join(join.signal);
      claim.remember(room, result);
      this.#start(result);
      await this.whole.wait(this.scope, () => this.people.roster.complete);
    } catch (thrown) {
      const error = EarshotError.from(thrown);
      this.finish('failed.network', error);
      throw error;
    }
    this.sources.startWith(join);
  }

  can(name: CapabilityName): Capability {
    return this.people.roster.self?.capabilities[name] ?? { allowed: false, reason: 'role_restricted' };
  }

  /** Leaves: devices go off at once, the server is told if it can be. Idempotent, never rejects. */
  leave(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  /** 0..1. */
  volumeOf(participantId: ParticipantId): number {
    const own = participantId === this.people.roster.self?.participantId;
    return own ? this.sources.microphone.level : this.people.volume.levelOf(participantId);
  }

  /** A stage of the join was reached. */
  milestone(name: Milestone): void {
    this.reports.milestone(name, this.options.surroundings.clock.monotonic() - this.#startedAt);
  }

  /** A part of the call cannot go on: the call ends, and the server is told. */
  fail(reason: EndReason, error: EarshotError): void {
    if (this.session.connected) this.session.request('leave', {}).catch(() => undefined);
    this.finish(reason, error);
  }

  #start(result: RequestResult<'join'>): void {
    const { surroundings, devices } = this.options;
    const { clock } = surroundings;
    this.milestone('joined');
    this.scope.add(devices.hold());
    if (result.diagnostics !== undefined) this.quality.configure(result.diagnostics);
    this.quality.start();
    this.quality.feed({ signalling: 'connected' });
    this.people.roster.handleSnapshot(result.snapshot);
    void this.media.open(result);
    this.apply({ name: 'joined' });
    this.session.start(createSessionListener(this));
    this.reports.start();
    this.people.start(this.scope, () => clock.monotonic());
    holdWakeLock(surroundings, this.scope);
    followPage(surroundings, this.scope, {
      closing: () => {
        sendLastBeacon(this, true);
      },
      frozen: () => {
        sendLastBeacon(this, false);
      },
      awake: () => {
        this.session.hurry();
        this.sources.handleAwake();
      },
      hidden: () => {
        this.sources.handleHidden();
      },
    });
    const awake = devices.on('changed', () => {
      this.sources.recover();
    });
    this.scope.add(awake);
  }

  /** Signalling is there again. */
  handleBack(): void {
    this.quality.feed({ signalling: 'connected' });
    this.apply({ name: 'signallingBack' });
    // The session is on its new socket when this turn is over.
    this.scope.after(0, () => {
      this.reports.flush();
    });
  }

  /** Somebody said something. */
  handleSaid(message: ChatMessage): void {
    if (this.people.roster.handleChat(message)) this.events.emit('chat', message);
  }

  /** What one may do is another. */
  handleCapabilities(): void {
    const self = this.people.roster.self;
    this.sources.handleCapabilities();
    if (self !== undefined) this.events.emit('capabilitiesChanged', self.capabilities);
  }

  async #getToken(reason: 'join' | 'refresh'): Promise<string> {
    const { getToken, room, claim } = this.options;
    return getToken({ room, reason, tabId: claim.tabId });
  }

  async #makeJoin(previous: SessionKeys | undefined): Promise<RequestInput<'join'>> {
    const { room, join, claim, surroundings } = this.options;
    const token = await this.#getToken('join');
    this.#tokens.follow(token);
    return toJoinParams({
      token,
      room,
      options: join,
      formFactor: this.formFactor,
      userAgent: surroundings.navigator?.userAgent ?? '',
      replaced: previous ?? claim.findPrevious(room),
    });
  }

  async #leave(): Promise<void> {
    if (this.ended) return;
    this.sources.dispose();
    if (this.session.connected) {
      this.reports.finish();
      const told = this.session.request('leave', {}).catch(() => undefined);
      await Promise.race([told, this.scope.wait(LEAVE_TIMEOUT_MS)]);
    } else sendLastBeacon(this, true);
    this.finish('hangup', undefined);
  }

  /** For the call's own parts. */
  apply(event: CallPhaseEvent): void {
    const before = this.state;
    this.#phase = next(this.#phase, event);
    if (JSON.stringify(before) !== JSON.stringify(this.state)) this.events.emit('stateChanged', this.state);
  }

  /** The end, whatever the reason: everything is released before the app hears of it. */
  finish(reason: EndReason, error: EarshotError | undefined): void {
    if (this.ended) return;
    // A join that failed has left nothing: the session before a reload is still to be replaced.
    if (this.#phase.name === 'active') this.options.claim.forget();
    this.#phase = next(this.#phase, { name: 'ended', reason, error });
    this.sources.dispose();
    this.quality.stop();
    this.scope.dispose();
    this.session.close();
    this.options.claim.release();
    this.events.emit('stateChanged', this.state);
    this.events.clear();
  }
}
