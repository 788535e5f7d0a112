import { quantile, rate, select } from '../promql.ts';
import { one, q, S, type RowSpec } from './spec.ts';

/** How well the server forwards what it gets. */
export const forwarding: RowSpec = {
  title: 'Forwarding',
  panels: [
    {
      kind: 'lines',
      title: 'Worst scores of streams',
      description:
        '10th percentile of mediasoup’s score, 0 to 10: in = from publishers, out = to receivers, with what they repaired.',
      unit: 'none',
      width: 8,
      queries: [
        one(
          quantile(S, 'earshot_sfu_score', { q: 0.1, by: ['direction', 'kind'] }),
          '{{direction}} {{kind}}',
        ),
      ],
    },
    {
      kind: 'lines',
      title: 'What paths to receivers carry',
      description: 'By the server’s own estimate for each receiver: no more than is sent and probed.',
      unit: 'Bps',
      width: 8,
      queries: [0.1, 0.5, 0.9].map((share) =>
        one(quantile(S, 'earshot_sfu_available_bytes_per_second', { q: share }), q(share)),
      ),
    },
    {
      kind: 'stacked',
      title: 'Videos by layer sent',
      description:
        'Forwarded videos with layers: asked = as wanted, below = the path of the receiver, notPublished = the publisher does not send that layer.',
      unit: 'none',
      width: 8,
      queries: [
        one(
          rate(S, 'earshot_sfu_layer_seconds_total', { by: ['layer', 'state'] }),
          'layer {{layer}} {{state}}',
        ),
      ],
    },
    {
      kind: 'stacked',
      title: 'Forwarded tracks that stand still',
      description:
        'By who paused them. By the server for long is a fault; notReady for long: receivers that do not answer.',
      unit: 'none',
      width: 8,
      queries: [
        one(rate(S, 'earshot_sfu_paused_seconds_total', { by: ['kind', 'reason'] }), '{{kind}} {{reason}}'),
      ],
    },
    {
      kind: 'lines',
      title: 'Key frames of publishers',
      description:
        'In all layers. Many for long: receivers ask again and again, and pictures cost more than they should.',
      unit: 'cps',
      width: 8,
      queries: [one(rate(S, 'earshot_sfu_key_frames_total', { by: ['source'] }), '{{source}}')],
    },
    {
      kind: 'lines',
      title: 'Datagrams dropped by the system',
      description:
        'Because a socket’s buffer was full, as a share of all that came: the machine is too slow or its buffers too small. All programs of this machine.',
      unit: 'percentunit',
      width: 8,
      queries: [
        one(
          `sum by (instance) (rate(${select(S, 'earshot_udp_receive_buffer_errors_total')}[${S.window}])) / (sum by (instance) (rate(${select(S, 'earshot_udp_received_total')}[${S.window}])) > 0)`,
          '{{instance}}',
        ),
      ],
    },
    {
      kind: 'stacked',
      title: 'Clients by path',
      description: 'Transports by the path of their media as clients see it: relays and TCP cost delay.',
      unit: 'none',
      width: 8,
      queries: [
        one(
          rate(S, 'earshot_client_transport_seconds_total', { by: ['direction', 'path'] }),
          '{{direction}} {{path}}',
        ),
      ],
    },
  ],
};
