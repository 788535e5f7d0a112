import { TrackId } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import {
  FIRST_RETRY_MS,
  MAX_TRIES,
  MAX_UNANSWERED_RETRY_MS,
  TrackFailures,
} from '../../../server/media/track-failures.ts';

const a = TrackId.parse('00000000-0000-4000-8000-00000000000a');
const b = TrackId.parse('00000000-0000-4000-8000-00000000000b');

describe('a track that failed', () => {
  it('is tried again after waits that double, then given up', () => {
    const failures = new TrackFailures();
    let now = 0;
    const waits: number[] = [];
    for (let tries = 1; tries < MAX_TRIES; tries += 1) {
      failures.add(a, now);
      const retryAt = failures.findNextRetry(now) ?? Number.NaN;
      expect(failures.isBlocked(a, retryAt - 1)).toBe(true);
      expect(failures.isBlocked(a, retryAt)).toBe(false);
      waits.push(retryAt - now);
      now = retryAt;
    }
    expect(waits).toEqual([1, 2, 4, 8].map((factor) => factor * FIRST_RETRY_MS));
    expect(failures.list()).toEqual([]);
    failures.add(a, now);
    expect(failures.list()).toEqual([{ trackId: a, reason: 'failed' }]);
    expect(failures.findNextRetry(now)).toBeUndefined();
    expect(failures.isBlocked(a, now + 1e9)).toBe(true);
  });

  it('is not tried again when its codec is the trouble', () => {
    const failures = new TrackFailures();
    failures.setUnsupported(a);
    expect(failures.isBlocked(a, 1e9)).toBe(true);
    expect(failures.list()).toEqual([{ trackId: a, reason: 'codec_unsupported' }]);
  });

  it('starts anew when it was not wanted in between, or worked', () => {
    const failures = new TrackFailures();
    failures.setUnsupported(a);
    failures.add(b, 0);
    failures.keep(new Set([b]));
    expect(failures.isBlocked(a, 0)).toBe(false);
    expect(failures.isBlocked(b, 0)).toBe(true);
    failures.delete(b);
    expect(failures.findNextRetry(0)).toBeUndefined();
  });

  it('of several is due at the earliest time', () => {
    const failures = new TrackFailures();
    failures.add(a, 1_000);
    failures.add(b, 0);
    expect(failures.findNextRetry(0)).toBe(FIRST_RETRY_MS);
    expect(failures.findNextRetry(FIRST_RETRY_MS)).toBe(1_000 + FIRST_RETRY_MS);
    failures.clear();
    expect(failures.findNextRetry(0)).toBeUndefined();
  });

  it('is never given up when only its receiver does not answer, and the waits stay short', () => {
    const failures = new TrackFailures();
    const waits: number[] = [];
    for (let tries = 1; tries <= MAX_TRIES + 4; tries += 1) {
      failures.addUnanswered(a, 0);
      waits.push(failures.findNextRetry(0) ?? Number.NaN);
    }
    expect(waits.slice(0, 3)).toEqual([1, 2, 4].map((factor) => factor * FIRST_RETRY_MS));
    expect(waits.at(-1)).toBe(MAX_UNANSWERED_RETRY_MS);
    expect(failures.list()).toEqual([]);
  });
});
