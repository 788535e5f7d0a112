import { describe, expect, it } from 'vitest';
import {
  rosterLines,
  sortPeople,
  stepInRoster,
  type RosterLine,
} from '../../../client/pages/model/roster.ts';
import { participant } from './participants.ts';

const everybody = [
  participant('Zoé', { isLocal: true }),
  participant('bo'),
  participant('Ada'),
  participant('Cyd'),
  participant('Åsa'),
];
const sorted = sortPeople(everybody);
const show = (line: RosterLine): string =>
  line.kind === 'heading'
    ? `# ${line.section} ${line.count}`
    : `${line.hand === undefined ? '' : `${line.hand} `}${line.participantId}`;
const linesOf = (hands: readonly string[], search: string) =>
  rosterLines({ sorted, hands, search }).lines.map(show);

describe('the list of participants', () => {
  it('shows hands in the order in which they were raised, then oneself, then the others by name', () => {
    expect(linesOf(['Cyd', 'bo'], '')).toEqual([
      '# hands 2',
      '1 Cyd',
      '2 bo',
      '# others 3',
      'Zoé',
      'Ada',
      'Åsa',
    ]);
  });

  it('has no headings when no hand is up', () => {
    expect(linesOf([], '')).toEqual(['Zoé', 'Ada', 'Åsa', 'bo', 'Cyd']);
  });

  it('finds names whatever the case and accents, and a hand keeps its number', () => {
    expect(linesOf([], ' ZOE ')).toEqual(['Zoé']);
    expect(linesOf([], 'asa')).toEqual(['Åsa']);
    expect(linesOf(['Cyd', 'bo'], 'B')).toEqual(['# hands 1', '2 bo']);
    expect(rosterLines({ sorted, hands: ['bo'], search: 'nobody' })).toEqual({ lines: [], people: 0 });
  });

  it('leaves out hands of people who are not there', () => {
    expect(linesOf(['gone', 'bo'], '')).toContain('2 bo');
    expect(linesOf(['gone'], '')).toHaveLength(5);
  });

  it('lists each of 350 once, with hands and without', () => {
    const people = Array.from({ length: 350 }, (_, at) => participant(`Guest ${String((at * 7919) % 350)}`));
    const hands = people.slice(40, 60).map((each) => each.participantId);
    const { lines, people: count } = rosterLines({ sorted: sortPeople(people), hands, search: '' });
    const ids = lines.flatMap((line) => (line.kind === 'person' ? [line.participantId] : []));
    expect(count).toBe(350);
    expect(new Set(ids).size).toBe(350);
    expect(ids.slice(0, 20)).toEqual(hands);
    expect(rosterLines({ sorted: sortPeople(people), hands, search: 'guest 34' }).people).toBe(11);
  });
});

describe('keys in the list of participants', () => {
  const { lines } = rosterLines({ sorted, hands: ['bo', 'Cyd'], search: '' });
  // 0 heading, 1 bo, 2 Cyd, 3 heading, 4 Zoé, 5 Ada, 6 Åsa

  it('lead from person to person, past the headings', () => {
    expect(stepInRoster(lines, 1, { key: 'ArrowDown' })).toBe(2);
    expect(stepInRoster(lines, 2, { key: 'ArrowDown' })).toBe(4);
    expect(stepInRoster(lines, 4, { key: 'ArrowUp' })).toBe(2);
  });

  it('stay at the ends', () => {
    expect(stepInRoster(lines, 1, { key: 'ArrowUp' })).toBe(1);
    expect(stepInRoster(lines, 6, { key: 'ArrowDown' })).toBe(6);
    expect(stepInRoster(lines, 5, { key: 'Home' })).toBe(1);
    expect(stepInRoster(lines, 1, { key: 'End' })).toBe(6);
    expect(stepInRoster(lines, 1, { key: 'PageDown' })).toBe(6);
    expect(stepInRoster(lines, 6, { key: 'PageUp', pageLines: 2 })).toBe(4);
  });

  it('mean nothing else, and nothing in an empty list', () => {
    expect(stepInRoster(lines, 1, { key: 'm' })).toBeUndefined();
    expect(stepInRoster([], -1, { key: 'ArrowDown' })).toBeUndefined();
  });
});
