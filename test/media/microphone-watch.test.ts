import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Poller } from '../../server/media/poller.ts';
import { Publication } from '../../server/media/publications.ts';
import type { RtpParameters } from '@earshot/shared';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import { newParticipant, spec } from './fixtures.ts';
import { openPlainPlace, openPlainRouter, openTalker, patientPings, type Talker } from './packets.ts';

const POLL_MS = 5_000;

describe('a published microphone', () => {
  let clock: FakeClock;
  let opened: Awaited<ReturnType<typeof openPlainRouter>>;
  let poller: Poller;
  let publication: Publication;
  let talker: Talker;
  let told: boolean[];

  beforeEach(async () => {
    clock = createFakeClock();
    opened = await openPlainRouter();
    const { router } = opened;
    const place = await openPlainPlace(opened);
    const { live } = place;
    told = [];
    const published = spec('microphone');
    talker = await openTalker(router, published.trackId, (transport, rtpParameters) => {
      publication = new Publication({
        participantId: newParticipant(),
        spec: { ...published, rtpParameters: rtpParameters as RtpParameters },
        clock,
        place,
        resumeGatherMs: 0,
        tellLayers: () => undefined,
        tellUnheard: (unheard) => told.push(unheard),
        failed: () => undefined,
        keyFrameReceived: () => undefined,
      });
      return publication.open(transport);
    });
    const { producer } = talker;
    poller = new Poller({
      clock,
      pollMs: POLL_MS,
      pool: { workers: [live] },
      pings: patientPings,
      collect: () => [
        {
          live,
          transports: [],
          producers: new Map([[producer.id, producer]]),
          pipedIn: new Map(),
          pipeEnds: [],
          pipedOut: [],
          consumers: [],
          microphones: [
            {
              producer,
              look: (packets) => {
                publication.look(packets, true);
              },
            },
          ],
        },
      ],
    });
    poller.start();
  });

  afterEach(() => {
    poller.close();
    opened.close();
  });

  /** One whole period: the poller waits for its first turn again when it has dealt with the answers of the last. */
  async function passPeriod(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) {
      clock.advance(POLL_MS / 20);
      await until(() => (clock.pending > 0 ? undefined : 'not waiting'), { intervalMs: 1 });
    }
  }

  async function speak(count: number): Promise<void> {
    const counted = async () => (await talker.producer.getStats())[0]?.packetCount ?? 0;
    const before = await counted();
    await talker.send(count);
    await until(async () => ((await counted()) >= before + count ? undefined : 'not all arrived'));
  }

  it('is told as not heard when its packets stop for 10 s, until they come again', async () => {
    await speak(50);
    await passPeriod();
    await speak(50);
    await passPeriod();
    await passPeriod();
    expect(told).toEqual([]);
    await passPeriod();
    expect(told).toEqual([true]);
    await passPeriod();
    expect(told).toEqual([true, true]);
    await speak(1);
    await passPeriod();
    await speak(1);
    await passPeriod();
    expect(told).toEqual([true, true, false]);
  });

  it('is told as not heard when it never sends anything', async () => {
    await passPeriod();
    await passPeriod();
    expect(told).toEqual([]);
    await passPeriod();
    expect(told).toEqual([true]);
  });

  it('is not missed while it is muted, nor sooner than 10 s after', async () => {
    await speak(50);
    await passPeriod();
    await passPeriod();
    publication.setPaused(true);
    for (let period = 0; period < 4; period += 1) await passPeriod();
    publication.setPaused(false);
    await passPeriod();
    await passPeriod();
    expect(told).toEqual([]);
    await passPeriod();
    expect(told).toEqual([true]);
  });
});
