import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../load/run/options.ts';
import { PLANS } from '../../load/run/plans.ts';

const own = { results: '/results', env: {} };

describe('the command line of a load run', () => {
  it('hands on what was asked for and nothing else', () => {
    const args = ['big-room', '--participants', '20', '--hold', '5', '--variant', 'full', '--no-probes'];
    expect(readOptions(args, own)).toMatchObject({
      scenario: 'big-room',
      probes: 0,
      env: { LOAD_PARTICIPANTS: '20', LOAD_HOLD_SECONDS: '5', LOAD_VARIANT: 'full' },
      results: '/results',
      prometheus: undefined,
    });
    expect(readOptions(['smoke'], own).env).toEqual({});
  });

  it('takes the address of Prometheus from itself before the environment', () => {
    const env = { K6_PROMETHEUS_RW_SERVER_URL: 'http://a/' };
    expect(readOptions(['smoke'], { ...own, env }).prometheus).toBe('http://a/');
    expect(readOptions(['smoke', '--prometheus', 'http://b/'], { ...own, env }).prometheus).toBe('http://b/');
  });

  it.each([
    [[]],
    [['smoke', 'meeting']],
    [['smoke', '--participants', 'many']],
    [['smoke', '--participants', '0']],
    [['smoke', '--variant', 'huge']],
    [['smoke', '--wrong']],
    [['constructor']],
    [['nothing-like-it']],
  ])('refuses %j', (args) => {
    expect(() => readOptions(args, own)).toThrow(/Usage|Scenarios|Unknown option/u);
  });
});

describe('scenarios', () => {
  it('are the files in load/scenarios, each with a plan', () => {
    const files = readdirSync(path.join(import.meta.dirname, '../../load/scenarios'))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => name.slice(0, -3));
    expect(files.toSorted()).toEqual(Object.keys(PLANS).toSorted());
  });

  it('hold one that must fail', () => {
    expect(Object.entries(PLANS).flatMap(([name, plan]) => (plan.mustFail ? [name] : []))).toEqual([
      'overload',
    ]);
  });
});
