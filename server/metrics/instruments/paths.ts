import { MEDIA_PATHS } from '@earshot/shared';
import { CLIENT_DIRECTIONS } from '../labels.ts';
import { counter } from '../instrument.ts';

/** How media go, as clients see it: only they know that a relay is between. */
export const pathInstruments = {
  earshot_client_transport_seconds_total: counter(
    'Time of clients’ transports by the path of their media: relay where the client’s own candidate is one, over whatever protocol.',
    { unit: 'seconds', labels: { direction: CLIENT_DIRECTIONS, path: MEDIA_PATHS } },
  ),
} as const;
