import {
  applyOverrides,
  DIAGNOSTICS,
  DiagnosticOverrides,
  findOverrideProblems,
  ISSUE_CODES,
  ISSUES,
  LOCAL_ONLY_ISSUES,
} from '@earshot/shared';
import { describe, expect, it } from 'vitest';

describe.each(ISSUE_CODES)('the row of %s', (code) => {
  const info = DIAGNOSTICS[code];

  it('says what it means and where it comes from', () => {
    expect(info.operatorHint).toMatch(/^[A-Z].+\.$/u);
    expect(info.source).not.toBe('');
  });

  it('leaves time to be raised and cleared', () => {
    const latest = ISSUES[code].group === 'network' ? 15_000 : 10_000;
    expect(info.enterMs).toBeLessThanOrEqual(latest);
    expect(info.leaveMs).toBeLessThanOrEqual(20_000);
    expect((info.enter === null) === (info.leave === null)).toBe(true);
  });

  it('tells nobody else of devices, permissions and what stays here', () => {
    if (['audio', 'camera', 'screen'].includes(ISSUES[code].group)) expect(info.audience).toBe('self');
    if (LOCAL_ONLY_ISSUES.some((local) => local === code)) expect(info.audience).toBe('self');
  });
});

describe('guesses', () => {
  it.each(['echoLikely', 'audioVideoOutOfSync', 'speakerNotFunctioning'] as const)(
    'like %s are low',
    (code) => {
      expect(DIAGNOSTICS[code].severity).toBe('low');
      expect(Object.values(DIAGNOSTICS[code].engines)).not.toContain('measured');
    },
  );
});

describe('overrides', () => {
  it('change what they name and leave the rest', () => {
    const table = applyOverrides({
      audioConcealment: { enter: 0.05, enterMs: 3_000, minVolume: 6 },
      networkReceiveQuality: { also: { poorRttMs: { enter: 400 } } },
      echoLikely: { enabled: false },
    });
    expect(table.audioConcealment).toMatchObject({ enter: 0.05, leave: 0.01, enterMs: 3_000 });
    expect(table.audioConcealment.minVolume).toEqual({ amount: 6, of: 'seconds' });
    expect(table.networkReceiveQuality.also?.['poorRttMs']).toMatchObject({ enter: 400, leave: 250 });
    expect(table.networkReceiveQuality.also?.['badRttMs']).toEqual(
      DIAGNOSTICS.networkReceiveQuality.also?.['badRttMs'],
    );
    expect(table.echoLikely.enabled).toBe(false);
    expect(table.cameraFreeze).toBe(DIAGNOSTICS.cameraFreeze);
  });

  it.each([
    [{ cameraFreeze: { enter: 3 } }, 'cameraFreeze is a fact: it has no bounds'],
    [{ audioConcealment: { leave: 0.2 } }, 'audioConcealment: enter and leave are the wrong way round'],
    [{ audioConcealment: { also: { more: { enter: 1 } } } }, 'audioConcealment has no bound "more"'],
    [{ sfuLimited: { minVolume: 2 } }, 'sfuLimited has no least volume'],
    [
      { networkSendQuality: { also: { badRttMs: { enter: 100 } } } },
      'networkSendQuality.also.badRttMs: enter and leave are the wrong way round',
    ],
  ] as const)('that make no sense are named: %j', (overrides, problem) => {
    expect(findOverrideProblems(overrides)).toEqual([problem]);
  });

  it('of unknown codes and names are refused', () => {
    expect(DiagnosticOverrides.safeParse({ nothing: {} }).success).toBe(false);
    expect(DiagnosticOverrides.safeParse({ cameraFreeze: { when: 1 } }).success).toBe(false);
    expect(DiagnosticOverrides.safeParse({ cameraFreeze: { enterMs: -1 } }).success).toBe(false);
  });
});
