import { describe, expect, it } from 'vitest';
import { createCallStats } from '../../../../client/stats/call-stats.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import {
  makeRaw,
  makeStatsOptions,
  makeTransports,
  readCapture,
  runSeconds,
  tracksOf,
  type FakeStat,
} from '../../../support/stats.ts';
import { readInternalsDump, type ReadConnection } from '../../../support/webrtc-internals-reader.ts';

/** The file of a recorded call. `change` may add to what the browser says. */
async function dumpOf(
  browser: 'chromium' | 'firefox',
  change: (stat: FakeStat) => FakeStat = (stat) => stat,
): Promise<string> {
  const capture = readCapture(browser);
  const clock = createFakeClock();
  let position = 0;
  const stats = createCallStats({
    ...makeStatsOptions(clock, {
      transports: () =>
        makeTransports((direction) => makeRaw((capture.samples[position]?.[direction] ?? []).map(change))),
      tracks: () => tracksOf(capture),
    }),
    userAgent: 'Browser 1',
  });
  stats.start();
  for (; position < capture.samples.length; position += 1) await runSeconds(clock, 1);
  stats.stop();
  return stats.dump().text();
}

function connectionsOf(text: string): { send: ReadConnection; receive: ReadConnection } {
  const [send, receive] = [...readInternalsDump(text).values()];
  if (send === undefined || receive === undefined) throw new Error('not two connections');
  return { send, receive };
}

describe.each(['chromium', 'firefox'] as const)('a dump of a call in %s', (browser) => {
  it('reads back as it was: every number of every stream, at its time', async () => {
    const capture = readCapture(browser);
    const connections = connectionsOf(await dumpOf(browser));
    let compared = 0;
    for (const direction of ['send', 'receive'] as const) {
      const ids = new Set(capture.samples.flatMap((sample) => sample[direction].map(({ id }) => id)));
      for (const id of ids) {
        const told = capture.samples.flatMap((sample) => sample[direction].filter((stat) => stat.id === id));
        const numbers = Object.keys(told[0] ?? {}).filter(
          (name) => typeof told[0]?.[name] === 'number' && name !== 'port',
        );
        for (const field of numbers) {
          const series = connections[direction].series.get(`${id}-${field}`);
          expect(series?.points).toEqual(told.map((stat) => [stat.timestamp, stat[field] ?? null]));
          expect(series?.statsType).toBe(told[0]?.type);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  it('has the packets of the microphone and the frames of the camera as they were', async () => {
    const capture = readCapture(browser);
    const { send, receive } = connectionsOf(await dumpOf(browser));
    const find = (direction: 'send' | 'receive', type: string, kind: string) =>
      capture.samples.map((sample) =>
        sample[direction].find(
          (stat) => stat.type === type && stat['kind'] === kind && stat['mid'] !== 'probator',
        ),
      );
    const heard = find('receive', 'inbound-rtp', 'audio');
    expect(
      receive.series.get(`${heard[0]?.id ?? ''}-packetsReceived`)?.points.map(([, value]) => value),
    ).toEqual(heard.map((stat) => stat?.['packetsReceived']));
    const filmed = find('send', 'outbound-rtp', 'video').filter((stat) => stat !== undefined);
    const frames = send.series.get(`${filmed[0]?.id ?? ''}-framesEncoded`)?.points ?? [];
    expect(frames.map(([, value]) => value)).toEqual(
      filmed.filter(({ id }) => id === filmed[0]?.id).map((stat) => stat['framesEncoded']),
    );
  });

  it('holds no address, port, credential or certificate', async () => {
    const secrets = { label: 'Anna’s webcam', token: 'eyJhbGciOi', icePwd: 'hunter2' };
    // What recordings in the repository do not hold.
    const places = { address: '192.0.2.17', ip: '2001:db8::17', port: 40_017, relatedPort: 40_018 };
    const hidden = { usernameFragment: 'frag', iceLocalUsernameFragment: 'mentary', foundation: '4711' };
    const text = await dumpOf(browser, (stat) => ({
      ...stat,
      ...secrets,
      ...places,
      ...hidden,
      url: 'turn:anna@turn.example:3478',
    }));
    for (const secret of [...Object.values(places), ...Object.values(hidden)])
      expect(text).not.toContain(String(secret));
    for (const word of [
      ...Object.values(secrets),
      ...Object.keys(secrets),
      'turn:',
      'anna',
      '-port"',
      ...Object.keys(hidden),
      'localCertificateId',
    ])
      expect(text).not.toContain(word);
    expect(text).toContain('masked-ipv4');
    expect(text).toContain('masked-ipv6');
  });

  it('says what became of the connections', async () => {
    const text = await dumpOf(browser);
    const { send, receive } = connectionsOf(text);
    expect(send.updates.map(({ type, value }) => [type, value])).toEqual([
      ['earshot.direction', 'send'],
      ['connectionstatechange', 'connected'],
    ]);
    expect(receive.updates[0]?.value).toBe('receive');
    expect(JSON.parse(text)).toMatchObject({ getUserMedia: [], UserAgent: 'Browser 1' });
  });
});

describe('a dump of a long call', () => {
  it('marks gaps and from when on it has every sample, with nothing where nothing was said', async () => {
    const clock = createFakeClock();
    const stat = (): FakeStat => ({
      id: 'IT1',
      type: 'inbound-rtp',
      timestamp: clock.now(),
      packetsReceived: clock.monotonic() / 20,
      ...(clock.monotonic() < 60_000 ? {} : { jitter: 0.5 }),
      durations: { cpu: 1.5, none: clock.monotonic() / 1_000 },
    });
    const stats = createCallStats(
      makeStatsOptions(clock, {
        transports: () => makeTransports(() => makeRaw([stat()])).slice(0, 1),
        tracks: () => [],
      }),
    );
    stats.start();
    await runSeconds(clock, 30);
    clock.advance(20_000);
    await runSeconds(clock, 30 * 60, 1_000);
    const [connection] = [...readInternalsDump(await stats.dump().text()).values()];
    stats.stop();
    const types = connection?.updates.map(({ type }) => type);
    expect(types).toContain('earshot.gap');
    expect(types).toContain('earshot.thinned');
    expect(connection?.updates.find(({ type }) => type === 'earshot.thinned')?.value).toMatch(/10000 ms/u);
    const jitter = connection?.series.get('IT1-jitter')?.points ?? [];
    expect(jitter[0]?.[1]).toBeNull();
    expect(jitter.at(-1)?.[1]).toBe(0.5);
    const durations = connection?.series.get('IT1-durations')?.points.at(-1)?.[1];
    expect(durations).toMatchObject({ cpu: 1.5 });
    const packets = connection?.series.get('IT1-packetsReceived')?.points ?? [];
    expect(packets.every(([at, value]) => value === (at - 1_700_000_000_000) / 20)).toBe(true);
  });
});
