import type { types } from 'mediasoup';
import type { RoomObservers } from './room-observers.ts';
import type { LiveWorker } from './workers.ts';
import type { WorkLane } from './work-slices.ts';

/** A room's place on one worker: its router there with its observers, and its turn in the work slices. */
export interface Place {
  readonly live: LiveWorker;
  readonly router: types.Router;
  readonly observers: RoomObservers;
  readonly lane: WorkLane;
}
