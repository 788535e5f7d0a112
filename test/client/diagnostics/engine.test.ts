import { ISSUE_CODES, LOCAL_ONLY_ISSUES } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import {
  advance,
  NOT_RAISED,
  type IssueState,
  type Judgement,
} from '../../../client/diagnostics/detector.ts';
import { createDiagnostics, DETECTORS } from '../../../client/diagnostics/diagnostics.ts';
import { hintOf, messageOf } from '../../../client/diagnostics/messages.ts';
import { createHarness } from './harness.ts';

const times = { enterMs: 3_000, leaveMs: 5_000, repeatMs: 0 };
const judged = (level: Judgement['level']): Judgement => ({ level, evidence: { measure: level } });

/** Walks judgements, one a second. */
function walk(levels: readonly (Judgement['level'] | 'unknown')[], start = NOT_RAISED): IssueState[] {
  const states: IssueState[] = [];
  let state = start;
  levels.forEach((level, second) => {
    state = advance(state, level === 'unknown' ? level : judged(level), { now: second * 1_000, times });
    states.push(state);
  });
  return states;
}

const levelsOf = (states: readonly IssueState[]) => states.map(({ level }) => level);

describe('what was cleared less than a minute ago', () => {
  const once = { enterMs: 0, leaveMs: 0, repeatMs: 60_000 };
  const play = (moments: readonly (readonly [second: number, level: Judgement['level']])[]) => {
    let state = NOT_RAISED;
    return moments.map(([second, level]) => {
      state = advance(state, judged(level), { now: second * 1_000, times: once });
      return state.level;
    });
  };

  it('is raised at no level', () => {
    expect(
      play([
        [0, 'poor'],
        [5, 'good'],
        [10, 'bad'],
        [59, 'bad'],
        [60, 'bad'],
      ]),
    ).toEqual(['poor', 'good', 'good', 'good', 'bad']);
  });

  it('may get worse while it is raised', () => {
    expect(
      play([
        [0, 'poor'],
        [5, 'bad'],
        [10, 'good'],
      ]),
    ).toEqual(['poor', 'bad', 'good']);
  });
});

describe('the engine', () => {
  it('raises what has held long enough, dated from when it began', () => {
    const states = walk(['bad', 'bad', 'bad', 'bad']);
    expect(levelsOf(states)).toEqual(['good', 'good', 'good', 'bad']);
    expect(states.at(-1)).toMatchObject({ since: 0, evidence: { measure: 'bad' } });
  });

  it('begins anew after a moment in which all was well', () => {
    expect(levelsOf(walk(['bad', 'bad', 'good', 'bad', 'bad', 'bad']))).not.toContain('bad');
  });

  it('forgets what was building up when nothing can be said', () => {
    expect(levelsOf(walk(['bad', 'bad', 'unknown', 'bad', 'bad', 'bad']))).not.toContain('bad');
  });

  it('keeps what is raised when nothing can be said', () => {
    expect(levelsOf(walk(['bad', 'bad', 'bad', 'bad', ...Array<'unknown'>(20).fill('unknown')])).at(-1)).toBe(
      'bad',
    );
  });

  it('raises the mildest of what held all the time', () => {
    expect(levelsOf(walk(['bad', 'poor', 'bad', 'bad'])).at(-1)).toBe('poor');
  });

  it('clears to the worst of what held all the time', () => {
    const raised: IssueState = { level: 'bad', since: 0, evidence: {}, candidate: undefined, raisedAt: {} };
    const levels = levelsOf(walk(['good', 'poor', 'good', 'good', 'good', 'good'], raised));
    expect(levels.slice(0, 5)).toEqual(['bad', 'bad', 'bad', 'bad', 'bad']);
    expect(levels.at(-1)).toBe('poor');
  });
});

describe('the diagnostics', () => {
  it('have one detector for each code of the list', () => {
    expect(DETECTORS.map(({ code }) => code).sort()).toEqual([...ISSUE_CODES].sort());
  });

  it.each(ISSUE_CODES)('have plain words for %s', (code) => {
    for (const level of ['poor', 'bad', 'good'] as const) {
      expect(messageOf(code, level)).toMatch(/^[A-Z].+\.$/u);
      expect(messageOf(code, level)).not.toMatch(/undefined|error|track|ICE|RTP/u);
    }
    expect(messageOf(code, 'good')).not.toBe(messageOf(code, 'bad'));
    expect(hintOf(code, 'bad')).toMatch(/^[A-Z].+\.$/u);
    expect(hintOf(code, 'good')).toBe('');
  });

  it('say nothing of a fresh call, of which nothing is known', () => {
    let time = 0;
    const diagnostics = createDiagnostics({ clock: { now: () => time, monotonic: () => time } });
    for (; time < 120_000; time += 1_000) diagnostics.tick(undefined);
    expect(diagnostics.issues).toEqual([]);
    expect(diagnostics.takeChanges()).toEqual([]);
  });

  it.each([3_600_000, -3_600_000])('hold no shorter or longer when the clock is set by %i ms', (byMs) => {
    const call = createHarness();
    call.feed({ microphone: { wanted: true, track: 'muted', attempt: { phase: 'started' } } });
    const began = call.now();
    call.setClock(byMs);
    call.pass(1);
    expect(call.raised()).toEqual([]);
    call.pass(1);
    expect(call.raised()).toEqual(['microphoneMuteUnexpectedly']);
    expect(call.changes[0]?.since).toBe(call.wallNow() - (call.now() - began));
    const [change] = call.diagnostics.takeChanges();
    expect(change?.at).toBe(call.wallNow());
    call.setClock(-byMs);
    call.feed({ microphone: { track: 'live' } });
    expect(call.raised()).toEqual([]);
  });

  it('judge samples by when they came, whatever time they carry', () => {
    const call = createHarness();
    const stream = { direction: 'receive', packetsPerSecond: 80, packetsLostPerSecond: 20 } as const;
    const lossy = { streams: ['ann', 'ben'].map((participantId) => ({ ...stream, participantId })) };
    call.pass(3, lossy);
    call.setClock(3_600_000);
    call.pass(3, lossy);
    expect(call.raised()).toEqual(['networkReceiveQuality']);
  });

  it('list what is raised, oldest first, and report each change once', () => {
    const call = createHarness();
    call.feed({ autoplayBlocked: true });
    call.pass(2);
    call.feed({ camera: { attempt: { phase: 'failed', code: 'device_in_use' } } });
    expect(call.raised()).toEqual(['autoplayBlocked', 'cameraStartFailed']);
    call.feed({ autoplayBlocked: false });
    const changes = call.diagnostics.takeChanges();
    expect(changes.map(({ code, level }) => `${code} ${level}`)).toEqual([
      'autoplayBlocked bad',
      'cameraStartFailed bad',
      'autoplayBlocked good',
    ]);
    expect(call.diagnostics.takeChanges()).toEqual([]);
  });

  it('keep at most as many changes as a report may hold, the newest', () => {
    const call = createHarness();
    for (let round = 0; round < 50; round += 1) {
      call.feed({ autoplayBlocked: true });
      call.feed({ autoplayBlocked: false });
    }
    const changes = call.diagnostics.takeChanges();
    expect(changes).toHaveLength(64);
    expect(changes.at(-1)?.level).toBe('good');
  });

  it('do not lose other issues to a listener that throws, and let one feed again', () => {
    const thrown: unknown[] = [];
    const diagnostics = createDiagnostics({
      clock: { now: () => 0, monotonic: () => 0 },
      onListenerError: (error) => thrown.push(error),
    });
    diagnostics.on('issueChanged', () => {
      throw new Error('app');
    });
    const seen: string[] = [];
    diagnostics.on('issueChanged', ({ code }) => {
      seen.push(code);
      diagnostics.feed({ visible: true });
    });
    diagnostics.feed({ autoplayBlocked: true, camera: { attempt: { phase: 'failed', code: 'internal' } } });
    expect(thrown).toHaveLength(2);
    expect(seen.sort()).toEqual(['autoplayBlocked', 'cameraStartFailed']);
  });

  it('are silent after they were stopped', () => {
    const call = createHarness();
    call.diagnostics.stop();
    call.feed({ autoplayBlocked: true });
    call.pass(20);
    expect(call.changes).toEqual([]);
    expect(call.raised()).toEqual([]);
  });

  it('know only local issues that are in the list', () => {
    for (const code of LOCAL_ONLY_ISSUES) expect(ISSUE_CODES).toContain(code);
  });
});
