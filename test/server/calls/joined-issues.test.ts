import { JoinedIssues } from '@earshot/server/calls/joined-issues.ts';
import type { IssueChange } from '@earshot/server/calls/ports.ts';
import type { IssueCode, IssueLevel } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { CALL_START, intervalOf, legOf, poorIntervalOf } from '../../support/call-rows.ts';

const ann = legOf(1, 11, 'ann');
const { callId, participantId } = ann;

function setUp() {
  const issues = new JoinedIssues();
  const brief = (changes: readonly IssueChange[]) => changes.map(({ code, level }) => `${code} ${level}`);
  let number = 0;
  return {
    issues,
    tell: (code: IssueCode, level: IssueLevel) =>
      brief(issues.told({ callId, participantId, code, level, at: CALL_START })),
    judge: (make: typeof intervalOf) => brief(issues.judged(make(ann, (number += 1)))),
  };
}

/** Until smoothing has forgotten what was. */
function judgeUntilGood(judge: ReturnType<typeof setUp>['judge']): readonly string[] {
  return Array.from({ length: 20 }, () => judge(intervalOf)).flat();
}

describe('issues that are recorded of a leg', () => {
  it('are those that the server concludes from both legs, without a word of the client', () => {
    const { judge } = setUp();
    expect(judge(intervalOf)).toEqual([]);
    expect([judge(poorIntervalOf), judge(poorIntervalOf)].flat().at(-1)).toBe('networkReceiveQuality bad');
    expect(judge(poorIntervalOf)).toEqual([]);
    expect(judgeUntilGood(judge).at(-1)).toBe('networkReceiveQuality good');
  });

  it('are the worse of what both say, and over when both say so', () => {
    const { tell, judge } = setUp();
    expect(tell('networkReceiveQuality', 'poor')).toEqual(['networkReceiveQuality poor']);
    for (let count = 0; count < 3; count += 1) judge(poorIntervalOf);
    expect(tell('networkReceiveQuality', 'bad')).toEqual([]);
    expect(judgeUntilGood(judge)).toEqual([]);
    expect(tell('networkReceiveQuality', 'good')).toEqual(['networkReceiveQuality good']);
    expect(tell('cameraFreeze', 'good')).toEqual([]);
  });

  it('begin anew with a leg that was forgotten', () => {
    const { issues, tell } = setUp();
    expect(tell('cameraFreeze', 'bad')).toEqual(['cameraFreeze bad']);
    expect(tell('cameraFreeze', 'bad')).toEqual([]);
    issues.forget(participantId);
    expect(tell('cameraFreeze', 'bad')).toEqual(['cameraFreeze bad']);
  });
});
