import { describe, expect, it } from 'vitest';
import { setNice } from '../../../server/primitives/nice.ts';

describe('a scheduling priority', () => {
  it('that cannot be given costs a line of the log and no more', () => {
    const lines: string[] = [];
    const logger = { info: (_fields: object, message: string) => lines.push(message) };
    // No process has this number.
    setNice({ pid: 2 ** 22 + 1, nice: 5, what: 'media worker' }, logger);
    expect(lines).toEqual(['media worker keeps its scheduling priority']);
  });
});
