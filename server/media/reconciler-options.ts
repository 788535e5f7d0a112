import type { TrackId } from '@earshot/shared';
import type { MediaEvent } from '../rooms/ports.ts';
import type { ConsumerMakerOptions } from './consumer-maker.ts';
import type { MediaSettings } from './options.ts';
import type { Publication } from './publications.ts';
import type { LegTransport } from './transports.ts';

/** What a reconciler needs. */
export interface ReconcilerOptions extends ConsumerMakerOptions {
  readonly receive: Pick<LegTransport, 'transport' | 'watch'>;
  readonly settings: MediaSettings;
  readonly findPublication: (trackId: TrackId) => Publication | undefined;
  readonly send: (event: MediaEvent) => void;
  /** Its worker gives something up now. */
  readonly isShed: () => boolean;
  /** Told with each plan what its videos cost at most, bit/s. */
  readonly videosPlanned: (bps: number) => void;
}
