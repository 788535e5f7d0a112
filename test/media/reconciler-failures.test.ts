import { systemClock } from '@earshot/server/clock.ts';
import type { RtpCapabilities, TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WAY_PATIENCE_MS } from '../../server/media/consumer-maker.ts';
import { MEDIA_LIMITS, type MediaSettings } from '../../server/media/options.ts';
import { Publication } from '../../server/media/publications.ts';
import { Reconciler } from '../../server/media/reconciler.ts';
import { PipeFailed, type TrackHold } from '../../server/media/pipes.ts';
import { FIRST_RETRY_MS, MAX_TRIES } from '../../server/media/track-failures.ts';
import type { WorkerCall } from '../../server/media/worker-call.ts';
import { createWorkSlices } from '../../server/media/work-slices.ts';
import type { MediaEvent } from '../../server/rooms/ports.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import { createCountingObserver, newParticipant, spec } from './fixtures.ts';
import { openPlainPlace, openPlainRouter } from './packets.ts';

const quiet = () => undefined;

describe('a consumer that cannot be made', () => {
  let clock: FakeClock;
  let opened: Awaited<ReturnType<typeof openPlainRouter>>;
  let counts: Record<string, number>;
  let publication: Publication;
  let second: Publication;
  /** How the way to a track is opened. */
  let hold: (wanted: Publication) => Promise<TrackHold>;
  let reconciler: Reconciler;
  let events: MediaEvent[];
  /** How many of the next requests fail. */
  let failing: number;
  let lane: ReturnType<ReturnType<typeof createWorkSlices>['openLane']>;

  const openTransport = (): Promise<types.WebRtcTransport> =>
    opened.router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });

  beforeEach(async () => {
    clock = createFakeClock();
    opened = await openPlainRouter();
    const counting = createCountingObserver();
    ({ counts } = counting);
    events = [];
    failing = 0;
    const call: WorkerCall = async (request) => {
      if (failing > 0) {
        failing -= 1;
        throw new Error('the worker refuses');
      }
      return await request();
    };
    const settings: MediaSettings = {
      numWorkers: 1,
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
      observer: counting.observer,
      limits: MEDIA_LIMITS,
    };
    const place = await openPlainPlace(opened);
    const publish = async () => {
      const made = new Publication({
        participantId: newParticipant(),
        spec: spec('camera'),
        clock,
        place,
        resumeGatherMs: MEDIA_LIMITS.resumeGatherMs,
        tellLayers: quiet,
        tellUnheard: () => undefined,
        failed: quiet,
        keyFrameReceived: quiet,
      });
      await made.open(await openTransport());
      return made;
    };
    publication = await publish();
    second = await publish();
    hold = () => Promise.resolve({ release: quiet });
    lane = createWorkSlices({ monotonic: () => systemClock.monotonic() }).openLane(opened.worker);
    reconciler = new Reconciler({
      receive: { transport: await openTransport(), watch: quiet },
      call,
      lane,
      settings,
      findPublication: (trackId: TrackId) => [publication, second].find((one) => one.trackId === trackId),
      hold: (wanted) => hold(wanted),
      send: (event) => events.push(event),
      isShed: () => false,
      videosPlanned: quiet,
    });
    reconciler.setCapabilities(opened.router.rtpCapabilities as RtpCapabilities);
  });

  afterEach(() => {
    reconciler.close();
    lane.close();
    opened.close();
  });

  const want = (priority = 1) => {
    const { trackId } = publication;
    reconciler.setReception({ audio: [], video: [{ trackId, height: 720, priority }] });
  };
  const names = () => events.map(({ name }) => name);
  const failed = (times: number) => () => (counts['reconcileFailed'] === times ? undefined : 'not failed');

  it('is tried again after a wait', async () => {
    failing = 2;
    want();
    await until(failed(1));
    await until(() => {
      clock.advance(FIRST_RETRY_MS);
      return failed(2)();
    });
    expect(events).toEqual([]);
    await until(() => {
      clock.advance(FIRST_RETRY_MS);
      return names().includes('consumersAdded') ? undefined : 'not made';
    });
    expect(names()).toEqual(['consumersAdded']);
    expect(reconciler.size).toBe(1);
  });

  it('is reported as failed after the last try, and tried anew when it is wanted anew', async () => {
    failing = MAX_TRIES;
    want();
    await until(() => {
      clock.advance(1_000);
      return names().includes('tracksUnavailable') ? undefined : 'not reported';
    });
    expect(counts['reconcileFailed']).toBe(MAX_TRIES);
    const { trackId, participantId } = publication;
    expect(events).toEqual([
      {
        name: 'tracksUnavailable',
        data: { tracks: [{ trackId, participantId, source: 'camera', reason: 'failed' }] },
      },
    ]);
    reconciler.setReception({ audio: [], video: [] });
    want();
    await until(() => (names().at(-1) === 'tracksUnavailable' && events.length > 2 ? undefined : 'not made'));
    expect(names()).toEqual(['tracksUnavailable', 'consumersAdded', 'tracksUnavailable']);
    expect(events[2]?.data).toEqual({ tracks: [] });
  });

  it('is made anew when a later request about it fails', async () => {
    want();
    await until(() => (names().length === 1 ? undefined : 'not made'));
    failing = 1;
    want(200);
    await until(() => {
      clock.advance(FIRST_RETRY_MS);
      return names().length === 3 ? undefined : `only ${names().join()}`;
    });
    expect(names()).toEqual(['consumersAdded', 'consumersRemoved', 'consumersAdded']);
    expect(reconciler.size).toBe(1);
  });

  it('is closed and made anew when its receiver does not resume it in time, until it does', async () => {
    const ids = () =>
      events.flatMap(({ name, data }) =>
        name === 'consumersAdded' ? data.consumers.map(({ consumerId }) => consumerId) : [],
      );
    const others = clock.pending;
    want();
    await until(() => (ids().length === 1 ? undefined : 'not made'));
    clock.advance(MEDIA_LIMITS.consumerResumeTimeoutMs - 1);
    expect(reconciler.size).toBe(1);
    clock.advance(1);
    expect(reconciler.size).toBe(0);
    await until(() => {
      clock.advance(FIRST_RETRY_MS);
      return ids().length === 2 ? undefined : 'not made anew';
    });
    expect(names()).toEqual(['consumersAdded', 'consumersRemoved', 'consumersAdded']);
    expect(events[1]?.data).toEqual({ removed: [{ consumerId: ids()[0], reason: 'media_lost' }] });
    reconciler.resume(ids());
    await until(() => ([...reconciler.subscriptions][0]?.consumer.paused === false ? undefined : 'paused'));
    clock.advance(10 * MEDIA_LIMITS.consumerResumeTimeoutMs);
    expect(reconciler.size).toBe(1);
    expect(events).toHaveLength(3);
    // The track's own timer of wanted layers is not this receiver's.
    expect(clock.pending).toBeLessThanOrEqual(others);
  });

  describe('because the way to its track takes long', () => {
    let opening: PromiseWithResolvers<TrackHold>;
    let released: number;
    const added = () =>
      events.flatMap(({ name, data }) =>
        name === 'consumersAdded' ? data.consumers.map(({ trackId }) => trackId) : [],
      );
    const wantBoth = () => {
      const video = [publication, second].map(({ trackId }) => ({ trackId, height: 720, priority: 1 }));
      reconciler.setReception({ audio: [], video });
    };

    beforeEach(async () => {
      opening = Promise.withResolvers();
      released = 0;
      hold = (wanted) => (wanted === publication ? opening.promise : Promise.resolve({ release: quiet }));
      wantBoth();
      await until(() => {
        clock.advance(WAY_PATIENCE_MS);
        return added().length === 1 ? undefined : 'nothing was made';
      });
    });

    it('does not keep the others waiting, and comes as soon as it can', async () => {
      expect(added()).toEqual([second.trackId]);
      opening.resolve({ release: () => (released += 1) });
      await until(() => (added().length === 2 ? undefined : 'not made'));
      expect(added()).toEqual([second.trackId, publication.trackId]);
      expect(released).toBe(1);
      expect(counts['reconcileFailed']).toBeUndefined();
    });

    it('is tried again after a wait when the way fails in the end', async () => {
      opening.reject(new PipeFailed('no way'));
      hold = () => Promise.resolve({ release: quiet });
      await until(() => {
        clock.advance(FIRST_RETRY_MS);
        return added().length === 2 ? undefined : 'not made';
      });
      expect(added()).toEqual([second.trackId, publication.trackId]);
    });

    it('is not made after the leg ended, and its way is given back', async () => {
      reconciler.close();
      opening.resolve({ release: () => (released += 1) });
      await until(() => (released === 1 ? undefined : 'still held'));
      expect(added()).toEqual([second.trackId]);
    });
  });

  it('is not waited for after the leg ended', async () => {
    failing = 1;
    want();
    await until(failed(1));
    // The track's own timer stands still while somebody wants it.
    await until(() => (clock.pending > 0 ? undefined : 'no retry planned'));
    reconciler.close();
    publication.close('left');
    second.close('left');
    expect(clock.pending).toBe(0);
    expect(events).toEqual([]);
  });
});
