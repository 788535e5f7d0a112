import type { DiagnosticOverrides } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Rooms } from '../rooms/api.ts';
import type { CallHistory } from '../rooms/ports.ts';
import type { Invites } from '../tokens/invites.ts';
import type { KeyRing } from '../tokens/keys.ts';
import type { JoinTracer, SignallingObserver, SurveyTaker } from './ports.ts';
import type { Sessions } from './sessions.ts';
import type { WriteSlices } from './write-slices.ts';

/** What request handlers use. */
export interface Services {
  readonly rooms: Rooms;
  readonly sessions: Sessions;
  readonly keys: KeyRing;
  readonly invites: Invites;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observer: SignallingObserver;
  /** Who keeps a record of requests; nobody, when left out. */
  readonly history?: Pick<CallHistory, 'event'>;
  readonly tracer: JoinTracer;
  readonly surveys: SurveyTaker;
  /** Told to clients in the answer to `join`, ms. */
  readonly resumeGraceMs: number;
  /** Told to clients in the answer to `join`: bounds of diagnostics that this deployment has changed. */
  readonly diagnostics?: DiagnosticOverrides | undefined;
  /** Spreads the writing of events. */
  readonly writes: WriteSlices;
}
