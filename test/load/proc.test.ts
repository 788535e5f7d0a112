import { describe, expect, it } from 'vitest';
import {
  cpuOfOthers,
  cpuOfTree,
  familyOf,
  parseProcess,
  parseResident,
  parseStolen,
  treeOf,
} from '../../load/run/proc.ts';

const stat = (pid: number, parent: number, ticks: readonly number[]) =>
  `${String(pid)} (node) S ${String(parent)} 1 4 0 -1 4194304 100 0 0 0 ${ticks.join(' ')} 20 0 11 0 300 1000000 5000`;

describe('a process in /proc', () => {
  it('gives its own time and that of children it has waited for, in ms', () => {
    expect(parseProcess(`${stat(12, 1, [30, 12, 5, 2])}\n`)).toEqual({
      pid: 12,
      parent: 1,
      session: 4,
      name: 'node',
      cpuMs: 420,
      reapedMs: 70,
    });
  });

  it('is found behind a name with spaces and brackets', () => {
    const text = stat(7, 3, [1, 1, 0, 0]).replace('(node)', '(a (b) c)');
    expect(parseProcess(text)).toMatchObject({ pid: 7, parent: 3, session: 4, name: 'a (b) c', cpuMs: 20 });
  });

  it('is undefined when it ended before it was read', () => {
    expect(parseProcess('')).toBeUndefined();
  });

  it('has its resident memory in kB, and none when it is gone', () => {
    expect(parseResident('VmPeak:\t  900 kB\nVmRSS:\t  512 kB\n')).toBe(524_288);
    expect(parseResident('')).toBe(0);
  });
});

describe('the machine in /proc', () => {
  it('says what its hypervisor took', () => {
    expect(parseStolen('cpu  100 1 50 9999 8888 2 3 4 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n')).toBe(40);
  });
});

describe('a tree of processes', () => {
  const all = [
    { pid: 1, parent: 0, session: 1, name: 'init', cpuMs: 1_000, reapedMs: 0 },
    { pid: 10, parent: 1, session: 9, name: 'runner', cpuMs: 5, reapedMs: 100 },
    { pid: 11, parent: 10, session: 9, name: 'server', cpuMs: 20, reapedMs: 0 },
    { pid: 12, parent: 11, session: 9, name: 'worker', cpuMs: 40, reapedMs: 0 },
    { pid: 20, parent: 1, session: 20, name: 'stranger', cpuMs: 7_000, reapedMs: 0 },
  ];

  it('holds whatever descends from its root and nothing else', () => {
    expect(treeOf(all, 10).map(({ name }) => name)).toEqual(['runner', 'server', 'worker']);
    expect(treeOf(all, 99)).toEqual([]);
  });

  it('loses no time when a child ends, because its parent takes it over', () => {
    const before = cpuOfTree(treeOf(all, 10));
    const ended = all
      .filter(({ name }) => name !== 'worker')
      .map((process) => (process.name === 'server' ? { ...process, reapedMs: 40 } : process));
    expect(cpuOfTree(treeOf(ended, 10))).toBe(before);
    expect(before).toBe(165);
  });

  it('has those too who were handed to another parent, by the session of one of it, and others are the rest', () => {
    const handedOver = { pid: 31, parent: 1, session: 30, name: 'renderer', cpuMs: 500, reapedMs: 0 };
    const browser = { pid: 30, parent: 10, session: 30, name: 'browser', cpuMs: 1, reapedMs: 0 };
    const machine = [...all, browser, handedOver];
    const family = familyOf(machine, 10);
    expect(family.map(({ name }) => name)).toEqual(['runner', 'server', 'worker', 'browser', 'renderer']);
    expect(familyOf(machine, 30).map(({ name }) => name)).toEqual(['browser', 'renderer']);
    expect(cpuOfOthers(machine, family)).toBeGreaterThanOrEqual(8_000);
    expect(cpuOfOthers(machine, family)).toBe(cpuOfOthers(all, familyOf(all, 10)));
  });
});
