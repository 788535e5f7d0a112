import type { ErrorCode, IssueCode } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createHarness, type Second } from './harness.ts';

const failed = (code: ErrorCode) => ({ attempt: { phase: 'failed', code } as const });
const ON = { attempt: { phase: 'started' }, wanted: true, track: 'live', permission: 'granted' } as const;
const sending = (packetsPerSecond: number): Second => ({ streams: [{ packetsPerSecond }] });
const filming = (frameRateInput: number): Second => ({ streams: [{ source: 'camera', frameRateInput }] });

describe('permissions', () => {
  it.each([
    ['microphone', 'microphonePermissionDenied'],
    ['camera', 'cameraPermissionDenied'],
  ] as const)('of the %s that were refused are told, until it starts', (device, code) => {
    const call = createHarness();
    call.feed({ [device]: failed('permission_denied') });
    expect(call.raised()).toEqual([code]);
    call.feed({ [device]: { attempt: { phase: 'starting', since: call.now() } } });
    expect(call.raised()).toEqual([code]);
    call.feed({ [device]: ON });
    expect(call.raised()).toEqual([]);
  });

  it('that are denied matter only to those who want the device', () => {
    const call = createHarness();
    call.feed({ camera: { permission: 'denied' } });
    call.pass(10);
    expect(call.changes).toEqual([]);
    call.feed({ camera: { wanted: true } });
    expect(call.raised()).toEqual(['cameraPermissionDenied']);
    call.feed({ camera: { wanted: false } });
    expect(call.raised()).toEqual([]);
  });
});

describe('a camera that does not start', () => {
  it.each(['device_in_use', 'device_not_found', 'device_constraints', 'internal'] as const)(
    'has failed, by %s',
    (code) => {
      const call = createHarness();
      call.feed({ camera: failed(code) });
      expect(call.changes[0]).toMatchObject({
        code: 'cameraStartFailed',
        level: 'bad',
        evidence: { error: code },
      });
      call.feed({ camera: { attempt: { phase: 'idle' } } });
      expect(call.raised()).toEqual([]);
    },
  );

  it('has timed out, not failed, when nothing answers', () => {
    const call = createHarness();
    call.feed({ camera: { attempt: { phase: 'starting', since: call.now() }, wanted: true } });
    call.pass(9);
    expect(call.raised()).toEqual([]);
    call.pass(2);
    expect(call.raised()).toEqual(['cameraStartTimedOut']);
    call.feed({ camera: failed('device_timeout') });
    expect(call.raised()).toEqual(['cameraStartTimedOut']);
    call.feed({ camera: ON });
    expect(call.raised()).toEqual([]);
  });

  it('has not failed when the person said no: that is another issue', () => {
    const call = createHarness();
    call.feed({ camera: failed('permission_denied') });
    expect(call.raised()).toEqual(['cameraPermissionDenied']);
  });
});

describe('cameraFreeze', () => {
  it('is raised after five seconds without a frame and cleared by the next ones', () => {
    const call = createHarness();
    call.feed({ camera: ON });
    call.pass(5, filming(30));
    call.pass(5, filming(0));
    expect(call.raised()).toEqual([]);
    call.pass(2, filming(0));
    expect(call.raised()).toEqual(['cameraFreeze']);
    call.pass(2, filming(15));
    expect(call.raised()).toEqual([]);
  });

  it('is not raised by a camera that nobody watches, nor at once when somebody does', () => {
    const call = createHarness();
    call.feed({ camera: { ...ON, watched: false } });
    call.pass(20, filming(0));
    call.feed({ camera: { watched: true } });
    call.pass(2, filming(0));
    call.pass(5, filming(30));
    expect(call.changes).toEqual([]);
    call.pass(7, filming(0));
    expect(call.raised()).toEqual(['cameraFreeze']);
  });

  it('is not raised by a camera that is off, a slow one, a hidden page or a browser that does not count', () => {
    const call = createHarness();
    call.feed({ camera: { ...ON, wanted: false } });
    call.pass(20, filming(0));
    call.feed({ camera: ON });
    call.pass(20, filming(1));
    call.pass(20, { streams: [{ source: 'camera' }] });
    call.feed({ visible: false });
    call.pass(20, filming(0));
    expect(call.changes).toEqual([]);
  });

  it('is not raised by a share that stands still', () => {
    const call = createHarness();
    call.feed({ screen: ON });
    call.pass(30, { streams: [{ source: 'screen', frameRateInput: 0 }] });
    expect(call.changes).toEqual([]);
  });

  it('does not count the time in which the machine slept', () => {
    const call = createHarness();
    call.feed({ camera: ON });
    call.pass(2, filming(0));
    call.sleep(60_000);
    call.pass(1, { ...filming(0), gap: true });
    call.pass(3, filming(0));
    expect(call.changes).toEqual([]);
  });
});

describe('a track that the browser stops', () => {
  it.each([
    ['microphone', 'microphoneMuteUnexpectedly'],
    ['camera', 'cameraStoppedUnexpectedly'],
    ['screen', 'capturerStoppedUnexpectedly'],
  ] as const)('of the %s is told while it lasts', (device, code) => {
    const call = createHarness();
    call.feed({ [device]: ON });
    call.feed({ [device]: { track: 'muted' } });
    call.pass(1);
    expect(call.raised()).toEqual([]);
    call.pass(2);
    expect(call.raised()).toEqual([code]);
    call.feed({ [device]: { track: 'live' } });
    expect(call.raised()).toEqual([]);
  });

  it.each(['microphone', 'camera', 'screen'] as const)(
    'of a %s that the person turned off is no issue',
    (device) => {
      const call = createHarness();
      call.feed({ [device]: { ...ON, wanted: false, track: 'muted' } });
      call.pass(20);
      expect(call.changes).toEqual([]);
    },
  );

  it.each(['microphone', 'camera', 'screen'] as const)('of the %s may blink', (device) => {
    const call = createHarness();
    call.feed({ [device]: { ...ON, track: 'muted' } });
    call.pass(1);
    call.feed({ [device]: { track: 'live' } });
    call.pass(20);
    expect(call.changes).toEqual([]);
  });

  it('of a camera in a hidden page is what phones do', () => {
    const call = createHarness();
    call.feed({ camera: { ...ON, track: 'muted' }, visible: false });
    call.pass(30);
    expect(call.changes).toEqual([]);
    call.feed({ visible: true });
    call.pass(3);
    expect(call.raised()).toEqual(['cameraStoppedUnexpectedly']);
  });

  it('of a camera that was unplugged is told after it had a chance to be opened again', () => {
    const call = createHarness();
    call.feed({ camera: { ...ON, track: 'ended' } });
    call.pass(1);
    expect(call.raised()).toEqual([]);
    call.pass(2);
    expect(call.raised()).toEqual(['cameraStoppedUnexpectedly']);
  });
});

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

describe('lists of devices', () => {
  const cases: readonly [IssueCode, (count: number | undefined) => object][] = [
    ['noMicrophoneDevicesEnumerated', (devices) => ({ microphone: { devices } })],
    ['noSpeakerDevicesEnumerated', (speakers) => ({ speakers })],
  ];

  it.each(cases)('that stay empty raise %s', (code, facts) => {
    const call = createHarness();
    call.feed(facts(0));
    call.pass(1);
    expect(call.raised()).toEqual([]);
    call.pass(2);
    expect(call.raised()).toEqual([code]);
    call.feed(facts(1));
    expect(call.raised()).toEqual([]);
  });

  it.each(cases)('that cannot be read do not raise %s', (_code, facts) => {
    const call = createHarness();
    call.feed(facts(undefined));
    call.pass(30);
    expect(call.changes).toEqual([]);
  });
});

describe('a share that does not start', () => {
  it('has failed, but not when the person closed the picker', () => {
    const call = createHarness();
    call.feed({ screen: failed('cancelled') });
    expect(call.changes).toEqual([]);
    call.feed({ screen: failed('permission_denied') });
    expect(call.raised()).toEqual(['screenshareRecordingDisabled']);
    call.feed({ screen: failed('device_in_use') });
    expect(call.raised()).toEqual(['capturerStartFailed']);
    call.feed({ screen: ON });
    expect(call.raised()).toEqual([]);
  });
});

describe('autoplayBlocked', () => {
  it('follows the browser', () => {
    const call = createHarness();
    call.feed({ autoplayBlocked: true });
    expect(call.raised()).toEqual(['autoplayBlocked']);
    call.feed({ autoplayBlocked: false });
    expect(call.raised()).toEqual([]);
  });
});
