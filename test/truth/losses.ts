import { sideOf, type Injected } from '../support/relay/ground/reading.ts';
import type { Place } from '../support/relay/ground/places.ts';
import { lossOf } from '../support/relay/ground/tally.ts';
import type { Actors } from './faults.ts';
import type { LossReading } from './measured.ts';
import type { ServerStream } from './media-taps.ts';
import type { PageStream } from './page-streams.ts';
import type { TruthStage } from './stage.ts';

const KINDS = ['audio', 'video'] as const;
const RECEIVERS = ['subscriber', 'witness'] as const;

/** What everybody has counted of the publisher's tracks at one moment. */
export interface Counts {
  readonly sent: readonly PageStream[];
  readonly server: readonly ServerStream[];
  readonly received: Readonly<Record<(typeof RECEIVERS)[number], readonly PageStream[]>>;
}

/** Asks all of them at once. */
export async function countPackets(stage: TruthStage, actors: Actors): Promise<Counts> {
  const [publisher, subscriber, witness] = await Promise.all(
    [actors.publisher, actors.subscriber, actors.witness].map((actor) => actor.streams()),
  );
  const sent = publisher?.streams.filter(({ direction }) => direction === 'send') ?? [];
  const receives = (one: typeof subscriber) =>
    one?.streams.filter(({ sender }) => sender === actors.publisher.name) ?? [];
  const server = await stage.taps.readStreams(new Set(sent.map(({ ssrc }) => ssrc)));
  return { sent, server, received: { subscriber: receives(subscriber), witness: receives(witness) } };
}

/** Holds what was counted between two moments against what the relay did meanwhile. */
export function compareLosses(
  { before, after, injected }: { before: Counts; after: Counts; injected: Injected },
  { publisher, subscriber, witness }: Actors,
): LossReading[] {
  const up: Place = { participant: publisher.name, transport: 'send', direction: 'up' };
  const down = (participant: string): Place => ({ participant, transport: 'receive', direction: 'down' });
  const names = { subscriber: subscriber.name, witness: witness.name };
  return KINDS.flatMap((kind): LossReading[] => {
    const sentSsrcs = after.sent.filter((one) => one.kind === kind).map(({ ssrc }) => ssrc);
    const uplink = lossAt(injected, up, sentSsrcs);
    const server = between(before.server, after.server, (one) => one.kind === kind);
    return [
      { kind, at: 'server', realised: uplink, ...server },
      ...RECEIVERS.map((at): LossReading => {
        const streams = after.received[at].filter((one) => one.kind === kind);
        const downlink = lossAt(
          injected,
          down(names[at]),
          streams.map(({ ssrc }) => ssrc),
        );
        const counted = between(before.received[at].map(firstOnly), streams.map(firstOnly), () => true);
        // A gap of the uplink is passed on. One in a picture is filled before, as a rule.
        const passedOn = kind === 'audio' ? uplink : 0;
        return { kind, at, realised: 1 - (1 - passedOn) * (1 - downlink), ...counted };
      }),
    ];
  });
}

/**
 * First transmissions of a stream. Browsers count those that came again among the packets that came, which dilutes a picture's
 * loss, but do not take them back from those that were lost.
 */
function firstOnly({ ssrc, kind, packets, lost, again }: PageStream): ServerStream {
  return { ssrc, kind, packets: packets - again, lost };
}

function between(
  before: readonly ServerStream[],
  after: readonly ServerStream[],
  isWanted: (stream: ServerStream) => boolean,
): { expected: number; lost: number } {
  let packets = 0;
  let lost = 0;
  for (const stream of after.filter(isWanted)) {
    const earlier = before.find(({ ssrc }) => ssrc === stream.ssrc);
    packets += stream.packets - (earlier?.packets ?? 0);
    lost += stream.lost - (earlier?.lost ?? 0);
  }
  return { expected: packets + lost, lost };
}

/** Share of these senders' packets that did not pass there. */
function lossAt(injected: Injected, place: Place, ssrcs: readonly number[]): number {
  const { streams } = sideOf(injected, place);
  const tallies = ssrcs.flatMap((ssrc) => streams.get(ssrc) ?? []);
  const sum = (name: 'packets' | 'loss' | 'queue' | 'cut') =>
    tallies.reduce((total, tally) => total + tally[name], 0);
  return lossOf({ packets: sum('packets'), loss: sum('loss'), queue: sum('queue'), cut: sum('cut') });
}
