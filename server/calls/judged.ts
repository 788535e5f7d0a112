import type { LimitingFactor, ParticipantId, QualityBand, Source, TrackColumn } from '@earshot/shared';

/** What a judged interval says of one quality. */
export interface JudgedQuality {
  readonly band: QualityBand;
  /** 0..100; `null` when unknown. */
  readonly score: number | null;
  readonly factor: LimitingFactor;
  readonly blame: string;
}

/** One track of a judged interval. */
export interface JudgedTrack {
  readonly trackId: string;
  readonly publisherId: ParticipantId | undefined;
  readonly direction: 'send' | 'receive';
  readonly source: Source;
  readonly quality: JudgedQuality;
  readonly blame: string;
  readonly impairedLeg: string;
  /** Closed by its owner; each number is there or not measured. */
  readonly evidence: Readonly<Record<string, number | undefined>>;
  readonly measuredBy: 'client' | 'server' | 'mixed';
  readonly values: Readonly<Partial<Record<TrackColumn, number>>>;
}

/** One interval of a leg with both legs' measurements joined. Times are ms since the epoch by the server's clock. */
export interface JudgedInterval {
  readonly callId: string;
  readonly participantId: string;
  readonly number: number;
  /** The highest one holds. */
  readonly revision: number;
  readonly startAt: number;
  readonly endAt: number;
  readonly uncertaintyMs: number | undefined;
  readonly from: 'report' | 'server' | 'none';
  readonly reception: JudgedQuality;
  readonly sending: JudgedQuality;
  readonly transports: {
    readonly send: { readonly rttMs?: number | null } | undefined;
    readonly receive: { readonly rttMs?: number | null } | undefined;
  };
  readonly tracks: readonly JudgedTrack[];
}
