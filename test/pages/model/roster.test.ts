import { describe, expect, it } from 'vitest';
import { rosterOf } from '../../../client/pages/model/roster.ts';
import { participant } from './participants.ts';

const everybody = [
  participant('Zoé', { isLocal: true }),
  participant('bo', { handRaisedAt: 20 }),
  participant('Ada'),
  participant('Cyd', { handRaisedAt: 10 }),
  participant('Åsa'),
];
const names = (list: readonly { readonly name: string }[]) => list.map((each) => each.name);

describe('the list of participants', () => {
  it('shows hands in the order in which they were raised, then oneself, then the others by name', () => {
    const { hands, others } = rosterOf(everybody, '');
    expect(names(hands)).toEqual(['Cyd', 'bo']);
    expect(names(others)).toEqual(['Zoé', 'Ada', 'Åsa']);
  });

  it('finds names whatever the case and accents', () => {
    expect(names(rosterOf(everybody, ' ZOE ').others)).toEqual(['Zoé']);
    expect(names(rosterOf(everybody, 'asa').others)).toEqual(['Åsa']);
    expect(names(rosterOf(everybody, 'B').hands)).toEqual(['bo']);
    expect(rosterOf(everybody, 'nobody')).toEqual({ hands: [], others: [] });
  });
});
