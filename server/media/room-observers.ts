import type { TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import type { RoomMediaListener } from '../rooms/ports.ts';
import type { WorkerCall } from './worker-call.ts';

/**
 * Microphones reported at one time: the audible set's largest K (32) and three that wait to get in. The interval is the
 * shortest there is (12 packets of 20 ms; the observer needs ten). The threshold cuts off rooms' noise, not speech.
 */
const LEVELS = { maxEntries: 35, threshold: -60, interval: 250 };
/** Decision interval of the dominance observer, ms; it has its own hysteresis. */
const DOMINANCE = { interval: 300 };

/** The two observers of a room: one ranks microphones by loudness, one decides on the dominant one. */
export interface RoomObservers {
  /** Watches a microphone; it is forgotten by itself when its producer closes. */
  add(producer: Pick<types.Producer, 'id'>): Promise<void>;
}

/** Rejects with `worker_lost` or what the worker answers. */
export async function openRoomObservers(
  router: types.Router,
  call: WorkerCall,
  listener: Pick<RoomMediaListener, 'audioLevels' | 'dominantTrack'>,
): Promise<RoomObservers> {
  const [levels, dominance] = await Promise.all([
    call(() => router.createAudioLevelObserver(LEVELS)),
    call(() => router.createActiveSpeakerObserver(DOMINANCE)),
  ]);
  levels.on('volumes', (volumes) => {
    listener.audioLevels(
      volumes.map(({ producer, volume }) => ({ trackId: toTrackId(producer), level: volume })),
    );
  });
  levels.on('silence', () => {
    listener.audioLevels([]);
  });
  dominance.on('dominantspeaker', ({ producer }) => {
    listener.dominantTrack(toTrackId(producer));
  });
  return {
    async add({ id: producerId }) {
      await Promise.all([
        call(() => levels.addProducer({ producerId })),
        call(() => dominance.addProducer({ producerId })),
      ]);
    },
  };
}

/** Producers are made with their track's id (`publications.ts`). */
function toTrackId(producer: types.Producer): TrackId {
  return producer.id as TrackId;
}
