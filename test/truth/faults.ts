import { workerPids } from '../support/worker-processes.ts';
import type { Place } from '../support/relay/ground/places.ts';
import type { Actor } from './actor.ts';
import { findRenderers, signalAll, starve } from './renderers.ts';
import type { Person, Row } from './rows.ts';
import { browserFlag, type TruthStage } from './stage.ts';

/** Everybody of a row's call. */
export type Actors = Readonly<Record<Person, Actor>>;

/** Ends what was done. */
export type Undo = () => Promise<void> | void;

/** Does to a row's call what its fault says. */
export async function doFault(row: Row, stage: TruthStage, actors: Actors): Promise<Undo> {
  const { fault } = row;
  switch (fault.kind) {
    case 'none':
      return () => undefined;
    case 'network': {
      const places = placesOf(row, actors);
      const impair = (impairment: typeof fault.impairment) =>
        Promise.all(places.map((place) => stage.relay.impair(place, impairment)));
      await impair(fault.impairment);
      return async () => {
        await impair({});
      };
    }
    case 'frozenCamera':
      await actors.publisher.freezeCamera(true);
      return () => actors.publisher.freezeCamera(false);
    case 'silentMicrophone':
      await actors.publisher.setMuted(false);
      return () => actors.publisher.setMuted(true);
    case 'starvedCpu': {
      const renderers = findRenderers(browserFlag(row));
      if (renderers.length === 0) throw new Error('the page that shall be starved has no process');
      return starve(renderers);
    }
    case 'pausedConsumer': {
      const { streams } = await actors.subscriber.streams();
      const video = streams.find(({ kind, direction }) => kind === 'video' && direction === 'receive');
      if (video === undefined) throw new Error('the subscriber receives no picture');
      await stage.taps.pauseConsumer(video.ssrc);
      return () => stage.taps.resumeConsumer(video.ssrc);
    }
    case 'stoppedWorker': {
      const workers = workerPids();
      signalAll(workers, 'SIGSTOP');
      return () => signalAll(workers, 'SIGCONT');
    }
  }
}

/** Where the relay does a network row's harm. */
export function placesOf({ fault }: Row, { publisher, subscriber }: Actors): Place[] {
  if (fault.kind !== 'network') return [];
  const there = { participant: publisher.name, transport: 'send' } as const;
  const here = { participant: subscriber.name, transport: 'receive' } as const;
  const [leg, direction, back] =
    fault.leg === 'uplink' ? ([there, 'up', 'down'] as const) : ([here, 'down', 'up'] as const);
  return [{ ...leg, direction }, ...(fault.bothWays === true ? [{ ...leg, direction: back }] : [])];
}
