import type { ErrorCode } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createHarness, type Second } from './harness.ts';

const failed = (code: ErrorCode) => ({ attempt: { phase: 'failed', code } as const });
const ON = { attempt: { phase: 'started' }, wanted: true, track: 'live', permission: 'granted' } as const;
const filming = (frameRateInput: number): Second => ({ streams: [{ source: 'camera', frameRateInput }] });

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
