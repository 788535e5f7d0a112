import type { TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import type { RoomMediaListener } from '../rooms/ports.ts';
import type { Clock } from '../clock.ts';
import type { WorkerCall } from './worker-call.ts';

/**
 * Microphones reported at one time: the audible set's largest K (32) and three that wait to get in. The interval is the
 * shortest there is (12 packets of 20 ms; the observer needs ten). The threshold cuts off rooms' noise, not speech.
 */
const LEVELS = { maxEntries: 35, threshold: -60, interval: 250 };
/** Observers whose intervals end between the regular one's, evenly spread. */
const BETWEEN = 3;
/** Who was reported so long ago at most still talks, or stopped a moment ago, ms. */
const RECENT_MS = 2 * LEVELS.interval;
/** Decision interval of the dominance observer, ms; it has its own hysteresis. */
const DOMINANCE = { interval: 300 };

type Levels = readonly { readonly trackId: TrackId; readonly level: number }[];

/** The observers of a room: one ranks microphones by loudness, one decides on the dominant one. */
export interface RoomObservers {
  /** Watches a microphone; it is forgotten by itself when its producer closes. */
  add(producer: Pick<types.Producer, 'id'>): Promise<void>;
}

/** Where observers are made, and whom they tell. */
export interface RoomObserversOptions {
  readonly router: types.Router;
  readonly call: WorkerCall;
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
  readonly listener: Pick<RoomMediaListener, 'audioLevels' | 'dominantTrack'>;
}

/** Rejects with `worker_lost` or what the worker answers. */
export async function openRoomObservers(options: RoomObserversOptions): Promise<RoomObservers> {
  const { router, call, clock, listener } = options;
  const [levels, dominance] = await Promise.all([
    call(() => router.createAudioLevelObserver(LEVELS)),
    call(() => router.createActiveSpeakerObserver(DOMINANCE)),
  ]);
  /** Monotonic ms of the last report of each; as many as are reported at one time, and those of a moment before. */
  const heardAt = new Map<TrackId, number>();
  let latest: 'regular' | 'between' = 'regular';
  const note = (list: Levels, now: number) => {
    for (const { trackId } of list) heardAt.set(trackId, now);
  };
  const told = (list: Levels, by: typeof latest) => {
    latest = by;
    listener.audioLevels(list);
  };
  levels.on('volumes', (volumes) => {
    const list = toLevels(volumes);
    const now = clock.monotonic();
    for (const [trackId, at] of heardAt) if (now - at > RECENT_MS) heardAt.delete(trackId);
    note(list, now);
    told(list, 'regular');
  });
  levels.on('silence', () => {
    told([], 'regular');
  });
  dominance.on('dominantspeaker', ({ producer }) => {
    listener.dominantTrack(toTrackId(producer));
  });
  const handleBetween = (heard: Levels) => {
    // Who has just fallen silent is no newcomer, though this interval reaches back to the last words; and each is new once.
    const now = clock.monotonic();
    const newcomers = heard.filter(({ trackId }) => (heardAt.get(trackId) ?? -Infinity) < now - RECENT_MS);
    note(newcomers, now);
    if (newcomers.length > 0) told(newcomers, 'between');
    // A word so short that the regular observer missed it: nobody else says that it is over.
    else if (heard.length === 0 && latest === 'between') told([], 'regular');
  };
  const between = Array.from({ length: BETWEEN }, (_, index) =>
    openBetween(options, { delayMs: ((index + 1) * LEVELS.interval) / (BETWEEN + 1), heard: handleBetween }),
  );
  return {
    async add({ id: producerId }) {
      await Promise.all([
        call(() => levels.addProducer({ producerId })),
        call(() => dominance.addProducer({ producerId })),
      ]);
      // Nothing waits for it, and without it talkers are heard a little later.
      for (const opened of between) {
        void opened
          .then((observer) => call(() => observer.addProducer({ producerId })))
          .catch(() => undefined);
      }
    },
  };
}

/**
 * Another observer of levels, whose intervals end between the first one's. Who begins to talk in the middle of an interval
 * has too few packets in it and would be heard at the end of the next, up to 450 ms late; of four observers one ends
 * within 63 ms of the tenth packet.
 */
function openBetween(
  { router, call, clock }: RoomObserversOptions,
  { delayMs, heard }: { readonly delayMs: number; readonly heard: (levels: Levels) => void },
): Promise<types.AudioLevelObserver> {
  const opened = new Promise<void>((resolve) => {
    const cancel = clock.after(delayMs, resolve);
    // Nobody waits for it then.
    router.observer.once('close', cancel);
  }).then(() => call(() => router.createAudioLevelObserver(LEVELS)));
  opened.then(
    (observer) => {
      observer.on('volumes', (volumes) => {
        heard(toLevels(volumes));
      });
      observer.on('silence', () => {
        heard([]);
      });
    },
    // The router or its worker is gone, and the room hears of that elsewhere.
    () => undefined,
  );
  return opened;
}

function toLevels(volumes: readonly types.AudioLevelObserverVolume[]): Levels {
  return volumes.map(({ producer, volume }) => ({ trackId: toTrackId(producer), level: volume }));
}

/** Producers are made with their track's id (`publications.ts`). */
function toTrackId(producer: types.Producer): TrackId {
  return producer.id as TrackId;
}
