import { kindOf, SOURCES } from '@earshot/shared';
import type { MediaNumbersSource, MediaObserver, StreamTotals, WorkerNumbers } from '../../media/ports.ts';
import type { InstrumentName, LabelsOf, NameOf } from '../instruments.ts';
import {
  CLIENT_DIRECTIONS,
  closed,
  KINDS,
  SERVER_DIRECTIONS,
  TRANSPORT_STATES,
  WORKER_COUNTS,
} from '../labels.ts';
import type { Metrics, Reading } from '../registry.ts';
import { observeForwarding } from './forwarding.ts';

/** Counts what happens in the media layer. */
export function observeMedia(metrics: Metrics): MediaObserver {
  const died = metrics.counter('earshot_worker_died_total');
  const started = metrics.counter('earshot_worker_started_total');
  const requests = metrics.histogram('earshot_worker_request_seconds');
  const closedCount = metrics.counter('earshot_transports_closed_total');
  const states = metrics.counter('earshot_transport_states_total');
  const stages = metrics.counter('earshot_join_stages_total');
  const keyFrames = metrics.counter('earshot_key_frame_requests_total');
  const failures = metrics.counter('earshot_reconcile_failures_total');
  const setup = metrics.histogram('earshot_consumer_setup_seconds');
  const pipeFailures = metrics.counter('earshot_pipe_failures_total');
  const repairs = metrics.counter('earshot_media_repairs_total');
  const parked = metrics.counter('earshot_parked_consumers_closed_total');
  const stalled = metrics.counter('earshot_worker_stalled_seconds_total');
  const shed = metrics.counter('earshot_worker_shed_changes_total');
  return {
    ...observeForwarding(metrics),
    workerDied() {
      died.add({});
    },
    workerStarted() {
      started.add({});
    },
    workerStalled(seconds) {
      stalled.add({}, seconds);
    },
    requestDone(seconds, result) {
      requests.observe({ result }, seconds);
    },
    transportClosed(reason) {
      closedCount.add({ reason });
    },
    transportUnconnected(direction) {
      const stage = direction === 'send' ? 'sendConnected' : 'receiveConnected';
      stages.add({ stage, result: 'failed', reason: 'unconnected' });
    },
    transportState(layer, state) {
      states.add({ layer, state: closed(TRANSPORT_STATES, state) });
    },
    keyFrameRequested() {
      keyFrames.add({});
    },
    reconcileFailed() {
      failures.add({});
    },
    consumerMade(kind, seconds) {
      setup.observe({ kind }, seconds);
    },
    pipeFailed() {
      pipeFailures.add({});
    },
    repaired(what) {
      repairs.add({ what });
    },
    parkedConsumerClosed() {
      parked.add({});
    },
    shedChanged(direction) {
      shed.add({ direction });
    },
  };
}

/** Gauges and counters of media, read from what the poller last saw. */
export function readMedia(metrics: Metrics, source: MediaNumbersSource): void {
  const media = countOnce(source);
  readWorkers(metrics, media);
  readStreams(metrics, media);
  metrics.read('earshot_transports', () => {
    const { transports } = media.numbers();
    return CLIENT_DIRECTIONS.flatMap((direction) =>
      (['udp', 'tcp', 'unconnected'] as const).map((path) => ({
        labels: { direction, path },
        value: transports[direction][path],
      })),
    );
  });
  metrics.read('earshot_transport_bytes_total', () => {
    const { transportBytes } = media.numbers();
    return SERVER_DIRECTIONS.map((direction) => ({
      labels: { direction },
      value: transportBytes[direction],
    }));
  });
  metrics.read('earshot_producers', () => {
    const { producers } = media.numbers();
    return SOURCES.map((source) => ({ labels: { kind: kindOf(source), source }, value: producers[source] }));
  });
  readTracks(metrics, media);
}

/** Counted once for all the instruments of one scrape: these are read in one turn, and a call has thousands of tracks. */
function countOnce(source: MediaNumbersSource): MediaNumbersSource {
  let counted: ReturnType<MediaNumbersSource['numbers']> | undefined;
  return {
    numbers() {
      if (counted !== undefined) return counted;
      setImmediate(() => {
        counted = undefined;
      });
      return (counted = source.numbers());
    },
  };
}

function readTracks(metrics: Metrics, media: MediaNumbersSource): void {
  metrics.read('earshot_consumers', () => {
    const { consumers } = media.numbers();
    return SOURCES.map((source) => ({
      labels: { kind: kindOf(source), source },
      value: consumers[source],
    }));
  });
  metrics.read('earshot_pipes', () => {
    const { pipes } = media.numbers();
    return KINDS.map((kind) => ({ labels: { kind }, value: pipes[kind] }));
  });
  metrics.read('earshot_piped_consumers', () => {
    const { pipedConsumers } = media.numbers();
    return KINDS.map((kind) => ({ labels: { kind }, value: pipedConsumers[kind] }));
  });
  metrics.read('earshot_rooms_by_workers', () => {
    const { roomsByWorkers } = media.numbers();
    return WORKER_COUNTS.map((workers) => ({ labels: { workers }, value: roomsByWorkers[workers] }));
  });
}

type WorkerInstrument = {
  [N in NameOf<'gauge' | 'counter'>]: LabelsOf<N> extends { readonly worker: string }
    ? keyof LabelsOf<N> extends 'worker'
      ? N
      : never
    : never;
}[NameOf<'gauge' | 'counter'>];

function readWorkers(metrics: Metrics, media: MediaNumbersSource): void {
  const readings: Record<WorkerInstrument, (worker: WorkerNumbers) => number> = {
    earshot_worker_up: ({ up }) => (up ? 1 : 0),
    earshot_worker_cpu_seconds_total: ({ cpuSeconds }) => cpuSeconds,
    earshot_worker_resident_memory_bytes: ({ rssBytes }) => rssBytes,
    earshot_worker_routers: ({ routers }) => routers,
    earshot_worker_transports: ({ transports }) => transports,
    earshot_worker_stalled: ({ stalled }) => Number(stalled),
    earshot_worker_shed_step: ({ shedStep }) => shedStep,
    // NaN before the first check: such a reading is left out.
    earshot_worker_packets_estimate_error_ratio: ({ packetsEstimateError }) => packetsEstimateError,
  };
  for (const [name, valueOf] of entriesOf(readings)) {
    metrics.read(name, () =>
      media.numbers().workers.map((worker) => ({
        labels: { worker: String(worker.index) },
        value: valueOf(worker),
      })),
    );
  }
  metrics.read('earshot_worker_packets_per_second', () =>
    media.numbers().workers.flatMap(({ index, packetsPerSecondIn, packetsPerSecondOut }) => [
      { labels: { worker: String(index), direction: 'in' as const }, value: packetsPerSecondIn },
      { labels: { worker: String(index), direction: 'out' as const }, value: packetsPerSecondOut },
    ]),
  );
}

type StreamInstrument = {
  [N in Extract<NameOf<'counter'>, `earshot_sfu_${string}`>]: LabelsOf<N> extends {
    readonly direction: string;
    readonly kind: string;
  }
    ? N
    : never;
}[Extract<NameOf<'counter'>, `earshot_sfu_${string}`>];

function readStreams(metrics: Metrics, media: MediaNumbersSource): void {
  const readings: Record<StreamInstrument, (totals: StreamTotals) => number> = {
    earshot_sfu_bytes_total: ({ bytes }) => bytes,
    earshot_sfu_packets_total: ({ packets }) => packets,
    earshot_sfu_packets_lost_total: ({ packetsLost }) => packetsLost,
    earshot_sfu_retransmitted_packets_total: ({ retransmitted }) => retransmitted,
    earshot_sfu_nacks_total: ({ nack }) => nack,
    earshot_sfu_plis_total: ({ pli }) => pli,
  };
  for (const [name, valueOf] of entriesOf(readings)) {
    metrics.read(name, () =>
      media.numbers().streams.map((totals): Reading<StreamInstrument> => ({
        labels: { direction: totals.direction, kind: totals.kind },
        value: valueOf(totals),
      })),
    );
  }
}

/** Entries with the keys' own type: these records are written out in full here, with no other key. */
function entriesOf<N extends InstrumentName, V>(record: Readonly<Record<N, V>>): [N, V][] {
  return Object.entries(record) as [N, V][];
}
