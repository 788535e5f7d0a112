import type { ErrorCode, IssueCode } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createHarness } from './harness.ts';

const failed = (code: ErrorCode) => ({ attempt: { phase: 'failed', code } as const });
const ON = { attempt: { phase: 'started' }, wanted: true, track: 'live', permission: 'granted' } as const;

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
