import {
  EarshotError,
  LIMITS,
  SOURCES,
  type ParticipantId,
  type ParticipantInfo,
  type Source,
} from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStage, publish, ROOM, viewOf, type Guest, type Stage } from './stage.ts';

const PLACES = 6;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

type Act =
  | { readonly kind: 'join'; readonly name: string; readonly hidden: boolean; readonly mobile: boolean }
  | { readonly kind: 'publish'; readonly who: number; readonly source: Source; readonly paused: boolean }
  | { readonly kind: 'unpublish' | 'toggle'; readonly who: number; readonly source: Source }
  | { readonly kind: 'leave' | 'drop' | 'resume' | 'reload' | 'lose' | 'open' | 'look'; readonly who: number }
  | { readonly kind: 'speak'; readonly who: number }
  | { readonly kind: 'wait'; readonly ms: number };

const who = fc.nat(PLACES - 1);
const source = fc.constantFrom(...SOURCES);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('join' as const),
      name: fc.constantFrom(...NAMES),
      hidden: fc.boolean(),
      mobile: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('publish' as const), who, source, paused: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('unpublish' as const, 'toggle' as const), who, source }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('leave', 'drop', 'resume', 'reload', 'lose', 'open', 'look', 'speak'),
      who,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 300, max: 8_000 })),
    }),
  },
);

/** What a test knows of the call: who is there by what was answered, not by asking the room. */
class Walk {
  readonly stage: Stage = createStage({ maxParticipants: PLACES });
  readonly present: Guest[] = [];
  readonly departed: Guest[] = [];

  readonly #toldTo = new Map<ParticipantId, ReadonlyMap<ParticipantId, ParticipantInfo>>();
  /** Nothing has changed since time last went on by a whole batch. */
  #told = true;

  async run(step: Act): Promise<void> {
    this.#told = step.kind === 'wait' && step.ms >= LIMITS.rosterBatchMs;
    if (step.kind === 'join') {
      await this.#join(step.name, { hidden: step.hidden, mobile: step.mobile });
      return;
    }
    if (step.kind === 'wait') {
      this.stage.clock.advance(step.ms);
      return;
    }
    const guest = this.present[step.who];
    if (guest === undefined) return;
    try {
      await this.#act(step, guest);
    } catch (error) {
      // A refusal by a code is an answer; anything else is a fault of the room.
      if (!(error instanceof EarshotError)) throw error;
    }
  }

  async #act(step: Exclude<Act, { kind: 'join' | 'wait' }>, guest: Guest): Promise<void> {
    const { member } = guest;
    switch (step.kind) {
      case 'publish':
        await publish(guest, step.source, step.paused);
        break;
      case 'unpublish':
      case 'toggle': {
        const track = guest.client.roster.get(guest.id)?.tracks.find((own) => own.source === step.source);
        if (track === undefined) break;
        if (step.kind === 'unpublish') member.unpublish(track.trackId);
        else member.setPublished(track.trackId, !track.paused);
        break;
      }
      case 'leave':
        member.leave('hangup');
        this.#depart(guest);
        break;
      case 'drop':
        member.setConnection('reconnecting');
        break;
      case 'resume':
        member.setConnection('connected');
        guest.client.read(member.snapshot());
        break;
      case 'reload':
        await this.#join(member.identity, { hidden: false, mobile: false, replaces: guest });
        break;
      case 'lose':
        this.stage.call.closeLeg(guest.id);
        this.stage.call.listener.mediaLost([guest.id], 'worker_lost');
        break;
      case 'open':
        await member.openMedia();
        member.receiveReady({}, viewOf(this.present.map(({ id }) => id)));
        break;
      case 'look':
        member.setView(viewOf(this.present.map(({ id }) => id)));
        break;
      case 'speak': {
        const own = guest.client.roster.get(guest.id)?.tracks ?? [];
        const track = own.find((candidate) => candidate.source === 'microphone' && !candidate.paused);
        if (track === undefined) break;
        this.stage.call.listener.dominantTrack(track.trackId);
        this.stage.call.listener.audioLevels([{ trackId: track.trackId, level: -10 }]);
        break;
      }
    }
  }

  async #join(name: string, how: { hidden: boolean; mobile: boolean; replaces?: Guest }): Promise<void> {
    const predecessors = this.present.filter(({ member }) => member.identity === name);
    const full = this.present.length - predecessors.length >= PLACES;
    const options = {
      grants: { hidden: how.hidden },
      formFactor: how.mobile ? 'mobile' : 'desktop',
      ...(how.replaces === undefined ? {} : { replaces: how.replaces.id }),
    } as const;
    if (full) {
      expect(() => this.stage.join(name, options)).toThrow(expect.objectContaining({ code: 'room_full' }));
      return;
    }
    const guest = await this.stage.enter(name, options);
    for (const predecessor of predecessors) this.#depart(predecessor);
    this.present.push(guest);
  }

  #depart(guest: Guest): void {
    this.present.splice(this.present.indexOf(guest), 1);
    this.departed.push(guest);
  }

  check(): void {
    const { stage, present, departed } = this;
    if (stage.media.rooms.length === 0) return;
    const open = stage.rooms.list().length > 0;
    const inRoom = open ? stage.rooms.participants(ROOM) : [];
    const ids = present.map(({ id }) => id);
    // Places: exactly those who came and did not leave, never more than there are.
    expect(inRoom.map(({ participantId }) => participantId)).toEqual(ids);
    expect(inRoom.length).toBeLessThanOrEqual(PLACES);
    expect(stage.counts.joined - stage.counts.left).toBe(ids.length);
    this.#toldTo.clear();
    for (const guest of present) this.#checkRoster(guest, inRoom);
    this.#checkAgreement();
    for (const { client } of departed) expect(client.ended).toBeDefined();
    this.#checkMedia(inRoom);
  }

  /**
   * Of itself every client knows at once; of the others all know the same, and once what is gathered was told, every picture,
   * made of its snapshot and events, is the server's.
   */
  #checkRoster({ id, client }: Guest, inRoom: readonly ParticipantInfo[]): void {
    expect(client.ended).toBeUndefined();
    expect(client.roster.get(id)).toEqual(inRoom.find(({ participantId }) => participantId === id));
    const visible = inRoom.filter(
      ({ participantId }) => participantId !== id && !this.#isHidden(participantId),
    );
    const others = byId([...client.roster.values()].filter(({ participantId }) => participantId !== id));
    if (this.#told) expect(others).toEqual(byId(visible));
    this.#toldTo.set(id, others);
  }

  /** All stand at the same point between two batches. */
  #checkAgreement(): void {
    const seen = new Map<string, ParticipantInfo>();
    for (const [viewer, others] of this.#toldTo) {
      for (const [id, info] of others) {
        expect(seen.get(id) ?? info).toEqual(info);
        seen.set(id, info);
      }
      expect(others.has(viewer)).toBe(false);
    }
    for (const [viewer, others] of this.#toldTo) {
      expect(new Set(others.keys())).toEqual(new Set([...seen.keys()].filter((id) => id !== viewer)));
    }
  }

  #isHidden(id: string): boolean {
    const guest = this.present.find((candidate) => candidate.id === id);
    return guest?.snapshot[0].head?.self.grants.hidden === true;
  }

  #checkMedia(inRoom: readonly ParticipantInfo[]): void {
    const { call } = this.stage;
    const tracks = new Map(
      inRoom.flatMap(({ participantId, tracks: own }) =>
        own.map((track) => [track.trackId, { owner: participantId, track }] as const),
      ),
    );
    for (const { owner, track } of tracks.values()) {
      const forwarded = call.tracks.get(track.trackId);
      expect(forwarded).toEqual({ owner, paused: track.paused });
    }
    for (const [receiver, { audio, video }] of call.receptions) {
      expect(audio.length).toBeLessThanOrEqual(32);
      const shares = video.filter(({ trackId }) => tracks.get(trackId)?.track.source === 'screen');
      expect(video.length - shares.length).toBeLessThanOrEqual(25);
      // Six microphones are fewer than K: every running one is heard by all others.
      for (const [trackId, { owner, track }] of tracks) {
        if (track.source !== 'microphone' || track.paused || owner === receiver) continue;
        expect(audio).toContain(trackId);
      }
      for (const trackId of [...audio, ...video.map((wanted) => wanted.trackId)]) {
        // Of somebody who is there, published now, and never one's own.
        expect(tracks.get(trackId)?.owner ?? receiver).not.toBe(receiver);
      }
    }
  }

  finish(): void {
    for (const guest of [...this.present]) {
      guest.member.leave('hangup');
      this.#depart(guest);
    }
    this.stage.tell();
    this.#told = true;
    this.check();
    this.stage.clock.advance(20_000);
    expect(this.stage.rooms.list()).toEqual([]);
    expect(this.stage.clock.pending).toBe(0);
    for (const call of this.stage.media.rooms) {
      expect([call.closed, call.legs.size, call.receptions.size]).toEqual([true, 0, 0]);
    }
    expect(this.stage.counts.closed).toBe(this.stage.counts.opened);
  }
}

const byId = (list: Iterable<ParticipantInfo>): Map<ParticipantId, ParticipantInfo> =>
  new Map([...list].map((info) => [info.participantId, info]));

describe('membership', () => {
  it('holds its invariants whoever joins, leaves, publishes, drops, resumes, reloads or loses media', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 80, size: 'max' }), async (acts) => {
        const walk = new Walk();
        for (const step of acts) {
          await walk.run(step);
          walk.check();
        }
        walk.finish();
      }),
      { numRuns: 150, seed: 20_260_731 },
    );
  });
});
