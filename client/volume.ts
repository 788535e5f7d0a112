import type { ParticipantId } from '@earshot/shared';
import { toMeter } from './level-meter.ts';
import type { Scope } from './scope.ts';

/** Time between looks, ms. */
const POLL_MS = 200;
/** Meter value that counts as speech: about -45 dB. */
const SPEECH = 0.25;
/** Speech is shown this long after its last sound: pauses between words are no silence. */
const HOLD_MS = 600;
/** A level older than this is not now. */
const STALE_MS = 1_000;

/** The receiver of a remote microphone, or the meter of one's own. */
export interface Heard {
  readonly participantId: ParticipantId;
  /** 0..1 as a meter shows it; `undefined` where the browser does not tell. */
  readonly level: number | undefined;
}

/**
 * What receivers hear, from their newest packet: no element needs to play for it. Browsers disagree on the origin of the
 * packet's time, so only its changing is looked at.
 */
export class ReceiverLevels {
  readonly #seen = new WeakMap<RTCRtpReceiver, { readonly timestamp: number; readonly at: number }>();

  /** 0..1 as a meter shows it; `undefined` where the browser does not tell. `now`: monotonic ms. */
  read(receiver: RTCRtpReceiver | undefined, now: number): number | undefined {
    // Absent in the fake handlers of tests and in old browsers.
    const sources = (receiver as Partial<RTCRtpReceiver> | undefined)?.getSynchronizationSources;
    if (receiver === undefined || sources === undefined) return undefined;
    const [newest] = sources.call(receiver);
    if (newest === undefined) return 0;
    const seen = this.#seen.get(receiver);
    if (seen?.timestamp !== newest.timestamp)
      this.#seen.set(receiver, { timestamp: newest.timestamp, at: now });
    else if (now - seen.at > STALE_MS) return 0;
    return newest.audioLevel === undefined ? undefined : toMeter(newest.audioLevel);
  }
}

/** Keeps the loudness of everybody, and tells when somebody begins or ends to be heard. */
export class VolumeWatch {
  readonly #levels = new Map<ParticipantId, number>();
  readonly #heardAt = new Map<ParticipantId, number>();

  /** Looks every 200 ms while `scope` lives. `listen` answers everybody who can be heard now. */
  start(scope: Scope, listen: () => readonly Heard[], port: { now(): number; changed(): void }): void {
    scope.every(POLL_MS, () => {
      const before = [...this.#heardAt.keys()].join(' ');
      this.update(listen(), port.now());
      if ([...this.#heardAt.keys()].join(' ') !== before) port.changed();
    });
  }

  /** One look. `now`: monotonic ms. */
  update(heard: readonly Heard[], now: number): void {
    this.#levels.clear();
    for (const { participantId, level } of heard) {
      this.#levels.set(participantId, level ?? 0);
      // Where the level is unknown the server's word (dominant speakers) has to do.
      if (level === undefined || level >= SPEECH) this.#heardAt.set(participantId, now);
    }
    for (const [participantId, at] of this.#heardAt)
      if (now - at > HOLD_MS || !this.#levels.has(participantId)) this.#heardAt.delete(participantId);
  }

  /** 0..1. */
  levelOf(participantId: ParticipantId): number {
    return this.#levels.get(participantId) ?? 0;
  }

  /** Was heard a moment ago. */
  isHeard(participantId: ParticipantId): boolean {
    return this.#heardAt.has(participantId);
  }
}
