import type { LocalSourceState } from '@earshot/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followMedia } from '../../../client/pages/model/media-time.ts';
import { participant, track } from './participants.ts';

type Watched = Parameters<typeof followMedia>[0];

const OFF = { active: false, muted: false } as LocalSourceState;
const ON = { active: true, muted: false } as LocalSourceState;
const MUTED = { active: true, muted: true } as LocalSourceState;
const coming = track({ mediaTrack: {} as MediaStreamTrack });

/** A call that can be changed. */
function makeCall(): { -readonly [K in keyof Watched]: Watched[K] } {
  return {
    participants: [participant('me', { isLocal: true }), participant('ben')],
    state: { name: 'connected' },
    microphone: { state: OFF },
    camera: { state: OFF },
    screen: { state: OFF },
  };
}

describe('how long media passed in a call', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const follow = (call: Watched) => followMedia(call, () => Date.now());

  it('counts what is sent to others, and what comes of them', () => {
    const call = makeCall();
    const hadMedia = follow(call);
    call.microphone = { state: ON };
    vi.advanceTimersByTime(6_000);
    call.microphone = { state: MUTED };
    call.participants = [participant('ben', { tracks: [coming] })];
    vi.advanceTimersByTime(4_000);
    expect(hadMedia()).toBe(false);
    vi.advanceTimersByTime(2_000);
    expect(hadMedia()).toBe(true);
  });

  it('does not count being alone, being muted, or what is paused or does not come', () => {
    const call = makeCall();
    const hadMedia = follow(call);
    call.microphone = { state: MUTED };
    call.participants = [participant('ben', { tracks: [track(), { ...coming, paused: true }] })];
    vi.advanceTimersByTime(60_000);
    call.microphone = { state: ON };
    call.participants = [participant('me', { isLocal: true, tracks: [coming] })];
    vi.advanceTimersByTime(60_000);
    expect(hadMedia()).toBe(false);
  });

  it('stops looking when it knows, and at the end of the call', () => {
    const enough = makeCall();
    enough.camera = { state: ON };
    follow(enough);
    const ended = makeCall();
    follow(ended);
    expect(vi.getTimerCount()).toBe(2);
    ended.state = { name: 'ended', reason: 'hangup' } as Watched['state'];
    vi.advanceTimersByTime(12_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
