import { SOURCES } from '@earshot/shared';
import {
  CLIENT_DIRECTIONS,
  KINDS,
  SERVER_DIRECTIONS,
  SHED_DIRECTIONS,
  sourceFitsKind,
  TRANSPORT_STATES,
  WORKER,
  WORKER_COUNTS,
} from '../labels.ts';
import { REPAIRS } from '../../media/ports.ts';
import { counter, gauge, histogram } from '../instrument.ts';

const perWorker = { worker: WORKER } as const;
const ofSource = { labels: { kind: KINDS, source: SOURCES }, occurs: sourceFitsKind } as const;
const streams = { direction: SERVER_DIRECTIONS, kind: KINDS } as const;

/** Media workers and what passes through them. */
export const mediaInstruments = {
  earshot_worker_up: gauge('1 while a media worker runs, 0 while it is being replaced.', {
    labels: perWorker,
  }),
  earshot_worker_cpu_seconds_total: counter('CPU time of a media worker; starts again with a replacement.', {
    unit: 'seconds',
    labels: perWorker,
  }),
  earshot_worker_resident_memory_bytes: gauge('Resident memory of a media worker.', {
    unit: 'bytes',
    labels: perWorker,
  }),
  earshot_worker_routers: gauge('Routers on a media worker: one for each call that is on it.', {
    labels: perWorker,
  }),
  earshot_worker_stalled: gauge(
    '1 while a media worker has owed an answer for more than a second: no media passes it.',
    { labels: perWorker },
  ),
  earshot_worker_stalled_seconds_total: counter(
    'Time in which media workers did not answer, counted when they do again: stalls of more than a second.',
  ),
  earshot_worker_shed_step: gauge(
    'Steps of shedding load that a media worker is at: 0 = none, 1 = small pictures in their lowest layer, 2-4 = at most 9, 4, 2 videos, 5-6 = at most 8, 4 voices.',
    { labels: perWorker },
  ),
  earshot_worker_shed_changes_total: counter('Steps of shedding load that media workers took or undid.', {
    labels: { direction: SHED_DIRECTIONS },
  }),
  earshot_rooms_by_workers: gauge('Calls by the number of media workers they are on.', {
    labels: { workers: WORKER_COUNTS },
  }),
  earshot_pipes: gauge('Tracks piped from one media worker to another: one for each track and target.', {
    labels: { kind: KINDS },
  }),
  earshot_piped_consumers: gauge('Of the tracks forwarded now, those that came through a pipe.', {
    labels: { kind: KINDS },
  }),
  earshot_pipe_failures_total: counter(
    'Tracks that could not be piped to another media worker, or not any more.',
  ),
  earshot_parked_consumers_closed_total: counter(
    'Forwarded tracks that were paused for 5 minutes on the server’s side and closed.',
  ),
  earshot_media_repairs_total: counter(
    'Producers and consumers that were not as the server had asked for, by what was asked for again.',
    { labels: { what: REPAIRS } },
  ),
  earshot_worker_transports: gauge('Transports on a media worker.', { labels: perWorker }),
  earshot_worker_packets_per_second: gauge('Estimated packets per second of a media worker: its load.', {
    unit: 'packets/second',
    labels: { ...perWorker, direction: SERVER_DIRECTIONS },
  }),
  earshot_worker_packets_estimate_error_ratio: gauge(
    'Relative error of that estimate by the last check against a sample of consumers.',
    { unit: 'ratio', labels: perWorker },
  ),
  earshot_worker_died_total: counter('Media workers that died.'),
  earshot_worker_started_total: counter('Media workers started, replacements included.'),
  earshot_worker_request_seconds: histogram('Time a media worker took to answer a request of Node.', {
    unit: 'seconds',
    labels: { result: ['ok', 'error', 'timeout'] },
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  }),
  earshot_transports: gauge(
    'Transports now, by direction (seen from the client) and the path that ICE chose. A relay looks like the client: see earshot_client_transport_seconds_total.',
    { labels: { direction: CLIENT_DIRECTIONS, path: ['udp', 'tcp', 'unconnected'] } },
  ),
  earshot_transports_closed_total: counter(
    'Transports closed: with the leg, unconnected in time, or with worker or room.',
    {
      labels: { reason: ['leg', 'timeout', 'worker', 'room'] },
    },
  ),
  earshot_transport_states_total: counter('States that ICE and DTLS of transports reached.', {
    labels: { layer: ['ice', 'dtls'], state: TRANSPORT_STATES },
  }),
  earshot_producers: gauge('Tracks published now, by source.', ofSource),
  earshot_consumers: gauge('Tracks forwarded now: one for each track and receiver.', ofSource),
  earshot_consumer_setup_seconds: histogram(
    'Time from the decision to forward a track until its receiver was told.',
    {
      unit: 'seconds',
      labels: { kind: KINDS },
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
    },
  ),
  earshot_reconcile_failures_total: counter('Attempts to forward a track to a receiver that failed.'),
  earshot_key_frame_requests_total: counter('Key frames asked for on behalf of receivers.'),
  earshot_transport_bytes_total: counter(
    'RTP bytes of all transports, with headers, retransmissions and probes: what the network carries.',
    { unit: 'bytes', labels: { direction: SERVER_DIRECTIONS } },
  ),
  // Sums over streams are lower bounds: what a stream counts between its last reading and its end is missing.
  earshot_sfu_bytes_total: counter('RTP bytes of the streams.', {
    unit: 'bytes',
    labels: streams,
  }),
  earshot_sfu_packets_total: counter('RTP packets.', { labels: streams }),
  earshot_sfu_packets_lost_total: counter('RTP packets lost on the way: in = uplinks, out = downlinks.', {
    labels: streams,
  }),
  earshot_sfu_retransmitted_packets_total: counter('RTP packets sent again.', { labels: streams }),
  earshot_sfu_nacks_total: counter('Requests to send a packet again.', { labels: streams }),
  earshot_sfu_plis_total: counter('Requests for a key frame.', { labels: streams }),
} as const;
