import type { CallListQuery, SeriesQuery } from '@earshot/shared/calls-api.ts';
import type { BatchRef } from '../store/batch-marks.ts';
import type { StoreService } from '../store/service.ts';

/** Questions and orders to the store, by name. `now` is ms since the epoch. */
export interface StoreRequests {
  /** Makes the database ready; all others do so too. */
  open: Record<string, never>;
  /** Rows as JSON: one string is handed over faster than many objects. */
  write: { readonly rows: string; readonly batch: BatchRef };
  list: { readonly query: CallListQuery; readonly now: number };
  call: { readonly callId: string; readonly now: number };
  leg: { readonly callId: string; readonly participantId: string; readonly now: number };
  series: {
    readonly callId: string;
    readonly participantId: string;
    readonly query: SeriesQuery;
    readonly now: number;
  };
  erase: { readonly id: string; readonly alsoLegs: readonly string[]; readonly now: number };
  sweep: {
    readonly retention: { readonly detailMs: number; readonly summaryMs: number; readonly maxBytes: number };
    readonly now: number;
  };
  export: Parameters<StoreService['export']>[0];
  close: Record<string, never>;
}

/** Name of a request. */
export type StoreRequestName = keyof StoreRequests;
/** What it is answered with. */
export type StoreAnswer<N extends StoreRequestName> = Awaited<ReturnType<StoreService[N]>>;

/** What goes to the thread. */
export interface RequestMessage {
  readonly id: number;
  readonly name: StoreRequestName;
  readonly params: unknown;
}

/** What comes back. */
export type AnswerMessage =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      /** The database cannot be used now: the same may work later. */
      readonly away: boolean;
      readonly message: string;
    };

/** How the thread is told which database to open. */
export interface ThreadData {
  readonly url: string;
}
