import type { IssueLevel } from '@earshot/shared';
import type { JudgedInterval } from '../telemetry/judged.ts';
import type { SurveyAnswer } from './ports.ts';

/** Whose row it is. */
interface OfLeg {
  readonly callId: string;
  readonly participantId: string;
}

/** What is handed over to the store, in the order in which it happened. Travels as JSON. Times are ms since the epoch. */
export type StoreRow =
  | { readonly type: 'call'; readonly callId: string; readonly room: string; readonly at: number }
  | { readonly type: 'callEnd'; readonly callId: string; readonly at: number }
  /** These calls go on. */
  | { readonly type: 'seen'; readonly callIds: readonly string[]; readonly at: number }
  | (OfLeg & {
      readonly type: 'leg';
      readonly identity: string | null;
      readonly role: string;
      readonly hidden: boolean;
      readonly formFactor: string;
      readonly browser: string | null;
      readonly browserVersion: number | null;
      readonly os: string | null;
      readonly library: string | null;
      readonly tags: readonly string[];
      readonly at: number;
    })
  | (OfLeg & { readonly type: 'legEnd'; readonly reason: string; readonly at: number })
  | (OfLeg & {
      readonly type: 'track';
      readonly trackId: string;
      readonly source: string;
      readonly at: number;
    })
  | (OfLeg & { readonly type: 'trackEnd'; readonly trackId: string; readonly at: number })
  | (OfLeg & {
      readonly type: 'event';
      readonly name: string;
      readonly trackId: string | null;
      readonly detail: string | null;
      readonly result: string | null;
      readonly ms: number | null;
      readonly at: number;
    })
  | (OfLeg & {
      readonly type: 'issue';
      readonly code: string;
      readonly level: IssueLevel;
      readonly at: number;
    })
  | { readonly type: 'interval'; readonly judged: JudgedInterval }
  | { readonly type: 'survey'; readonly answer: SurveyAnswer };

/** One kind of row. */
export type RowOf<T extends StoreRow['type']> = Extract<StoreRow, { type: T }>;
