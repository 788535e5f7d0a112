import type { StatsSample, StreamSample } from '@earshot/client';
import { describe, expect, it } from 'vitest';
import { statsRows, totalBitrates, transportLine } from '../../../client/pages/model/stats-rows.ts';

const stream = (fields: Partial<StreamSample>): StreamSample => ({
  id: 's',
  trackId: 't',
  participantId: 'p',
  source: 'camera',
  direction: 'receive',
  transportId: 'r',
  ...fields,
});
const sample = (streams: readonly StreamSample[]): StatsSample => ({
  at: 0,
  gap: false,
  streams,
  transports: [],
});

describe('the statistics table', () => {
  it('shows own streams first, then the others by name', () => {
    const rows = statsRows(
      sample([
        stream({ id: '1', participantId: 'z' }),
        stream({ id: '2', participantId: 'a', source: 'microphone' }),
        stream({ id: '3', direction: 'send' }),
      ]),
      (id) => ({ z: 'Zoe', a: 'Ada' })[id] ?? '?',
    );
    expect(rows.map((row) => [row.who, row.what])).toEqual([
      ['You', 'Camera'],
      ['Ada', 'Microphone'],
      ['Zoe', 'Camera'],
    ]);
  });

  it('counts loss among all that was on its way, and shows dashes for what is not measured', () => {
    const [lossy, empty] = statsRows(
      sample([
        stream({
          id: '1',
          packetsPerSecond: 45,
          packetsLostPerSecond: 5,
          frameWidthReceived: 640,
          frameHeightReceived: 360,
        }),
        stream({ id: '2' }),
      ]),
      () => 'Ada',
    );
    expect(lossy).toMatchObject({ loss: '10.0 %', picture: '640×360' });
    expect(empty).toMatchObject({
      loss: '–',
      picture: '–',
      bitrate: '–',
      jitter: '–',
      delay: '–',
      codec: '–',
    });
  });

  it('adds up all layers of what is sent', () => {
    const camera = stream({
      direction: 'send',
      bitrate: 1000,
      altLayouts: [stream({ bitrate: 300 }), stream({ bitrate: 100 })],
    });
    expect(totalBitrates(sample([camera, stream({ bitrate: 50 }), stream({})]))).toEqual({
      send: 1400,
      receive: 50,
    });
  });

  it('says how media travels', () => {
    expect(
      transportLine({
        id: 's',
        direction: 'send',
        path: 'relay',
        state: 'connected',
        rttInMs: 31.4,
        availableOutgoingBitrate: 2e6,
      }),
    ).toBe('Sending through a relay, 31 ms round trip, 2.0 Mbit/s available');
    expect(transportLine({ id: 'r', direction: 'receive', path: 'udp', state: 'new' })).toBe(
      'Receiving directly (UDP)',
    );
  });
});
