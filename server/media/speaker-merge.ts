import type { TrackId } from '@earshot/shared';
import type { RoomMediaListener } from '../rooms/ports.ts';

type Levels = readonly { readonly trackId: TrackId; readonly level: number }[];
type Heard = Pick<RoomMediaListener, 'audioLevels' | 'dominantTrack'>;

/** As many microphones as one router's observer reports at most. */
const MAX_LEVELS = 35;
/** Somebody who was not ranked for this long does not talk, ms: four intervals of the observer. */
const QUIET_MS = 1_000;
/** So much louder (dB) for so long (ms) must another router's dominant speaker be to take over from one who talks on. */
const TAKEOVER_DB = 3;
const TAKEOVER_MS = 750;

/**
 * One room's ears: every router's observers hear the microphones that are published there and no others. This makes one
 * list and one dominant speaker of what they report.
 *
 * Levels: routers report every 250 ms, each at its own time, and in between who is new. A list goes out when all that are not silent have reported
 * anew, and at once when somebody is in a report who was not in the last list: so there is about one list every 250 ms,
 * and a new talker never waits for another router.
 *
 * Dominance: a router's observer knows its own talkers only, and speaks up on a change only. Of several routers the one
 * whose choice is heard now wins; who talks on keeps the place until another router's choice is louder for a while.
 */
export class SpeakerMerge {
  readonly #monotonic: () => number;
  readonly #listener: Heard;
  readonly #levels = new Map<object, Levels>();
  readonly #fresh = new Set<object>();
  readonly #dominants = new Map<object, TrackId>();
  /** Of the routers' dominant microphones: smoothed level, dBov, and when it was ranked last. */
  readonly #heard = new Map<TrackId, { level: number; at: number }>();
  #listed: ReadonlySet<TrackId> = new Set();
  #told: { readonly place: object; readonly trackId: TrackId } | undefined;
  #challenge: { readonly trackId: TrackId; readonly since: number } | undefined;

  constructor(monotonic: () => number, listener: Heard) {
    this.#monotonic = monotonic;
    this.#listener = listener;
  }

  /** What one place's observers report to. */
  listen(place: object): Heard {
    return {
      audioLevels: (levels) => {
        this.#handleLevels(place, levels);
      },
      dominantTrack: (trackId) => {
        this.#handleDominant(place, trackId);
      },
    };
  }

  /** The place is gone with all its microphones. */
  drop(place: object): void {
    this.#levels.delete(place);
    this.#fresh.delete(place);
    this.#dominants.delete(place);
    if (this.#told?.place === place) this.#told = undefined;
  }

  #handleLevels(place: object, levels: Levels): void {
    const isSecond = this.#fresh.has(place);
    // Another router is late: what was gathered goes first.
    if (isSecond) this.#emit();
    this.#levels.set(place, levels);
    this.#fresh.add(place);
    const isNew = levels.some(({ trackId }) => !this.#listed.has(trackId));
    if (isNew || this.#isComplete()) this.#emit();
    this.#hear(levels);
    this.#compareDominants();
  }

  #isComplete(): boolean {
    for (const [place, levels] of this.#levels) {
      if (levels.length > 0 && !this.#fresh.has(place)) return false;
    }
    return true;
  }

  #emit(): void {
    this.#fresh.clear();
    const all = [...this.#levels.values()].flat().sort((a, b) => b.level - a.level);
    const list = all.slice(0, MAX_LEVELS);
    this.#listed = new Set(list.map(({ trackId }) => trackId));
    this.#listener.audioLevels(list);
  }

  #hear(levels: Levels): void {
    const now = this.#monotonic();
    const chosen = new Set(this.#dominants.values());
    for (const trackId of [...this.#heard.keys()]) if (!chosen.has(trackId)) this.#heard.delete(trackId);
    for (const { trackId, level } of levels) {
      if (!chosen.has(trackId)) continue;
      const before = this.#heard.get(trackId);
      this.#heard.set(trackId, { level: before === undefined ? level : (before.level + level) / 2, at: now });
    }
  }

  #handleDominant(place: object, trackId: TrackId): void {
    this.#dominants.set(place, trackId);
    const told = this.#told;
    if (told === undefined || told.place === place || !this.#isHeard(told.trackId))
      this.#tell(place, trackId);
  }

  /** Only needed between routers: one router's observer decides by itself. */
  #compareDominants(): void {
    const told = this.#told;
    // The told one's router is gone: whoever talks on elsewhere takes over, since no router says again what has not changed.
    if (told === undefined) {
      const next = this.#findChallenger(undefined);
      if (next !== undefined) this.#tell(next.place, next.trackId);
      return;
    }
    if (this.#dominants.size < 2) return;
    const best = this.#findChallenger(told.place);
    if (best === undefined) {
      this.#challenge = undefined;
      return;
    }
    const now = this.#monotonic();
    const toldLevel = this.#isHeard(told.trackId) ? this.#heard.get(told.trackId)?.level : undefined;
    if (toldLevel !== undefined && best.level < toldLevel + TAKEOVER_DB) {
      this.#challenge = undefined;
      return;
    }
    if (this.#challenge?.trackId !== best.trackId) this.#challenge = { trackId: best.trackId, since: now };
    if (toldLevel === undefined || now - this.#challenge.since >= TAKEOVER_MS) {
      this.#tell(best.place, best.trackId);
    }
  }

  #findChallenger(
    except: object | undefined,
  ): { place: object; trackId: TrackId; level: number } | undefined {
    let best: { place: object; trackId: TrackId; level: number } | undefined;
    for (const [place, trackId] of this.#dominants) {
      const heard = this.#heard.get(trackId);
      if (place === except || heard === undefined || !this.#isHeard(trackId)) continue;
      if (best === undefined || heard.level > best.level) best = { place, trackId, level: heard.level };
    }
    return best;
  }

  #isHeard(trackId: TrackId): boolean {
    const heard = this.#heard.get(trackId);
    return heard !== undefined && this.#monotonic() - heard.at < QUIET_MS;
  }

  #tell(place: object, trackId: TrackId): void {
    this.#challenge = undefined;
    this.#told = { place, trackId };
    this.#listener.dominantTrack(trackId);
  }
}
