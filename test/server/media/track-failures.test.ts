import { TrackId } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { FIRST_RETRY_MS, MAX_TRIES, TrackFailures } from '../../../server/media/track-failures.ts';

const a = TrackId.parse('00000000-0000-4000-8000-00000000000a');
const b = TrackId.parse('00000000-0000-4000-8000-00000000000b');

describe('a track that failed', () => {
  it('is tried again after waits that double, then given up', () => {
    const failures = new TrackFailures();
    let now = 0;
    const waits: number[] = [];
    for (let tries = 1; tries < MAX_TRIES; tries += 1) {
      failures.add(a, now);
      const retryAt = failures.findNextRetry() ?? Number.NaN;
      expect(failures.isBlocked(a, retryAt - 1)).toBe(true);
      expect(failures.isBlocked(a, retryAt)).toBe(false);
      waits.push(retryAt - now);
      now = retryAt;
    }
    expect(waits).toEqual([1, 2, 4, 8].map((factor) => factor * FIRST_RETRY_MS));
    expect(failures.list()).toEqual([]);
    failures.add(a, now);
    expect(failures.list()).toEqual([{ trackId: a, reason: 'failed' }]);
    expect(failures.findNextRetry()).toBeUndefined();
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
    expect(failures.findNextRetry()).toBeUndefined();
  });

  it('of several is due at the earliest time', () => {
    const failures = new TrackFailures();
    failures.add(a, 1_000);
    failures.add(b, 0);
    expect(failures.findNextRetry()).toBe(FIRST_RETRY_MS);
    failures.clear();
    expect(failures.findNextRetry()).toBeUndefined();
  });
});
