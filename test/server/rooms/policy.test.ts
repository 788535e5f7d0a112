import {
  computeCapabilities,
  Identity,
  LIMITS,
  ParticipantId,
  resolveGrants,
  SOURCES,
  TrackId,
} from '@earshot/shared';
import {
  assertHasPicture,
  assertMayPublish,
  decideSeat,
  selectForbidden,
  type SeatInput,
} from '@earshot/server/rooms/policy.ts';
import { describe, expect, it } from 'vitest';

const id = (n: number) => ParticipantId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const held = (...names: string[]) =>
  names.map((name, n) => ({ participantId: id(n), identity: Identity.parse(name) }));
const decide = (input: Partial<SeatInput>) =>
  decideSeat({
    held: [],
    maxParticipants: 3,
    identity: Identity.parse('new'),
    replaces: undefined,
    duplicateIdentity: 'replace',
    onlySuccessors: false,
    ...input,
  });
const refused = { kind: 'refused', code: 'room_full' };

describe('a place', () => {
  it('is free up to the cap', () => {
    expect(decide({ held: held('a', 'b') })).toEqual({ kind: 'admitted', replaced: [] });
    expect(decide({ held: held('a', 'b', 'c') })).toEqual(refused);
  });

  it('passes from a leg to the leg that replaces it, also in a full room', () => {
    expect(decide({ held: held('a', 'b', 'c'), replaces: id(1) })).toEqual({
      kind: 'admitted',
      replaced: [id(1)],
    });
    expect(decide({ held: held('a', 'new', 'c') })).toEqual({ kind: 'admitted', replaced: [id(1)] });
  });

  it('does not pass by identity where one identity may have two legs', () => {
    const input = { held: held('a', 'new', 'c'), duplicateIdentity: 'allow' } as const;
    expect(decide(input)).toEqual(refused);
    expect(decide({ ...input, replaces: id(1) })).toEqual({ kind: 'admitted', replaced: [id(1)] });
  });

  it('is not given for a predecessor who is not there', () => {
    expect(decide({ held: held('a', 'b', 'c'), replaces: id(9) })).toEqual(refused);
  });

  it('is only for successors where nobody else is to come', () => {
    const input = { held: held('a', 'new'), onlySuccessors: true } as const;
    expect(decide(input)).toEqual({ kind: 'admitted', replaced: [id(1)] });
    expect(decide({ ...input, identity: Identity.parse('x'), replaces: id(0) })).toEqual({
      kind: 'admitted',
      replaced: [id(0)],
    });
    const draining = { kind: 'refused', code: 'draining' };
    expect(decide({ ...input, identity: Identity.parse('x') })).toEqual(draining);
    expect(decide({ ...input, duplicateIdentity: 'allow' })).toEqual(draining);
  });
});

const capabilities = computeCapabilities(resolveGrants('attendee'), { guestAccess: false });
const track = (n: number) => TrackId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

describe('publishing', () => {
  it.each([
    ['microphone', [], undefined],
    ['screen', [], 'not_allowed'],
    ['camera', ['camera'], 'wrong_state'],
    ['camera', ['microphone'], undefined],
    ['camera', ['microphone', 'screen'], 'track_limit'],
  ] as const)('%s beside %j: %s', (source, published, code) => {
    const input = { source, capabilities, published: new Set(published), maxTracks: 2 };
    let thrown: unknown;
    try {
      assertMayPublish(input);
    } catch (error) {
      thrown = error;
    }
    expect(thrown === undefined ? undefined : (thrown as { code: string }).code).toBe(code);
  });

  it('M5: has room for every source there is', () => {
    const presenter = computeCapabilities(resolveGrants('presenter'), { guestAccess: false });
    for (const source of SOURCES) {
      const published = new Set(SOURCES.filter((other) => other !== source));
      expect(() => {
        assertMayPublish({ source, capabilities: presenter, published });
      }).not.toThrow();
    }
    expect(SOURCES.length).toBeLessThanOrEqual(LIMITS.maxPublishedTracks);
  });

  it('of the sound of a share needs its picture, and nothing else does', () => {
    const alone = (source: (typeof SOURCES)[number]) => () => {
      assertHasPicture(source, new Set(SOURCES.filter((other) => other !== 'screen')));
    };
    expect(alone('screenAudio')).toThrow(expect.objectContaining({ code: 'wrong_state' }));
    for (const source of ['microphone', 'camera', 'screen'] as const) expect(alone(source)).not.toThrow();
    expect(() => {
      assertHasPicture('screenAudio', new Set(['screen']));
    }).not.toThrow();
  });

  it('ends for what new grants no longer allow', () => {
    const tracks = [
      { trackId: track(1), source: 'screen' },
      { trackId: track(2), source: 'camera' },
    ] as const;
    expect(selectForbidden(tracks, capabilities)).toEqual({ pause: [], drop: [track(1)] });
  });
});
