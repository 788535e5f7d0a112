import { lanesOf } from '@earshot/pages/quality/model/lanes.ts';
import type { CallEvent, CallIssue, LegDetail } from '@earshot/shared/calls-api.ts';
import { describe, expect, it } from 'vitest';

const event = (at: number, name: CallEvent['name'], detail: string | null = null): CallEvent => ({
  at,
  name,
  detail,
  trackId: null,
  result: null,
  ms: null,
});
const issue = (code: CallIssue['code'], raisedAt: number, clearedAt: number | null): CallIssue => ({
  code,
  level: 'bad',
  raisedAt,
  clearedAt,
});

function lanes({
  events = [],
  issues = [],
  endedAt = null,
}: {
  events?: CallEvent[];
  issues?: CallIssue[];
  endedAt?: number | null;
}) {
  const leg = { endedAt } as LegDetail['leg'];
  return lanesOf({ events, issues, leg }, 1000).map(({ name, spans }) => ({
    name,
    spans: spans.map(({ from, to }) => [from, to]),
  }));
}

describe('the lines of a timeline', () => {
  it('are none when nothing happened', () => {
    expect(lanes({})).toEqual([]);
  });

  it('show when each source was off, until it was on again', () => {
    const events = [
      event(10, 'trackPaused', 'microphone'),
      event(20, 'trackPaused', 'camera'),
      event(30, 'trackResumed', 'microphone'),
      event(40, 'trackUnpublished', 'camera'),
    ];
    expect(lanes({ events })).toEqual([
      { name: 'Microphone off', spans: [[10, 30]] },
      { name: 'Camera off', spans: [[20, 40]] },
    ]);
  });

  it('show what still lasts until now, or until the leg ended', () => {
    const events = [event(10, 'trackPaused', 'microphone')];
    expect(lanes({ events })[0]?.spans).toEqual([[10, 1000]]);
    expect(lanes({ events, endedAt: 600 })[0]?.spans).toEqual([[10, 600]]);
  });

  it('show a time away from its first sign on', () => {
    const events = [event(10, 'mediaLost'), event(12, 'reconnecting'), event(30, 'reconnected')];
    expect(lanes({ events })).toEqual([{ name: 'Away', spans: [[10, 30]] }]);
  });

  it('show each issue on a line of its own', () => {
    const issues = [issue('noNetwork', 5, 9), issue('cameraFreeze', 6, null), issue('noNetwork', 20, 25)];
    expect(lanes({ issues, endedAt: 50 })).toEqual([
      {
        name: 'noNetwork',
        spans: [
          [5, 9],
          [20, 25],
        ],
      },
      { name: 'cameraFreeze', spans: [[6, 50]] },
    ]);
  });
});
