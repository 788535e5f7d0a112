import { BLAMES, LIMITING_FACTORS, MEASURES, QUALITY_BANDS, REPORTED_ISSUE_CODES } from '@earshot/shared';
import { JUDGES, REPORT_RESULTS } from '../../telemetry/ports.ts';
import { CLIENT_DIRECTIONS, KINDS, sourceFitsKind, TRACK_LABELS } from '../labels.ts';
import { counter, gauge, histogram } from '../instrument.ts';

type Values = Readonly<Record<string, string>>;

/** Factors that a track of each kind can have, by direction. */
const FACTORS: Readonly<Record<string, readonly string[]>> = {
  'send audio': ['loss', 'dry'],
  'send video': ['loss', 'dry', 'lowFps', 'bitrate'],
  'receive audio': ['loss', 'dry', 'concealment', 'delay'],
  'receive video': ['loss', 'dry', 'freeze', 'lowFps', 'layer'],
};

function isHarmed(band: string | undefined): boolean {
  return band === 'fair' || band === 'poor';
}

/** Who receives has no part in how something is sent. */
function blameFits({ band, blame, direction }: Values): boolean {
  if (!isHarmed(band)) return blame === 'none';
  return blame !== 'none' && !(direction === 'send' && blame?.startsWith('subscriber') === true);
}

/** Exactly what is fair or poor has a factor, somebody to blame, and a kind. */
function qualityFits(labels: Values): boolean {
  const { band, factor = '', direction, kind } = labels;
  if (!blameFits(labels)) return false;
  if (!isHarmed(band)) return factor === 'none' && kind === 'none';
  return FACTORS[`${String(direction)} ${String(kind)}`]?.includes(factor) === true;
}

const ofTrack = { labels: TRACK_LABELS, occurs: sourceFitsKind } as const;
const byKind = { direction: CLIENT_DIRECTIONS, kind: KINDS } as const;

/** Quality as clients measured it. Seconds are counted, so that a ratio holds over any time and any group. */
export const clientInstruments = {
  earshot_client_quality_seconds_total: counter(
    'Participant-seconds by how good reception (receive) and sending (send) were, what limited them and who is at fault. Unknown is counted apart and never as good.',
    {
      unit: 'seconds',
      labels: {
        band: QUALITY_BANDS,
        factor: LIMITING_FACTORS,
        blame: BLAMES,
        direction: CLIENT_DIRECTIONS,
        kind: ['none', ...KINDS],
      },
      occurs: qualityFits,
      exemplars: true,
    },
  ),
  earshot_client_own_quality_seconds_total: counter(
    'Participant-seconds by how good reception was without the tracks whose publishers are at fault, and who is at fault for the rest.',
    {
      unit: 'seconds',
      labels: {
        band: QUALITY_BANDS,
        blame: BLAMES.filter((blame) => blame !== 'publisherDevice' && blame !== 'publisherUplink'),
      },
      occurs: blameFits,
    },
  ),
  earshot_client_track_quality_seconds_total: counter('Track-seconds by quality band and who is at fault.', {
    unit: 'seconds',
    labels: { ...TRACK_LABELS, band: QUALITY_BANDS, blame: BLAMES },
    occurs: (labels) => sourceFitsKind(labels) && blameFits(labels),
  }),
  earshot_client_connected_seconds_total: counter(
    'Participant-seconds in which a place in a call was held, opted-out ones apart. Those by quality add up to it, up to two minutes later.',
    { unit: 'seconds' },
  ),
  earshot_client_opted_out_seconds_total: counter(
    'Participant-seconds of legs that opted out of telemetry: outside quality and coverage.',
    { unit: 'seconds' },
  ),
  earshot_client_reported_seconds_total: counter(
    'Participant-seconds that reports of clients cover, of those in which a place was held.',
    { unit: 'seconds' },
  ),
  earshot_client_unreported_seconds_total: counter(
    'Participant-seconds that no report of a client covers, by whether the server judged them by its own readings. Counted up to two minutes later.',
    { unit: 'seconds', labels: { judged: ['server', 'nobody'] } },
  ),
  earshot_client_impaired_seconds_total: counter(
    'Participant-seconds in which the server itself saw one of the participant’s transports impaired, by what they were judged by.',
    { unit: 'seconds', labels: { judged: JUDGES } },
  ),
  earshot_client_media_seconds_total: counter('Track-seconds in which media was expected.', {
    unit: 'seconds',
    ...ofTrack,
  }),
  earshot_client_freeze_seconds_total: counter('Seconds in which received video stood still.', {
    unit: 'seconds',
    labels: { source: ['camera', 'screen'] },
  }),
  earshot_client_concealed_seconds_total: counter('Seconds of received sound that were audibly made up.', {
    unit: 'seconds',
    labels: { source: ['microphone', 'screenAudio'] },
  }),
  earshot_client_limited_seconds_total: counter('Seconds in which sent video was held back, by cause.', {
    unit: 'seconds',
    labels: { source: ['camera', 'screen'], reason: ['bandwidth', 'cpu', 'other'] },
  }),
  earshot_client_video_frames_total: counter('Video frames encoded (send) or decoded (receive).', {
    labels: { direction: CLIENT_DIRECTIONS, source: ['camera', 'screen'] },
  }),
  earshot_client_video_frames_dropped_total: counter(
    'Video frames dropped by a camera or before being shown.',
    {
      labels: { direction: CLIENT_DIRECTIONS, source: ['camera', 'screen'] },
    },
  ),
  earshot_client_media_bytes_total: counter('Media payload, without retransmissions.', {
    unit: 'bytes',
    ...ofTrack,
  }),
  earshot_client_packets_total: counter('RTP packets that clients sent or received.', ofTrack),
  earshot_client_packets_lost_total: counter(
    'RTP packets that did not arrive, by the report of the receiving side.',
    ofTrack,
  ),
  earshot_client_rtt_seconds: histogram(
    'Mean round trip between a client and the server in one report (weighted by time).',
    {
      unit: 'seconds',
      labels: { direction: CLIENT_DIRECTIONS },
      buckets: [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1],
      exemplars: true,
    },
  ),
  earshot_client_loss_ratio: histogram('Share of packets lost in one report, for each track.', {
    unit: 'ratio',
    labels: byKind,
    buckets: [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2],
    exemplars: true,
  }),
  earshot_client_jitter_seconds: histogram('Worst second of jitter in one report, for each track.', {
    unit: 'seconds',
    labels: byKind,
    buckets: [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5],
  }),
  earshot_client_jitter_buffer_seconds: histogram(
    'Mean time media waited in the jitter buffer in one report.',
    {
      unit: 'seconds',
      labels: { kind: KINDS },
      buckets: [0.02, 0.04, 0.06, 0.1, 0.15, 0.25, 0.5, 1],
    },
  ),
  earshot_client_concealment_ratio: histogram(
    'Share of received sound that was audibly made up in one report.',
    {
      unit: 'ratio',
      buckets: [0, 0.003, 0.01, 0.03, 0.05, 0.07, 0.15],
      exemplars: true,
    },
  ),
  earshot_client_freeze_ratio: histogram('Share of the time that received video stood still in one report.', {
    unit: 'ratio',
    buckets: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
    exemplars: true,
  }),
  earshot_client_video_fps: histogram('Frames per second in one report.', {
    unit: 'frames/second',
    labels: { direction: CLIENT_DIRECTIONS, source: ['camera', 'screen'] },
    buckets: [1, 5, 10, 15, 20, 24, 28, 50],
  }),
  earshot_client_media_bytes_per_second: histogram('Media bytes per second in one report, for each track.', {
    unit: 'bytes/second',
    labels: byKind,
    buckets: [1_000, 4_000, 12_500, 25_000, 62_500, 125_000, 250_000, 500_000],
  }),

  earshot_issues_raised_total: counter('Issues raised to participants, or made worse.', {
    labels: { code: REPORTED_ISSUE_CODES, level: ['poor', 'bad'] },
  }),
  earshot_issue_seconds_total: counter('How long issues lasted, counted when they ended.', {
    unit: 'seconds',
    labels: { code: REPORTED_ISSUE_CODES },
  }),
  earshot_issues_active: gauge('Participants who have an issue now.', {
    labels: { code: REPORTED_ISSUE_CODES },
  }),

  earshot_reports_total: counter('Reports that came from clients, by whether they were taken.', {
    labels: { result: REPORT_RESULTS },
  }),
  earshot_report_bytes: histogram('Size of one report as JSON.', {
    unit: 'bytes',
    buckets: [500, 1_000, 2_000, 3_000, 5_000, 10_000, 30_000],
  }),
  earshot_report_age_seconds: histogram(
    'How long ago the interval of a report had ended when it came: more than its way when it was kept.',
    {
      unit: 'seconds',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 5, 10, 30, 60, 120],
    },
  ),
  earshot_client_clock_uncertainty_seconds: histogram(
    'By how much the place of a report in the server’s time may be off: half of its client’s shortest round trip.',
    {
      unit: 'seconds',
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1],
    },
  ),
  earshot_reports_lost_total: counter('Reports that never came, by the gaps in their numbers.'),
  earshot_client_unmeasured_seconds_total: counter(
    'Reported time of participants whose browser does not give a measure: its factors cannot be judged there.',
    { unit: 'seconds', labels: { measure: MEASURES } },
  ),
  earshot_report_values_rejected_total: counter(
    'Measures in reports that were out of range and not counted.',
  ),
} as const;
