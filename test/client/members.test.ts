import type { ParticipantInfo } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Members } from '../../client/members.ts';
import { fakeParticipant, fakeTrack } from '../support/fake-call.ts';

const OWN = fakeParticipant(1).participantId;

/** The same, without anything kept beside. */
function listPlainly(infos: readonly ParticipantInfo[]): ParticipantInfo[] {
  const order = (info: ParticipantInfo) => (info.participantId === OWN ? -1 : info.joinedAt);
  return [...infos].sort((a, b) => order(a) - order(b));
}

describe('members', () => {
  test('are the same list until one of them changes', () => {
    const members = new Members();
    members.set(fakeParticipant(2));
    const list = members.list(OWN);
    expect(members.list(OWN)).toBe(list);
    members.set({ ...fakeParticipant(2), name: 'Other' });
    expect(members.list(OWN)).not.toBe(list);
    expect(members.list(OWN).map(({ name }) => name)).toEqual(['Other']);
  });

  test('are found by their tracks, those of now only', () => {
    const members = new Members();
    const two = fakeParticipant(2, [fakeTrack(1)]);
    members.set(two);
    expect(members.findTrack(fakeTrack(1).trackId)).toEqual({ owner: two, track: fakeTrack(1) });
    members.set({ ...two, tracks: [fakeTrack(2)] });
    expect(members.findTrack(fakeTrack(1).trackId)).toBeUndefined();
    members.remove(two.participantId);
    expect(members.findTrack(fakeTrack(2).trackId)).toBeUndefined();
  });

  test('are listed and raise hands in order, whatever happens to them', () => {
    const step = fc.record({
      what: fc.constantFrom('set', 'remove', 'replace'),
      count: fc.integer({ min: 1, max: 8 }),
      hand: fc.option(fc.integer({ min: 1, max: 50 }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const members = new Members();
        let plain = new Map<string, ParticipantInfo>();
        for (const { what, count, hand } of steps) {
          const info = { ...fakeParticipant(count), handRaisedAt: hand };
          if (what === 'set') {
            const before = plain.get(info.participantId)?.handRaisedAt ?? null;
            expect(members.set(info)).toBe(before !== hand);
            plain.set(info.participantId, info);
          } else if (what === 'remove') {
            expect(members.remove(info.participantId)).toEqual(plain.get(info.participantId));
            plain.delete(info.participantId);
          } else {
            members.replace([info]);
            plain = new Map([[info.participantId, info]]);
          }
          expect(members.list(OWN)).toEqual(listPlainly([...plain.values()]));
          const raised = [...plain.values()].filter(({ handRaisedAt }) => handRaisedAt !== null);
          raised.sort(
            (a, b) =>
              (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0) || (a.participantId < b.participantId ? -1 : 1),
          );
          expect(members.hands).toEqual(raised.map(({ participantId }) => participantId));
        }
      }),
    );
  });
});
