import { LIMITS, SessionId } from '@earshot/shared';
import { EndedLegs } from '@earshot/server/signalling/ended-legs.ts';
import { describe, expect, it } from 'vitest';

const idOf = (count: number) => SessionId.parse(`00000000-0000-4000-8000-${String(count).padStart(12, '0')}`);
const legOf = (count: number) => ({ callId: 'c', participantId: `p${String(count)}` });

describe('legs that ended', () => {
  it('are found with their key until ten minutes later', () => {
    const legs = new EndedLegs();
    legs.add({ id: idOf(1), beaconKey: 'key' }, legOf(1), 5);
    expect(legs.find(idOf(1), 'key', 5)).toEqual(legOf(1));
    expect(legs.find(idOf(1), 'yek', 5)).toBeUndefined();
    expect(legs.find(idOf(2), 'key', 5)).toBeUndefined();
    expect(legs.find(idOf(1), 'key', 4 + LIMITS.surveyMs)).toEqual(legOf(1));
    expect(legs.find(idOf(1), 'key', 5 + LIMITS.surveyMs)).toBeUndefined();
  });

  it('are kept in a bounded number, the newest', () => {
    const legs = new EndedLegs();
    for (let count = 0; count <= 20_000; count += 1)
      legs.add({ id: idOf(count), beaconKey: 'key' }, legOf(count), 0);
    expect(legs.find(idOf(0), 'key', 1)).toBeUndefined();
    expect(legs.find(idOf(1), 'key', 1)).toEqual(legOf(1));
    expect(legs.find(idOf(20_000), 'key', 1)).toEqual(legOf(20_000));
  });
});
