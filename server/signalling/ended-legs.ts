import { LIMITS, type SessionId } from '@earshot/shared';
import { sameSecret } from '../tokens/keys.ts';

/** Whose session it was. */
export interface EndedLeg {
  readonly callId: string;
  readonly participantId: string;
}

interface Entry {
  readonly beaconKey: string;
  readonly leg: EndedLeg;
  /** Monotonic ms. */
  readonly until: number;
}

/** Legs kept at most: those of a full server that all leave in ten minutes, several times over. */
const MAX_LEGS = 20_000;

/** Whose the sessions were that ended in the last minutes: people are asked how a call was when it is over. */
export class EndedLegs {
  /** In the order of their ends. */
  readonly #legs = new Map<SessionId, Entry>();

  /** A session is over. `now`: monotonic ms. */
  add(session: { readonly id: SessionId; readonly beaconKey: string }, leg: EndedLeg, now: number): void {
    this.#forgetOld(now);
    this.#legs.set(session.id, { beaconKey: session.beaconKey, leg, until: now + LIMITS.surveyMs });
  }

  /** Whose it was, for whoever has its key, while it is remembered. */
  find(id: SessionId, beaconKey: string, now: number): EndedLeg | undefined {
    const entry = this.#legs.get(id);
    if (entry === undefined || entry.until <= now) return undefined;
    return sameSecret(entry.beaconKey, beaconKey) ? entry.leg : undefined;
  }

  #forgetOld(now: number): void {
    for (const [id, { until }] of this.#legs) {
      if (until > now && this.#legs.size < MAX_LEGS) return;
      this.#legs.delete(id);
    }
  }
}
