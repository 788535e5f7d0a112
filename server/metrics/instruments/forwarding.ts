import { KINDS, SERVER_DIRECTIONS } from '../labels.ts';
import { counter, histogram } from '../instrument.ts';

/** Spatial layers as they are numbered on the wire, 0 the smallest. */
const LAYERS = ['0', '1', '2', 'none'] as const;
/** How the layer that is sent stands to the one asked for. */
const LAYER_STATES = ['asked', 'below', 'notPublished'] as const;

/** How well the server forwards what it gets. */
export const forwardingInstruments = {
  earshot_sfu_score: histogram(
    'Score of streams by mediasoup, 0 (nothing arrives) to 10, looked at every 5 s: in = each encoding, out = each track once in 30 s.',
    {
      unit: 'count',
      labels: { direction: SERVER_DIRECTIONS, kind: KINDS },
      buckets: [0, 2, 4, 6, 7, 8, 9],
    },
  ),
  earshot_sfu_available_bytes_per_second: histogram(
    'What the paths to receivers are estimated to carry, one value each 5 s for each: no more than is sent and probed.',
    {
      unit: 'bytes/second',
      buckets: [12_500, 37_500, 62_500, 125_000, 187_500, 312_500, 625_000, 1_250_000],
    },
  ),
  earshot_sfu_layer_seconds_total: counter(
    'Time of forwarded videos by the spatial layer sent: the one asked for, below it (the path), or below because its publisher does not send it.',
    {
      unit: 'seconds',
      labels: { layer: LAYERS, state: LAYER_STATES },
      occurs: ({ layer, state }) => layer !== 'none' || state !== 'asked',
    },
  ),
  earshot_sfu_paused_seconds_total: counter(
    'Time of tracks that receivers have and that are not sent: paused by the publisher, by the server, or the receiver is not ready yet.',
    { unit: 'seconds', labels: { kind: KINDS, reason: ['publisher', 'server', 'notReady'] } },
  ),
  earshot_sfu_key_frames_total: counter('Key frames that came from publishers, in any of their layers.', {
    labels: { source: ['camera', 'screen'] },
  }),
} as const;
