import { Identity, SOURCES, type Source } from '@earshot/shared';
import { createAllowances, type Allowances } from '@earshot/server/rooms/allowances.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const id = (name: string) => Identity.parse(name);
const plain = (name: string) => ({ identity: id(name), grants: { admin: false } });
const admin = (name: string) => ({ identity: id(name), grants: { admin: true } });
const make = (isPresent: (identity: Identity) => boolean = () => true, max?: number) =>
  createAllowances(isPresent, max);

describe('what is forbidden', () => {
  it('to one stays with the identity, admin or not, and ends when it is permitted', () => {
    const allowances = make();
    allowances.forbid(id('ann'), ['screen', 'microphone']);
    expect(allowances.forbiddenTo(plain('ann'))).toEqual(['microphone', 'screen']);
    expect(allowances.forbiddenTo(admin('ann'))).toEqual(['microphone', 'screen']);
    expect(allowances.forbiddenTo(plain('bob'))).toEqual([]);
    allowances.permit(id('ann'), ['microphone']);
    expect(allowances.forbiddenTo(plain('ann'))).toEqual(['screen']);
  });

  it('to all spares admins and who is permitted after it', () => {
    const allowances = make();
    allowances.permit(id('cat'), ['microphone']);
    expect(allowances.forbidAll(['microphone'])).toBe(true);
    expect(allowances.forbidAll(['microphone'])).toBe(false);
    allowances.permit(id('ann'), ['microphone']);
    expect(
      [plain('ann'), plain('bob'), plain('cat'), admin('dan')].map((who) => allowances.forbiddenTo(who)),
    ).toEqual([[], ['microphone'], ['microphone'], []]);
    allowances.forbidAll(['microphone']);
    expect(allowances.forbiddenTo(plain('ann'))).toEqual(['microphone']);
  });

  it('by name outlives what held for all', () => {
    const allowances = make();
    allowances.forbid(id('ann'), ['camera']);
    allowances.forbidAll(['camera', 'screen']);
    expect(allowances.permitAll(['camera'])).toBe(true);
    expect(allowances.permitAll(['camera'])).toBe(false);
    expect(allowances.forAll).toEqual(['screen']);
    expect(allowances.forbiddenTo(plain('ann'))).toEqual(['camera', 'screen']);
    expect(allowances.forbiddenTo(plain('bob'))).toEqual(['screen']);
  });

  it('is kept for a bounded number of people: those who are away go first', () => {
    const allowances = make((identity) => identity === 'here', 2);
    for (const name of ['here', 'away', 'new']) allowances.forbid(id(name), ['camera']);
    expect(['here', 'away', 'new'].map((name) => allowances.forbiddenTo(plain(name)).length)).toEqual([
      1, 0, 1,
    ]);
  });
});

type Word = { readonly kind: keyof typeof WORDS; readonly who: number; readonly sources: Source[] };
const WORDS = {
  forbid: (allowances: Allowances, { who, sources }: Word) => {
    allowances.forbid(id(`p${String(who)}`), sources);
  },
  permit: (allowances: Allowances, { who, sources }: Word) => {
    allowances.permit(id(`p${String(who)}`), sources);
  },
  forbidAll: (allowances: Allowances, { sources }: Word) => void allowances.forbidAll(sources),
  permitAll: (allowances: Allowances, { sources }: Word) => void allowances.permitAll(sources),
};

describe('whatever is said', () => {
  const word = fc.record({
    kind: fc.constantFrom('forbid', 'permit', 'forbidAll', 'permitAll'),
    who: fc.nat(2),
    sources: fc.uniqueArray(fc.constantFrom(...SOURCES), { minLength: 1 }),
  });

  it('the last word on a person and a source holds, and permitting all leaves only what was said by name', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), word, (words, last) => {
        const allowances = make();
        for (const said of words) WORDS[said.kind](allowances, said);
        WORDS[last.kind](allowances, last);
        const own = allowances.forbiddenTo(plain(`p${String(last.who)}`));
        for (const source of last.sources) {
          if (last.kind === 'forbid' || last.kind === 'forbidAll') expect(own).toContain(source);
          if (last.kind === 'permit') expect(own).not.toContain(source);
        }
        allowances.permitAll(SOURCES);
        expect(allowances.forAll).toEqual([]);
        expect(allowances.forbiddenTo(plain('nobody spoke of'))).toEqual([]);
      }),
    );
  });
});
