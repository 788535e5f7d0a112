import type { LimitsInfo, Source, TrackId } from '@earshot/shared';
import { DEFAULT_CAPS } from '@earshot/server/rooms/caps.ts';
import { SHED_STEPS } from '@earshot/server/rooms/ports.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStage, publish, type Guest, type Stage } from './stage.ts';

const LARGE = 8;
const CAPS = { ...DEFAULT_CAPS, largeCallParticipants: LARGE, audioPacketBudget: 1_000, desktopVideos: 6 };

interface Person extends Guest {
  readonly mobile: boolean;
  readonly hidden: boolean;
  readonly tracks: Map<Source, TrackId>;
}

/** A call that is driven at random, and looked at after every step. */
class Call {
  readonly stage: Stage = createStage({ caps: CAPS, maxParticipants: 14 });
  readonly people: Person[] = [];
  #joined = 0;
  #dominant: Person | undefined;

  pick(index: number): Person | undefined {
    return this.people[index % Math.max(1, this.people.length)];
  }

  async join(kind: 'desktop' | 'mobile' | 'hidden'): Promise<void> {
    if (this.people.length >= 14) return;
    this.#joined += 1;
    const hidden = kind === 'hidden';
    const guest = await this.stage.enter(`p${String(this.#joined)}`, {
      formFactor: kind === 'mobile' ? 'mobile' : 'desktop',
      grants: { hidden, admin: true },
    });
    this.people.push({ ...guest, mobile: kind === 'mobile', hidden, tracks: new Map() });
    guest.member.setView({ tiles: [], pins: [], auto: { places: 9, height: 360 } });
  }

  leave(person: Person): void {
    person.member.leave('hangup');
    this.people.splice(this.people.indexOf(person), 1);
    if (this.#dominant === person) this.#dominant = undefined;
  }

  async toggle(person: Person, source: Source): Promise<void> {
    const trackId = person.tracks.get(source);
    if (trackId === undefined) {
      if (!person.hidden) person.tracks.set(source, await publish(person, source));
    } else if (source === 'screen') {
      person.member.unpublish(trackId);
      person.tracks.delete(source);
    } else {
      const paused = this.stage.call.tracks.get(trackId)?.paused === true;
      person.member.setPublished(trackId, !paused);
    }
  }

  look(person: Person, at: readonly number[], places: number): void {
    const tiles = at.flatMap((index, n) => {
      const seen = this.pick(index);
      const source = n % 3 === 2 ? ('screen' as const) : ('camera' as const);
      return seen === undefined ? [] : [{ participantId: seen.id, source, height: 90 * (n + 1) }];
    });
    const pins = tiles.slice(0, 1).map(({ participantId }) => participantId);
    person.member.setView({ tiles, pins, auto: { places, height: 180 } });
  }

  talk(person: Person, how: 'levels' | 'dominant'): void {
    const trackId = person.tracks.get('microphone');
    if (trackId === undefined) return;
    if (how === 'levels') this.stage.call.listener.audioLevels([{ trackId, level: -20 }]);
    else this.stage.call.listener.dominantTrack(trackId);
  }

  check(): void {
    const visible = this.people.filter(({ hidden }) => !hidden).length;
    for (const person of this.people) {
      const limits = person.client.all('limits').at(-1) ?? person.snapshot[0].head?.limits;
      if (limits === undefined) throw new Error('nobody is without limits');
      this.#checkLimits(person, limits, visible);
      this.#checkReception(person, limits);
    }
  }

  #checkLimits({ mobile }: Person, limits: LimitsInfo, visible: number): void {
    expect(limits.videos).toBeLessThanOrEqual(mobile ? CAPS.mobileVideos : CAPS.desktopVideos);
    if (visible >= LARGE) expect(limits.videos).toBeLessThanOrEqual(4);
    expect(limits.optimalVideoCount).toBeLessThanOrEqual(limits.videos);
  }

  #checkReception(person: Person, limits: LimitsInfo): void {
    const reception = this.stage.call.receptions.get(person.id);
    if (reception === undefined) return;
    const { tracks } = this.stage.call;
    const own = new Set(person.tracks.values());
    const all = [...reception.audio, ...reception.video.map(({ trackId }) => trackId)];
    expect(new Set(all).size).toBe(all.length);
    for (const trackId of all) {
      expect(own.has(trackId)).toBe(false);
      expect(tracks.has(trackId)).toBe(true);
    }
    for (const { trackId } of reception.video) expect(tracks.get(trackId)?.paused).toBe(false);
    const shares = reception.video.filter(({ priority }) => priority === 255).length;
    expect(reception.audio.length).toBeLessThanOrEqual(limits.audios);
    expect(reception.video.length - shares).toBeLessThanOrEqual(limits.optimalVideoCount);
    expect(reception.video.length).toBeLessThanOrEqual(limits.optimalVideoCount + 1);
    this.#checkDominant(person, reception.audio);
  }

  /** Whoever is at the head and open is heard by all others. */
  #checkDominant(person: Person, audio: readonly TrackId[]): void {
    const head = person.client.all('dominantSpeakers').at(-1)?.participantIds[0];
    const speaker = this.people.find(({ id }) => id === head);
    const trackId = speaker?.tracks.get('microphone');
    if (trackId === undefined || speaker === person) return;
    if (this.stage.call.tracks.get(trackId)?.paused === true) return;
    expect(audio).toContain(trackId);
  }
}

type Step = (call: Call) => void | Promise<void>;
const who = fc.nat({ max: 13 });
const withOne =
  (index: number, act: (call: Call, person: Person) => void | Promise<void>): Step =>
  (call) => {
    const person = call.pick(index);
    return person === undefined ? undefined : act(call, person);
  };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('desktop', 'mobile', 'hidden').map(
      (kind): Step =>
        (call) =>
          call.join(kind),
    ),
  },
  who.map((index) =>
    withOne(index, (call, person) => {
      call.leave(person);
    }),
  ),
  {
    weight: 6,
    arbitrary: fc
      .tuple(who, fc.constantFrom<Source>('microphone', 'camera', 'camera', 'screen'))
      .map(([index, source]) => withOne(index, (call, person) => call.toggle(person, source))),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(who, fc.constantFrom('levels', 'dominant')).map(([index, how]) =>
      withOne(index, (call, person) => {
        call.talk(person, how);
      }),
    ),
  },
  fc.tuple(who, fc.array(who, { maxLength: 12 }), fc.nat({ max: 9 })).map(([index, at, places]) =>
    withOne(index, (call, person) => {
      call.look(person, at, places);
    }),
  ),
  fc.tuple(who, fc.option(fc.nat({ max: 9 }), { nil: null })).map(([index, videos]) =>
    withOne(index, (_call, { member }) => {
      member.setDecodeCapacity(videos);
    }),
  ),
  fc.tuple(who, fc.constantFrom(...SHED_STEPS)).map(([index, to]) =>
    withOne(index, (call, { id }) => {
      call.stage.call.listener.shed([id], to);
    }),
  ),
  fc.tuple(who, fc.nat({ max: 3_000 }), fc.nat({ max: 3 })).map(([index, kbps, starved]) =>
    withOne(index, (call, { id }) => {
      const videos = { wanted: 6, starved, lowered: starved, wantedBps: 2_000_000, lowestBps: 150_000 };
      call.stage.call.listener.downlink(id, { availableBps: kbps * 1_000, lossRatio: 0, videos });
    }),
  ),
  fc.tuple(who, who).map(([by, index]) =>
    withOne(by, (call, { member }) => {
      const shown = call.pick(index);
      member.setSpotlight(shown === undefined || shown.hidden ? [] : [shown.id]);
    }),
  ),
  {
    weight: 4,
    arbitrary: fc.nat({ max: 6_000 }).map((ms): Step => (call) => {
      call.stage.clock.advance(ms);
    }),
  },
);

describe('whoever comes, talks, looks, and however loaded paths and workers are', () => {
  it('nobody receives themselves, what is not there, or more than allowed, and the speaker is heard', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }), async (steps) => {
        const call = new Call();
        for (const act of steps) {
          await act(call);
          call.check();
        }
      }),
      { numRuns: 60 },
    );
  });
});
