import { describe, expect, it } from 'vitest';
import { EXPECTED } from './expected.ts';
import { isBrief, ROWS } from './rows.ts';

describe('rows', () => {
  it('stand in both tables, once each', () => {
    const ids = ROWS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(EXPECTED).toSorted()).toEqual(ids.toSorted());
  });

  it('last for sixty expected losses of a voice, three report intervals, or three seconds', () => {
    const seconds = Object.fromEntries(ROWS.map((row) => [row.id, row.seconds]));
    expect(seconds).toMatchObject({ 'loss2-up': 60, 'loss10-down': 45, 'blackout-up': 3 });
    expect(ROWS.filter(isBrief).map(({ id }) => id)).toEqual([
      'blackout-up',
      'blackout-down',
      'stopped-worker',
    ]);
  });
});

describe('expectations', () => {
  it.each(ROWS.filter(({ fault }) => fault.kind === 'network'))(
    'of $id name the leg that is harmed',
    (row) => {
      if (row.fault.kind !== 'network') throw new Error('no network row');
      const { leg, blame, at } = EXPECTED[row.id];
      expect(leg).toBe(row.fault.leg);
      expect(blame).toBe(leg === 'uplink' ? 'publisherUplink' : 'subscriberDownlink');
      expect(at).toContain('subscriber');
      expect(at.includes('witness')).toBe(leg === 'uplink');
    },
  );

  it('let nobody else be told anything about a network of their own', () => {
    const aboutNetworks = ['networkSendQuality', 'networkReceiveQuality', 'networkReconnect', 'noNetwork'];
    for (const { leg, mayRaise } of Object.values(EXPECTED)) {
      if (leg === 'uplink')
        expect(mayRaise.subscriber).not.toEqual(expect.arrayContaining([aboutNetworks[1]]));
      if (leg === 'downlink') expect(mayRaise.publisher ?? []).toEqual([]);
    }
    expect(EXPECTED.clean.mayRaise).toEqual({});
  });
});
