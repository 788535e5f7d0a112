import type { RtpParameters } from '@earshot/shared';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_LIMITS, type MediaSettings } from '../../server/media/options.ts';
import { PipeFailed, Pipes } from '../../server/media/pipes.ts';
import type { Place } from '../../server/media/place.ts';
import { Publication } from '../../server/media/publications.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import { createCountingObserver, newParticipant, spec } from './fixtures.ts';
import { openFilm, openPlainPlace, openPlainRouter, openSink, openTalker, type Talker } from './packets.ts';

const quiet = () => undefined;
const LINGER = MEDIA_LIMITS.pipeLingerMs;

describe('a track on another worker', () => {
  let clock: FakeClock;
  let opened: Awaited<ReturnType<typeof openPlainRouter>>[];
  let from: Place;
  let target: Place;
  let pipes: Pipes;
  let counts: Record<string, number>;
  let talkers: Talker[];

  beforeEach(async () => {
    clock = createFakeClock();
    opened = [await openPlainRouter(), await openPlainRouter()];
    const [first, second] = await Promise.all(opened.map(openPlainPlace));
    if (first === undefined || second === undefined) throw new Error('two places');
    [from, target] = [first, second];
    const counting = createCountingObserver();
    ({ counts } = counting);
    pipes = new Pipes(createSettings(counting.observer));
    talkers = [];
  });

  afterEach(() => {
    for (const talker of talkers) talker.stop();
    pipes.close();
    for (const { close } of opened) close();
  });

  function createSettings(observer: MediaSettings['observer']): MediaSettings {
    return {
      numWorkers: 2,
      workerNice: 0,
      addresses: [{ ip: '127.0.0.1' }],
      basePort: 0,
      enableUdp: true,
      enableTcp: true,
      ice: { stunUrls: [], turnUrls: [], turnTtlSeconds: 60 },
      videoCodecs: ['video/VP8'],
      cameraMode: 'simulcast',
      clock,
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      observer,
      limits: MEDIA_LIMITS,
    };
  }

  function createPublication(
    source: 'microphone' | 'camera',
    rtpParameters: types.RtpParameters,
  ): Publication {
    return new Publication({
      participantId: newParticipant(),
      spec: { ...spec(source), rtpParameters: rtpParameters as RtpParameters },
      clock,
      place: from,
      resumeGatherMs: 0,
      tellLayers: quiet,
      tellUnheard: quiet,
      failed: quiet,
      keyFrameReceived: quiet,
    });
  }

  /** A microphone that talks on the first worker. */
  async function openMicrophone(): Promise<Publication> {
    let publication: Publication | undefined;
    const talker = await openTalker(from.router, '', (transport, rtpParameters) => {
      publication = createPublication('microphone', rtpParameters);
      return publication.open(transport);
    });
    talkers.push(talker);
    talker.start();
    if (publication === undefined) throw new Error('no publication');
    return publication;
  }

  async function openCamera(): Promise<Publication> {
    let publication: Publication | undefined;
    await openFilm(from.router, (transport, rtpParameters) => {
      publication = createPublication('camera', rtpParameters);
      return publication.open(transport);
    });
    if (publication === undefined) throw new Error('no publication');
    return publication;
  }

  async function consume({ trackId }: Publication): Promise<types.Consumer> {
    const sink = await openSink(target.router);
    const { rtpCapabilities } = target.router as { rtpCapabilities: types.RtpCapabilities };
    return await sink.consume({ producerId: trackId, rtpCapabilities });
  }

  const untilForwarded = (consumer: types.Consumer, atLeast: number) =>
    until(async () => {
      const rows = await consumer.getStats();
      const count = rows.find(({ type }) => type === 'outbound-rtp')?.packetCount ?? 0;
      return count >= atLeast ? undefined : `${String(count)} packets`;
    });

  /** What routers carry: transports, tracks and consumers. */
  async function countObjects(place: Place): Promise<number[]> {
    const dump = await place.router.dump();
    return [
      dump.transportIds.length,
      dump.mapProducerIdConsumerIds.length,
      dump.mapConsumerIdProducerId.length,
    ];
  }

  it('can be heard and seen there, in layers', async () => {
    const [microphone, camera] = [await openMicrophone(), await openCamera()];
    await Promise.all([pipes.hold(microphone, target), pipes.hold(camera, target)]);
    expect(pipes.pairs).toBe(1);
    const [heard, seen] = [await consume(microphone), await consume(camera)];
    expect([heard.type, seen.type]).toEqual(['simple', 'simulcast']);
    await Promise.all([untilForwarded(heard, 20), untilForwarded(seen, 10)]);
  });

  it('needs no pipe where it was published', async () => {
    const microphone = await openMicrophone();
    const hold = await pipes.hold(microphone, from);
    expect(pipes.all).toEqual([]);
    hold.release();
  });

  it('comes through one pipe for all who want it, also at once, and goes 15 s after the last one', async () => {
    const microphone = await openMicrophone();
    const before = [await countObjects(from), await countObjects(target)];
    const holds = await Promise.all([
      pipes.hold(microphone, target),
      pipes.hold(microphone, target),
      pipes.hold(microphone, target),
    ]);
    expect(pipes.all.map(({ holders }) => holders)).toEqual([3]);
    expect(await countObjects(target)).toEqual([1, 1, 0]);
    for (const hold of holds.slice(1)) {
      hold.release();
      hold.release();
    }
    clock.advance(LINGER);
    expect(pipes.all).toHaveLength(1);
    holds[0].release();
    clock.advance(LINGER - 1);
    expect(pipes.all).toHaveLength(1);
    const again = await pipes.hold(microphone, target);
    clock.advance(LINGER);
    expect(pipes.all).toHaveLength(1);
    again.release();
    clock.advance(LINGER);
    expect([pipes.all.length, pipes.pairs, clock.pending]).toEqual([0, 0, 0]);
    await until(async () => {
      const now = [await countObjects(from), await countObjects(target)];
      return JSON.stringify(now) === JSON.stringify(before) ? undefined : JSON.stringify(now);
    });
  });

  it('is paused there when it is paused, also while it is on its way', async () => {
    const microphone = await openMicrophone();
    microphone.setPaused(true);
    await until(() => (microphone.producer?.paused === true ? undefined : 'not paused'));
    await pipes.hold(microphone, target);
    const consumer = await consume(microphone);
    expect(consumer.producerPaused).toBe(true);
    microphone.setPaused(false);
    await until(() => (consumer.producerPaused ? 'still paused' : undefined));
    for (let round = 0; round < 5; round += 1) {
      microphone.setPaused(true);
      microphone.setPaused(false);
    }
    microphone.setPaused(true);
    await until(() => (consumer.producerPaused ? undefined : 'not paused'));
    const camera = await openCamera();
    const holding = pipes.hold(camera, target);
    camera.setPaused(true);
    await holding;
    const seen = await consume(camera);
    await until(() => (seen.producerPaused ? undefined : 'not paused'));
  });

  it('that ends while it is being piped leaves nothing behind', async () => {
    const microphone = await openMicrophone();
    const holding = pipes.hold(microphone, target);
    microphone.close('unpublished');
    await expect(holding).rejects.toBeInstanceOf(PipeFailed);
    expect([pipes.all.length, pipes.pairs]).toEqual([0, 0]);
    await expect(pipes.hold(microphone, target)).rejects.toBeInstanceOf(PipeFailed);
    await until(async () =>
      (await countObjects(target)).join() === '0,0,0' ? undefined : 'something is left',
    );
    expect(counts['pipeFailed']).toBeUndefined();
  });

  it('ends there when it ends', async () => {
    const camera = await openCamera();
    await pipes.hold(camera, target);
    const consumer = await consume(camera);
    camera.close('unpublished');
    await until(() => (consumer.closed ? undefined : 'still consumed'));
    expect(pipes.all).toEqual([]);
  });

  it.each(['from', 'target'] as const)(
    'is given up when a worker dies while it is piped: %s',
    async (which) => {
      const [microphone, camera] = [await openMicrophone(), await openCamera()];
      await pipes.hold(microphone, target);
      const place = which === 'from' ? from : target;
      const other = which === 'from' ? target : from;
      const holding = pipes.hold(camera, target);
      process.kill(place.live.pid, 'SIGKILL');
      await expect(holding).rejects.toBeInstanceOf(PipeFailed);
      pipes.handlePlaceGone(place);
      expect([pipes.all.length, pipes.pairs]).toEqual([0, 0]);
      const transports = which === 'from' ? 0 : 2;
      await until(async () =>
        (await countObjects(other))[0] === transports ? undefined : 'the end of the pipe is left',
      );
      // Its holders release what is gone already.
      clock.advance(LINGER);
      expect(clock.pending).toBe(0);
    },
  );

  it('is tried anew after a failure, which is counted', async () => {
    const microphone = await openMicrophone();
    let failing = true;
    const refusing: Place = {
      ...target,
      live: {
        ...target.live,
        call: (request) => (failing ? Promise.reject(new Error('the worker refuses')) : request()),
      },
    };
    const both = await Promise.allSettled([
      pipes.hold(microphone, refusing),
      pipes.hold(microphone, refusing),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([counts['pipeFailed'], pipes.all.length, pipes.pairs]).toEqual([1, 0, 0]);
    failing = false;
    await pipes.hold(microphone, refusing);
    expect(pipes.all.map(({ isOpen }) => isOpen)).toEqual([true]);
  });
});
