import { describe, expect, it } from 'vitest';
import { tileLabel } from '../../../client/pages/model/tile-state.ts';
import { troubleWords } from '../../../client/pages/words/trouble-words.ts';
import { participant } from '../model/participants.ts';

const issues = [
  { code: 'networkSendQuality', level: 'bad' },
  { code: 'networkReceiveQuality', level: 'poor' },
  { code: 'cpuLimited', level: 'bad' },
] as const;

describe('the trouble of others in words', () => {
  it('says each thing once, and nothing when nothing is wrong', () => {
    expect(troubleWords([])).toBeUndefined();
    expect(troubleWords(issues)).toBe('Their network is in trouble. Their device has too much to do.');
  });

  it('is part of what a tile is called', () => {
    const state = { muted: false, hasPicture: true, note: undefined };
    const label = tileLabel(participant('Ann', { issues }), state, { pinned: false, spotlight: false });
    expect(label).toBe('Ann, Their network is in trouble. Their device has too much to do.');
  });
});
