import { LATEST_CLEAR_SECONDS, LATEST_RAISE_SECONDS, type Expected } from '../expected.ts';
import type { Measured } from '../measured.ts';
import type { ToldIssue } from '../page.ts';
import { SAME_VOICE, type Person } from '../rows.ts';
import type { Finding } from './finding.ts';

const BUSY_RAISE_SECONDS = 60;

/** An issue that was raised after the onset. */
export interface RaisedIssue {
  readonly who: Person;
  readonly code: ToldIssue['code'];
  /** Seconds after the onset. */
  readonly afterSeconds: number;
  /** Seconds after the end of the fault; `undefined`: never. Negative: while it lasted. */
  readonly clearedSeconds: number | undefined;
}

/** What was raised because of the fault, in the order in which it came. Pure. */
export function raisedIn({ people, onsetAt, endedAt }: Measured): RaisedIssue[] {
  return (Object.keys(people) as Person[])
    .flatMap((who) => {
      const codes = new Set(people[who].issues.map(({ code }) => code));
      return [...codes].flatMap((code): RaisedIssue[] => {
        const told = people[who].issues.filter((one) => one.code === code && one.at >= onsetAt);
        const raised = told.find(({ level }) => level !== 'good');
        if (raised === undefined) return [];
        const cleared = lastWord(told);
        return [
          {
            who,
            code,
            afterSeconds: (raised.at - onsetAt) / 1_000,
            clearedSeconds: cleared === undefined ? undefined : (cleared - endedAt) / 1_000,
          },
        ];
      });
    })
    .toSorted((left, right) => left.afterSeconds - right.afterSeconds);
}

/** When it was cleared for good. */
function lastWord(told: readonly ToldIssue[]): number | undefined {
  const last = told.at(-1);
  return last?.level === 'good' ? last.at : undefined;
}

/** What had to be raised and when, what had to be cleared, and what must not have been raised. Pure. */
export function judgeIssues(measured: Measured, expected: Expected, isBusy: boolean): Finding[] {
  // A page that gets no core in time says everything late.
  const latest = isBusy ? BUSY_RAISE_SECONDS : LATEST_RAISE_SECONDS;
  const raised = raisedIn(measured).filter(({ code }) => code !== SAME_VOICE);
  const required = expected.raise.map(({ codes, on }): Finding => {
    const found = raised.find(({ who, code }) => who === on && codes.includes(code));
    return {
      rule: `${codes.join(' or ')} raised on the ${on}`,
      isRight: found !== undefined && found.afterSeconds <= latest,
      text: found === undefined ? 'never' : `after ${found.afterSeconds.toFixed(1)} s`,
    };
  });
  const late = raised.filter(
    ({ code, clearedSeconds }) =>
      expected.mayLast?.includes(code) !== true &&
      (clearedSeconds === undefined || clearedSeconds > LATEST_CLEAR_SECONDS),
  );
  const wrong = raised.filter(({ who, code }) => !mayRaise(expected, who, code));
  return [
    ...required,
    {
      rule: 'cleared',
      isRight: late.length === 0,
      text: raised.length === 0 ? 'nothing to clear' : raised.map(describeClearing).join(', '),
    },
    {
      rule: 'nothing else raised',
      isRight: wrong.length === 0,
      text: wrong.length === 0 ? 'nothing' : wrong.map(({ who, code }) => `${code} on the ${who}`).join(', '),
    },
  ];
}

function mayRaise({ raise, mayRaise: allowed }: Expected, who: Person, code: ToldIssue['code']): boolean {
  return (
    raise.some(({ on, codes }) => on === who && codes.includes(code)) || allowed[who]?.includes(code) === true
  );
}

function describeClearing({ code, clearedSeconds }: RaisedIssue): string {
  return `${code} ${clearedSeconds === undefined ? 'never' : `${clearedSeconds.toFixed(1)} s`}`;
}
