import {
  EarshotError,
  SessionId,
  type Beacon,
  type EndReason,
  type ParticipantId,
  type RequestParams,
  type RoomName,
} from '@earshot/shared';
import type { Clock, IdSource } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { sameSecret } from '../tokens/keys.ts';
import { EndedLegs, type EndedLeg } from './ended-legs.ts';
import type { SignallingObserver } from './ports.ts';
import type { SessionGraces } from './session-state.ts';
import { Session } from './session.ts';

/** Ended sessions remembered, so that a client that was away learns why. */
const MAX_ENDED = 5_000;
/** How long they are remembered, ms. */
const ENDED_KEPT_MS = 60_000;

/** What the registry needs. */
export interface SessionsOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly observer: SignallingObserver;
  readonly graces: SessionGraces;
}

interface Ended {
  readonly resumeToken: string;
  readonly reason: EndReason;
  readonly until: number;
}

/** All sessions of this server, found by what their clients hold. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #open = new Map<SessionId, Session>();
  readonly #ended = new Map<SessionId, Ended>();
  readonly #endedLegs = new EndedLegs();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Sessions that are not over. */
  get size(): number {
    return this.#open.size;
  }

  /** Makes a session for a join that is under way on this connection. */
  open(connectionId: string): Session {
    const { clock, ids, logger, observer, graces } = this.#options;
    const session = new Session({
      id: SessionId.parse(ids.uuid()),
      resumeToken: ids.secret(),
      beaconKey: ids.secret(),
      connectionId,
      graces,
      clock,
      logger,
      onClosed: (closed, reason) => {
        this.#close(closed, reason);
      },
    });
    this.#open.set(session.id, session);
    observer.sessionOpened();
    return session;
  }

  /** The join came to nothing: no seat was granted. */
  discard(session: Session): void {
    if (this.#open.delete(session.id)) this.#options.observer.sessionClosed();
  }

  /** Throws `ended` with the reason where it is still known, `session_unknown` for all else. */
  getByResumeToken(id: SessionId, resumeToken: string): Session {
    const session = this.#open.get(id);
    if (session !== undefined && session.state.name !== 'awaiting') {
      if (sameSecret(session.resumeToken, resumeToken)) return session;
    }
    const ended = this.#ended.get(id);
    if (ended !== undefined && ended.until > this.#options.clock.monotonic())
      if (sameSecret(ended.resumeToken, resumeToken))
        throw new EarshotError('ended', undefined, { details: { reason: ended.reason } });
    throw new EarshotError('session_unknown');
  }

  /** The leg that a reloaded page had, when it proves that it was its own and was in the same room. */
  findReplaced(replaces: RequestParams<'join'>['replaces'], room: RoomName): ParticipantId | undefined {
    if (replaces === undefined) return undefined;
    const session = this.#open.get(replaces.sessionId);
    if (session === undefined || !sameSecret(session.resumeToken, replaces.resumeToken)) return undefined;
    if (session.state.name === 'closed' || session.state.name === 'awaiting') return undefined;
    const member = session.getMember();
    return member.room === room ? member.participantId : undefined;
  }

  /** Whose session this is, or was until `LIMITS.surveyMs` ago. Throws `beacon_key_invalid`. */
  findLeg({ sessionId, beaconKey }: Pick<Beacon, 'sessionId' | 'beaconKey'>): EndedLeg {
    const session = this.#open.get(sessionId);
    if (
      session !== undefined &&
      session.state.name !== 'awaiting' &&
      sameSecret(session.beaconKey, beaconKey)
    )
      return session.getMember();
    const ended = this.#endedLegs.find(sessionId, beaconKey, this.#options.clock.monotonic());
    if (ended === undefined) throw new EarshotError('beacon_key_invalid');
    return ended;
  }

  /** The last words of a page. Throws `beacon_key_invalid`. */
  takeBeacon(beacon: Beacon): void {
    const session = this.#open.get(beacon.sessionId);
    if (session === undefined || !sameSecret(session.beaconKey, beacon.beaconKey))
      throw new EarshotError('beacon_key_invalid');
    if (session.state.name === 'awaiting') return;
    if (beacon.report !== null) session.getMember().report(beacon.report);
    if (beacon.leaving) session.pageClosed();
  }

  #close(session: Session, reason: EndReason): void {
    if (!this.#open.delete(session.id)) return;
    const { clock, logger, observer } = this.#options;
    const { resumeToken, leg } = session;
    if (leg !== undefined) this.#endedLegs.add(session, leg, clock.monotonic());
    if (this.#ended.size >= MAX_ENDED) this.#forgetOldest();
    // A place lost to a grace that ran out is taken anew by joining again; any other end is final and worth saying.
    if (reason !== 'connection_lost' && reason !== 'page_closed')
      this.#ended.set(session.id, { resumeToken, reason, until: clock.monotonic() + ENDED_KEPT_MS });
    observer.sessionClosed();
    logger.info({ sessionId: session.id, reason }, 'session closed');
  }

  #forgetOldest(): void {
    const oldest = this.#ended.keys().next();
    if (oldest.done !== true) this.#ended.delete(oldest.value);
  }
}
