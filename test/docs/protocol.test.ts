import { EVENT_NAMES, REQUEST_NAMES } from '@earshot/shared';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const protocol = readFileSync(path.join(root, 'shared/PROTOCOL.md'), 'utf8');
const RULE = '[A-Z]\\d{1,2}';

/** Ids of the rules, in the page's order. */
const rules = [...protocol.matchAll(new RegExp(`^- \\*\\*(${RULE})\\*\\* `, 'gmu'))].map(
  ([, id]) => id ?? '',
);

/** Ids at the head of tests' titles: `J1: …` or `J1, S2: …`. */
const titled = new Map<string, string[]>();
for (const file of readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.test.ts') || file.includes('node_modules')) continue;
  const source = readFileSync(path.join(root, 'test', file), 'utf8');
  for (const [, ids = ''] of source.matchAll(new RegExp(`['"\`](${RULE}(?:, ${RULE})*): \\S`, 'gu')))
    for (const id of ids.split(', ')) titled.set(id, [...(titled.get(id) ?? []), file]);
}

describe('PROTOCOL.md', () => {
  it('numbers its rules once each, in order', () => {
    expect(rules.length).toBeGreaterThan(50);
    expect(new Set(rules).size).toBe(rules.length);
    for (const letter of new Set(rules.map((id) => id.charAt(0)))) {
      const numbers = rules.filter((id) => id.startsWith(letter)).map((id) => Number(id.slice(1)));
      expect(numbers, letter).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  it('has a test for every rule', () => {
    expect(rules.filter((id) => !titled.has(id))).toEqual([]);
  });

  it('has a rule for every id in a test’s title', () => {
    expect([...titled].filter(([id]) => !rules.includes(id))).toEqual([]);
  });

  it('names no request and no event that does not exist', () => {
    const names = new Set<string>([...REQUEST_NAMES, ...EVENT_NAMES]);
    const sample = protocol.slice(protocol.indexOf('```'));
    for (const [, name = ''] of sample.matchAll(/request {1,2}\d+ (\S+)/gu))
      expect([...names]).toContain(name);
    for (const [, name = ''] of sample.matchAll(/event \d+ (\S+)/gu)) expect([...names]).toContain(name);
  });
});
