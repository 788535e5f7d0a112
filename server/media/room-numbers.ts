import type { ParticipantId, Source } from '@earshot/shared';
import { collectMicrophones } from './microphones.ts';
import type { MediaNumbers } from './ports.ts';
import type { Polled } from './readings.ts';
import type { CallMedia } from './room-media.ts';

type Counts = Pick<
  MediaNumbers,
  'producers' | 'consumers' | 'transports' | 'pipes' | 'pipedConsumers' | 'roomsByWorkers'
>;

/** What all rooms have now. */
export function countRooms(rooms: Iterable<CallMedia>): Counts {
  const producers: Record<Source, number> = { microphone: 0, camera: 0, screen: 0, screenAudio: 0 };
  const consumers: Record<Source, number> = { microphone: 0, camera: 0, screen: 0, screenAudio: 0 };
  const transports = {
    send: { udp: 0, tcp: 0, unconnected: 0 },
    receive: { udp: 0, tcp: 0, unconnected: 0 },
  };
  const pipes = { audio: 0, video: 0 };
  const pipedConsumers = { audio: 0, video: 0 };
  const roomsByWorkers = { one: 0, two: 0, more: 0 };
  for (const room of rooms) {
    const { length } = room.places;
    if (length > 0) roomsByWorkers[length === 1 ? 'one' : length === 2 ? 'two' : 'more'] += 1;
    for (const { source, producer } of room.publications) if (producer !== undefined) producers[source] += 1;
    for (const { publication, isOpen } of room.pipes) if (isOpen) pipes[publication.kind] += 1;
    for (const leg of room.legs) {
      for (const { kind, publication } of leg.reconciler.subscriptions) {
        consumers[publication.source] += 1;
        if (publication.place !== leg.place) pipedConsumers[kind] += 1;
      }
      for (const transport of leg.transports) transports[transport.direction][transport.path] += 1;
    }
  }
  return { producers, consumers, transports, pipes, pipedConsumers, roomsByWorkers };
}

/** What a room has on each of its workers, for reading statistics. */
export function collectPolled(
  room: CallMedia,
  isWatched: (participantId: ParticipantId) => boolean,
): Polled[] {
  const legs = [...room.legs];
  const publications = [...room.publications];
  const pipes = room.pipes.filter(({ isOpen }) => isOpen);
  return room.places.map((place) => {
    const here = legs.filter((leg) => leg.place === place);
    return {
      live: place.live,
      transports: here.flatMap((leg) => leg.collectTransports()),
      producers: byId(publications.filter((one) => one.place === place).map(({ producer }) => producer)),
      handleRead: (trackId, latest) => {
        const publication = room.findPublication(trackId);
        if (publication !== undefined)
          room.findLeg(publication.participantId)?.handleSent(publication, latest);
      },
      pipedIn: byId(
        pipes.filter(({ target }) => target === place).map(({ publication }) => publication.producer),
      ),
      pipeEnds: pipes.flatMap(({ target, end }) => (target === place && end !== undefined ? [end] : [])),
      pipedOut: pipes.flatMap(({ publication: { producer, place: from } }) =>
        from === place && producer !== undefined ? [producer] : [],
      ),
      consumers: here.flatMap((leg) =>
        leg.collectConsumers().map((one) => ({ ...one, isWatched: isWatched(leg.participantId) })),
      ),
      microphones: here.flatMap(collectMicrophones),
    };
  });
}

function byId<T extends { readonly id: string }>(list: readonly (T | undefined)[]): Map<string, T> {
  return new Map(list.flatMap((one) => (one === undefined ? [] : [[one.id, one] as const])));
}
