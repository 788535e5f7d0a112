import { describe, expect, it } from 'vitest';
import { synthesizeSpeech } from './speech.ts';

const SAMPLE_RATE = 16_000;

/** Loudness of each 20 ms, 0..1. */
function frameLevels(wav: Buffer): number[] {
  const frame = SAMPLE_RATE / 50;
  const count = Math.floor((wav.length - 44) / 2 / frame);
  return Array.from({ length: count }, (_, index) => {
    let sum = 0;
    for (let at = 0; at < frame; at += 1) sum += wav.readInt16LE(44 + (index * frame + at) * 2) ** 2;
    return Math.sqrt(sum / frame) / 32_768;
  });
}

function longestPauseMs(levels: readonly number[]): number {
  let longest = 0;
  let current = 0;
  for (const level of levels) {
    current = level < 0.001 ? current + 20 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

describe('the voice of the fake microphones', () => {
  it('is loud most of the time and never silent for half a second', () => {
    const levels = frameLevels(synthesizeSpeech({ seconds: 9, seed: 1 }));
    const loud = levels.filter((level) => level > 0.01).length;
    expect(loud / levels.length).toBeGreaterThan(0.6);
    expect(longestPauseMs(levels)).toBeLessThan(500);
  });

  it('is the same for the same seed and another for another', () => {
    const first = synthesizeSpeech({ seconds: 1, seed: 1 });
    expect(synthesizeSpeech({ seconds: 1, seed: 1 }).equals(first)).toBe(true);
    expect(synthesizeSpeech({ seconds: 1, seed: 2 }).equals(first)).toBe(false);
  });
});
