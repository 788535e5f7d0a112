import { toListenError } from '@earshot/server/listen.ts';
import { explainStartFailure } from '@earshot/server/start-failure.ts';
import { EarshotError } from '@earshot/shared';
import { describe, expect, it } from 'vitest';

const workerFailed = (message: string) =>
  new EarshotError('internal', 'A media worker does not start.', { cause: new Error(message) });

describe('a server that cannot start', () => {
  it('names the media port that it cannot have, and the setting', () => {
    const text = explainStartFailure(
      workerFailed("uv_udp_bind() failed [protocol:udp, ip:'192.0.2.2', port:40000]: address already in use"),
    );
    expect(text).toContain('udp port 40000 of 192.0.2.2: address already in use');
    expect(text).toContain('EARSHOT_RTC_PORT');
    expect(text).not.toContain('    at ');
  });

  it.each([
    ['ENOENT', 'is not there'],
    ['EACCES', 'is not a program that runs here'],
  ])('names the worker that does not run (%s), and how to get one', (code, why) => {
    const text = explainStartFailure(workerFailed(`spawn /opt/mediasoup-worker ${code}`));
    expect(text).toContain(`/opt/mediasoup-worker ${why}`);
    expect(text).toContain('MEDIASOUP_WORKER_BIN');
    expect(text).not.toContain('    at ');
  });

  it('says what is wrong with the configuration, and no more', () => {
    const cause = new Error('listen EADDRINUSE');
    expect(explainStartFailure(new EarshotError('config_invalid', 'It is in use.', { cause }))).toBe(
      'It is in use.',
    );
  });

  it('shows the stack of what nobody expected', () => {
    expect(explainStartFailure(new TypeError('x is not a function'))).toContain('    at ');
  });
});

describe('an address that cannot be listened on', () => {
  it.each([
    ['EADDRINUSE', 'is in use. Set EARSHOT_METRICS_PORT to another port.'],
    ['EACCES', 'cannot be listened on (EACCES). Set EARSHOT_METRICS_PORT to another port.'],
    [
      'EADDRNOTAVAIL',
      'cannot be listened on (EADDRNOTAVAIL). Set EARSHOT_METRICS_HOST to an address of this machine.',
    ],
  ])('is told with its setting (%s)', (code, why) => {
    const cause = Object.assign(new Error(`listen ${code}`), { code });
    const error = toListenError(cause, { host: '127.0.0.1', port: 9464, setting: 'EARSHOT_METRICS_PORT' });
    expect([error.code, error.message]).toEqual(['config_invalid', `127.0.0.1:9464 ${why}`]);
  });
});
