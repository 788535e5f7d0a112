import type { IssueCode, IssueLevel } from '@earshot/shared';
import type { CallHistory } from '../rooms/ports.ts';
import type { JudgedInterval } from '../telemetry/judged.ts';

/** A diagnostic of a leg changed its level. */
export interface IssueChange {
  readonly callId: string;
  readonly participantId: string;
  readonly code: IssueCode;
  /** `good`: it is over. */
  readonly level: IssueLevel;
  /** ms since the epoch, by the server's clock. */
  readonly at: number;
}

/** What a person said of a call, once per leg; ratings 1..5, `null` where none was given. */
export interface SurveyAnswer {
  readonly callId: string;
  readonly participantId: string;
  readonly at: number;
  readonly ratings: {
    readonly overall: number | null;
    readonly audio: number | null;
    readonly video: number | null;
    readonly screenShare: number | null;
  };
  /** Names from closed lists. */
  readonly issues: {
    readonly overall: readonly string[];
    readonly audio: readonly string[];
    readonly video: readonly string[];
    readonly screenShare: readonly string[];
  };
}

/** A stage of joining that a client reached, ms from its `join()`. */
export interface MilestoneReached {
  readonly callId: string;
  readonly participantId: string;
  readonly stage: string;
  readonly ms: number;
}

/** Takes all that is kept of calls. No method throws, waits, or keeps what it was given: what cannot be taken is counted and dropped. */
export interface CallRecorder extends CallHistory {
  intervalJudged(judged: JudgedInterval): void;
  issue(change: IssueChange): void;
  milestone(reached: MilestoneReached): void;
  survey(answer: SurveyAnswer): void;
}
