import { describe, expect, it } from 'vitest';
import type { StreamSample } from '../../../client/stats/api.ts';
import { createHarness, type Second } from './harness.ts';

/** What of each of some publishers comes, out of a hundred packets a second. */
function received(lost: number, more: Partial<StreamSample> = {}, publishers = ['ann', 'ben']): Second {
  return {
    streams: publishers.map((participantId) => ({
      participantId,
      direction: 'receive',
      packetsPerSecond: 100 - lost,
      packetsLostPerSecond: lost,
      ...more,
    })),
    transports: [{ direction: 'receive', rttInMs: 20 }],
  };
}

function withRtt(direction: 'send' | 'receive', rttInMs: number): Second {
  return { transports: [{ direction, rttInMs }] };
}

describe('networkReceiveQuality', () => {
  it('is raised by loss that stays, with the numbers behind it, and cleared when it has been good for a while', () => {
    const call = createHarness();
    call.pass(10, received(0));
    call.pass(10, received(7));
    expect(call.raised()).toEqual(['networkReceiveQuality']);
    const [issue] = call.changes;
    expect(issue).toMatchObject({ code: 'networkReceiveQuality', level: 'poor' });
    expect(issue?.evidence['lossRatio']).toBeGreaterThan(0.05);
    expect(issue?.message).toContain('connection is weak');
    expect(issue?.hint).not.toBe('');
    call.pass(7, received(0));
    expect(call.raised()).toEqual(['networkReceiveQuality']);
    call.pass(10, received(0));
    expect(call.raised()).toEqual([]);
    expect(call.changes.map(({ level }) => level)).toEqual(['poor', 'good']);
  });

  it.each([2, 5])('is judged by seconds where samples come every %d of them', (pace) => {
    const call = createHarness();
    call.pass(20, { ...received(0), pace });
    call.pass(15, { ...received(7), pace });
    expect(call.raised()).toEqual(['networkReceiveQuality']);
    call.pass(60, { ...received(0), pace });
    expect(call.raised()).toEqual([]);
    expect(call.changes).toHaveLength(2);
    // Thirty packets a second: too few in one second, enough in five.
    call.pass(15, { ...received(3, { packetsPerSecond: 27 }), pace });
    expect(call.raised()).toEqual(['networkReceiveQuality']);
  });

  it('becomes bad, then poor, then good', () => {
    const call = createHarness();
    call.pass(10, received(7));
    call.pass(10, received(20));
    call.pass(20, received(6));
    call.pass(20, received(0));
    expect(call.changes.map(({ level }) => level)).toEqual(['poor', 'bad', 'poor', 'good']);
  });

  it('is not raised by a burst of a second', () => {
    const call = createHarness();
    call.pass(10, received(0));
    call.pass(1, received(12));
    call.pass(20, received(0));
    expect(call.changes).toEqual([]);
  });

  it('does not flicker around its threshold', () => {
    const call = createHarness();
    call.pass(10, received(6));
    for (let round = 0; round < 20; round += 1) {
      call.pass(2, received(3));
      call.pass(2, received(6));
    }
    expect(call.changes.map(({ level }) => level)).toEqual(['poor']);
  });

  it('does not speak of loss when hardly anything came: silence sends few packets', () => {
    const call = createHarness();
    call.pass(20, received(1, { packetsPerSecond: 2 }));
    expect(call.changes).toEqual([]);
  });

  it('is raised by jitter of sound, not by the bursts in which pictures come', () => {
    const call = createHarness();
    call.pass(15, received(0, { source: 'camera', jitterInMs: 200 }));
    expect(call.changes).toEqual([]);
    call.pass(15, received(0, { source: 'microphone', jitterInMs: 60 }));
    expect(call.changes[0]).toMatchObject({ level: 'poor', evidence: { jitterMs: 60 } });
  });

  it.each(['loss', 'jitter'])('does not take the %s of the only publisher for its own', (what) => {
    const call = createHarness();
    const bad = what === 'loss' ? received(20, {}, ['ann']) : received(0, { jitterInMs: 120 }, ['ann']);
    call.pass(60, bad);
    expect(call.changes).toEqual([]);
  });

  it('takes the word of the server where there is one publisher only', () => {
    const call = createHarness();
    const tell = (lossRatio: number) => {
      call.feed({ pathLoss: { received: lossRatio, at: call.now() } });
      call.pass(5, received(20, {}, ['ann']));
    };
    // Most of it was lost before the server.
    [0.02, 0.02, 0.02].forEach(tell);
    expect(call.raised()).toEqual([]);
    [0.19, 0.19].forEach(tell);
    expect(call.changes[0]).toMatchObject({ level: 'bad', evidence: { lossRatio: 0.19 } });
    // It says no more: nothing is lost on this way.
    call.pass(30, received(20, {}, ['ann']));
    expect(call.raised()).toEqual([]);
  });

  it('keeps silent about a path that is not there, and forgets what was building up', () => {
    const call = createHarness();
    call.pass(2, received(20));
    call.feed({ receiveTransport: 'connecting' });
    call.pass(20, received(20));
    expect(call.raised()).not.toContain('networkReceiveQuality');
  });

  it('is not judged across a gap', () => {
    const call = createHarness();
    call.pass(2, received(20));
    call.sleep(60_000);
    call.pass(1, { ...received(50), gap: true });
    call.pass(2, received(0));
    expect(call.changes).toEqual([]);
  });

  it('stays as it is while nothing is measured', () => {
    const call = createHarness();
    call.pass(10, received(7));
    call.pass(60);
    expect(call.raised()).toEqual(['networkReceiveQuality']);
  });
});

describe('networkSendQuality', () => {
  it('is not raised by what the server says of sent sound: that is the loss of its worst subscriber', () => {
    const call = createHarness();
    const sound = {
      direction: 'send',
      source: 'microphone',
      packetsPerSecond: 50,
      packetsLostPerSecond: 10,
    } as const;
    const second: Second = { streams: [sound], transports: [{ direction: 'send', rttInMs: 20 }] };
    call.feed({ sendTransport: 'connected', pathLoss: { sent: 0, at: call.now() } });
    call.pass(30, second);
    expect(call.raised()).toEqual([]);
    call.feed({ pathLoss: { sent: 0.2, at: call.now() } });
    call.pass(10, second);
    expect(call.raised()).toContain('networkSendQuality');
    expect(call.changes.find(({ code }) => code === 'networkSendQuality')?.evidence['lossRatio']).toBe(0.2);
  });

  it('is raised by a long way there, and by nothing that is received', () => {
    const call = createHarness();
    call.pass(15, { ...received(20), transports: [{ direction: 'send', rttInMs: 30 }] });
    expect(call.raised()).toEqual(['networkReceiveQuality']);
    call.pass(15, withRtt('send', 700));
    expect(call.raised()).toContain('networkSendQuality');
    expect(call.changes.findLast(({ code }) => code === 'networkSendQuality')).toMatchObject({
      level: 'bad',
      evidence: { rttMs: 700 },
    });
  });

  it('counts what every layer lost', () => {
    const call = createHarness();
    const layer = {
      id: 'l',
      trackId: 'l',
      participantId: 'p',
      source: 'camera',
      direction: 'send',
      transportId: 't',
    } as const;
    call.pass(15, {
      streams: [
        {
          source: 'camera',
          packetsPerSecond: 50,
          packetsLostPerSecond: 0,
          altLayouts: [{ ...layer, packetsPerSecond: 50, packetsLostPerSecond: 8 }],
        },
      ],
    });
    expect(call.changes[0]?.evidence['lossRatio']).toBeCloseTo(0.08, 6);
  });

  it('is not raised while only acknowledgements are missing', () => {
    const call = createHarness();
    call.pass(30, { streams: [{ packetsPerSecond: 50 }] });
    expect(call.changes).toEqual([]);
  });
});

describe('networkReconnect', () => {
  it('is poor when signalling is away, bad when media is away too, and clears when both are back', () => {
    const call = createHarness();
    call.feed({ signalling: 'disconnected' });
    call.pass(1);
    expect(call.raised()).toEqual([]);
    call.pass(2);
    expect(call.changes.at(-1)).toMatchObject({ code: 'networkReconnect', level: 'poor' });
    call.feed({ sendTransport: 'disconnected', receiveTransport: 'disconnected' });
    call.pass(3);
    expect(call.changes.at(-1)).toMatchObject({ code: 'networkReconnect', level: 'bad' });
    call.feed({ signalling: 'connected', sendTransport: 'connected', receiveTransport: 'connected' });
    call.pass(2);
    expect(call.changes.at(-1)).toMatchObject({ level: 'good', hint: '' });
    expect(call.raised()).toEqual([]);
  });

  it('is bad at once when media has failed, and stays while it is made anew', () => {
    const call = createHarness();
    call.feed({ receiveTransport: 'failed' });
    expect(call.raised()).toEqual(['networkReconnect']);
    call.feed({ receiveTransport: 'new' });
    call.pass(5);
    expect(call.raised()).toEqual(['networkReconnect']);
    call.feed({ receiveTransport: 'connected' });
    call.pass(2);
    expect(call.raised()).toEqual([]);
  });

  it('is not raised by a blink of ICE', () => {
    const call = createHarness();
    call.feed({ sendTransport: 'disconnected' });
    call.pass(1);
    call.feed({ sendTransport: 'connected' });
    call.pass(10);
    expect(call.changes).toEqual([]);
  });

  it('is not raised while joining, nor by a transport that carries nothing', () => {
    const call = createHarness();
    call.feed({ signalling: 'connecting', sendTransport: undefined, receiveTransport: undefined });
    call.pass(20);
    expect(call.changes).toEqual([]);
    call.feed({ signalling: 'connected' });
    call.pass(20);
    expect(call.changes).toEqual([]);
  });
});

describe('noNetwork', () => {
  it('is raised at once when the browser is offline and nothing is connected', () => {
    const call = createHarness();
    call.feed({
      signalling: 'disconnected',
      sendTransport: 'disconnected',
      receiveTransport: 'disconnected',
    });
    call.feed({ online: false });
    expect(call.raised()).toEqual(['noNetwork']);
    call.feed({ online: true, signalling: 'connected' });
    call.pass(2);
    expect(call.raised()).not.toContain('noNetwork');
  });

  it('is raised when nothing has been connected for a while, though the browser sees a network', () => {
    const call = createHarness();
    call.feed({ signalling: 'disconnected', sendTransport: 'failed', receiveTransport: 'disconnected' });
    call.pass(5);
    expect(call.raised()).not.toContain('noNetwork');
    call.pass(5);
    expect(call.raised()).toContain('noNetwork');
  });

  it('is not raised while media flows, whatever the browser says', () => {
    const call = createHarness();
    call.feed({ online: false, signalling: 'disconnected' });
    call.pass(30);
    expect(call.raised()).not.toContain('noNetwork');
  });

  it('is not raised while a server is merely slow to answer the join', () => {
    const call = createHarness();
    call.feed({ signalling: 'connecting', sendTransport: undefined, receiveTransport: undefined });
    call.pass(60);
    expect(call.changes).toEqual([]);
  });
});
