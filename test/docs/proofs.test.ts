import { DIAGNOSTICS, ISSUE_CODES, type IssueCode } from '@earshot/shared';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { EXPECTED } from '../truth/expected.ts';

/** Where a fault in a call between real browsers raises it: the test, and the words of that test that bring it about. */
const LIVE: Partial<Record<IssueCode, { readonly file: string; readonly words: string }>> = {
  microphoneMuteUnexpectedly: { file: 'test/browser/phone.test.ts', words: 'microphoneMuteUnexpectedly' },
  networkReceiveQuality: { file: 'test/browser/truth.test.ts', words: 'loss10-down' },
};

it('says `live` of those diagnostics that a real call raises, and of no others', () => {
  const said = ISSUE_CODES.filter((code) => DIAGNOSTICS[code].proof === 'live');
  expect(said.sort()).toEqual(Object.keys(LIVE).sort());
});

it.each(Object.entries(LIVE))('%s is raised there', async (_code, { file, words }) => {
  const text = await readFile(path.join(import.meta.dirname, '../..', file), 'utf8');
  expect(text).toContain(words);
});

it('plays a row whose subscriber must be told of its network', () => {
  expect(EXPECTED['loss10-down'].raise).toEqual([{ codes: ['networkReceiveQuality'], on: 'subscriber' }]);
});
