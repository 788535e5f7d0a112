import { describe, expect, it } from 'vitest';
import { createHarness, type Second } from './harness.ts';

const ON = { attempt: { phase: 'started' }, wanted: true, track: 'live', permission: 'granted' } as const;
const sending = (packetsPerSecond: number): Second => ({ streams: [{ packetsPerSecond }] });

describe('microphoneNotFunctioning', () => {
  it('is raised when the track has ended and cleared when it lives again', () => {
    const call = createHarness();
    call.feed({ microphone: { ...ON, track: 'ended' } });
    call.pass(3);
    expect(call.raised()).toEqual(['microphoneNotFunctioning']);
    call.feed({ microphone: { track: 'live' } });
    call.pass(1, sending(50));
    expect(call.raised()).toEqual([]);
  });

  it('is raised when no packet has left for ten seconds', () => {
    const call = createHarness();
    call.feed({ microphone: ON });
    call.pass(9, sending(0));
    expect(call.raised()).toEqual([]);
    call.pass(3, sending(0));
    expect(call.raised()).toEqual(['microphoneNotFunctioning']);
    call.pass(1, sending(50));
    expect(call.raised()).toEqual([]);
  });

  it('is raised at once when the server hears nothing, and is one issue with what the browser knows', () => {
    const call = createHarness();
    call.feed({ microphone: ON });
    call.pass(5, sending(0));
    call.feed({ microphone: { unheardByServer: true } });
    expect(call.changes).toMatchObject([{ level: 'bad', evidence: { noticedBy: 'server' } }]);
    call.pass(10, sending(0));
    call.feed({ microphone: { unheardByServer: false } });
    expect(call.raised()).toEqual(['microphoneNotFunctioning']);
    call.pass(1, sending(50));
    expect(call.changes.map(({ code, level }) => [code, level])).toEqual([
      ['microphoneNotFunctioning', 'bad'],
      ['microphoneNotFunctioning', 'good'],
    ]);
  });

  it('is not raised by what the server says of a muted microphone or of one without a path', () => {
    const call = createHarness();
    call.feed({ microphone: { ...ON, unheardByServer: true, wanted: false } });
    call.feed({ sendTransport: 'disconnected', microphone: { wanted: true } });
    call.feed({ microphone: { track: 'muted' } });
    expect(call.raised()).not.toContain('microphoneNotFunctioning');
    call.feed({ sendTransport: 'connected', microphone: { track: 'live' } });
    expect(call.raised()).toContain('microphoneNotFunctioning');
  });

  it('is not raised by silence, by muting, by a lost network, or by a browser that measures nothing', () => {
    const call = createHarness();
    call.feed({ microphone: ON });
    call.pass(30, sending(2));
    call.pass(30, { streams: [{}] });
    call.feed({ sendTransport: undefined });
    call.pass(30, sending(0));
    call.feed({ sendTransport: 'connected', microphone: { wanted: false } });
    call.pass(30, sending(0));
    expect(call.changes).toEqual([]);
  });
});

describe('speakingWhileMicrophoneIsMuted', () => {
  const say = (call: ReturnType<typeof createHarness>, levels: readonly (number | undefined)[]) => {
    for (const level of levels) {
      call.feed({ microphone: { level } });
      call.pass(1);
    }
  };

  it('is raised by speech, with its pauses, and cleared by silence', () => {
    const call = createHarness();
    call.feed({ microphone: { ...ON, wanted: false, mutedByPerson: true } });
    say(call, [0.1, 0.005, 0.12, 0.08]);
    expect(call.raised()).toEqual(['speakingWhileMicrophoneIsMuted']);
    say(call, [0.001, 0.001]);
    expect(call.raised()).toEqual(['speakingWhileMicrophoneIsMuted']);
    say(call, [0.001, 0.001, 0.001]);
    expect(call.raised()).toEqual([]);
  });

  it('goes away at once when the person unmutes', () => {
    const call = createHarness();
    call.feed({ microphone: { ...ON, wanted: false, mutedByPerson: true } });
    say(call, [0.1, 0.1, 0.1]);
    expect(call.raised()).toEqual(['speakingWhileMicrophoneIsMuted']);
    call.feed({ microphone: { wanted: true, mutedByPerson: false } });
    expect(call.raised()).toEqual([]);
  });

  it('is not raised by a slamming door, by room noise, or by speech before muting', () => {
    const call = createHarness();
    call.feed({ microphone: ON });
    say(call, [0.2, 0.2, 0.2, 0.2]);
    call.feed({ microphone: { wanted: false, mutedByPerson: true } });
    say(call, [0.01, 0.6, 0.01, 0.01, 0.01, 0.6, 0.01, 0.02, 0.02, 0.02, 0.02]);
    expect(call.changes).toEqual([]);
  });

  it('is not judged where the level cannot be measured', () => {
    const call = createHarness();
    call.feed({ microphone: { ...ON, wanted: false, mutedByPerson: true } });
    say(call, [undefined, undefined, undefined, undefined]);
    expect(call.changes).toEqual([]);
  });

  it('is told to the person and never to the server', () => {
    const call = createHarness();
    call.feed({ microphone: { ...ON, wanted: false, mutedByPerson: true } });
    say(call, [0.1, 0.1, 0.1]);
    call.feed({ autoplayBlocked: true });
    expect(call.changes.map(({ code }) => code)).toContain('speakingWhileMicrophoneIsMuted');
    expect(call.diagnostics.takeChanges().map(({ code }) => code)).toEqual(['autoplayBlocked']);
  });
});
