import type { IssueCode, IssueLevel } from '@earshot/shared';
import type { JudgedInterval } from '../telemetry/judged.ts';
import { Standings } from '../telemetry/standings.ts';
import type { IssueChange } from './ports.ts';

/** Legs that are followed at most; of more, those that were heard of longest ago are forgotten. */
const MAX_LEGS = 20_000;
const SEVERITY: Readonly<Record<IssueLevel, number>> = { good: 0, poor: 1, bad: 2 };

type Levels = Map<IssueCode, IssueLevel>;

interface Leg {
  /** What the client raised. */
  readonly told: Levels;
  /** What the server concludes from both legs. */
  concluded: Levels;
  /** What was recorded last. */
  readonly recorded: Levels;
}

/**
 * Issues of legs by the word of client and server, whichever is worse, as others in the call are told them: a client cannot see
 * whose end of a path loses its packets, and one that reports nothing raises nothing. Answers the changes to record.
 */
export class JoinedIssues {
  readonly #standings = new Standings();
  readonly #legs = new Map<string, Leg>();

  told(change: IssueChange): readonly IssueChange[] {
    const leg = this.#touch(change.participantId);
    leg.told.set(change.code, change.level);
    return findChanges(leg, change);
  }

  /** A conclusion holds from the end of the interval that led to it. */
  judged(judged: JudgedInterval): readonly IssueChange[] {
    const { callId, participantId, endAt: at } = judged;
    this.#standings.intervalJudged(judged);
    const leg = this.#touch(participantId);
    const { issues } = this.#standings.get(participantId, []);
    leg.concluded = new Map(issues.map(({ code, level }) => [code, level]));
    return findChanges(leg, { callId, participantId, at });
  }

  forget(participantId: string): void {
    this.#standings.forget(participantId);
    this.#legs.delete(participantId);
  }

  #touch(participantId: string): Leg {
    const leg: Leg = this.#legs.get(participantId) ?? {
      told: new Map(),
      concluded: new Map(),
      recorded: new Map(),
    };
    this.#legs.delete(participantId);
    this.#legs.set(participantId, leg);
    const [oldest] = this.#legs.keys();
    if (this.#legs.size > MAX_LEGS && oldest !== undefined) this.forget(oldest);
    return leg;
  }
}

function findChanges(
  { told, concluded, recorded }: Leg,
  { callId, participantId, at }: Pick<IssueChange, 'callId' | 'participantId' | 'at'>,
): readonly IssueChange[] {
  const codes = new Set([...told.keys(), ...concluded.keys(), ...recorded.keys()]);
  return [...codes].flatMap((code) => {
    const level = worse(told.get(code) ?? 'good', concluded.get(code) ?? 'good');
    if (level === (recorded.get(code) ?? 'good')) return [];
    if (level === 'good') recorded.delete(code);
    else recorded.set(code, level);
    return [{ callId, participantId, code, level, at }];
  });
}

function worse(left: IssueLevel, right: IssueLevel): IssueLevel {
  return SEVERITY[left] >= SEVERITY[right] ? left : right;
}
