import {
  smooth,
  UNKNOWN_QUALITY,
  type IssueLevel,
  type Quality,
  type ReportedIssueCode,
  type Smoothed,
} from '@earshot/shared';
import type { RaisedIssue, Standing } from '../rooms/ports.ts';
import type { JudgedInterval, JudgedSink } from './judged.ts';

/** What the client itself raised. */
type Told = Iterable<readonly [ReportedIssueCode, { readonly level: IssueLevel }]>;

interface Leg {
  readonly number: number;
  readonly send: Smoothed | undefined;
  readonly receive: Smoothed | undefined;
}

/** How legs stand, as people are shown it: both directions, smoothed, and what is wrong by the word of client and server. */
export class Standings implements JudgedSink {
  readonly #legs = new Map<string, Leg>();

  intervalJudged({ participantId, number, endAt, reception, sending }: JudgedInterval): void {
    const before = this.#legs.get(participantId);
    // A late one tells how it was, not how it is.
    if (before !== undefined && number !== 0 && number < before.number) return;
    this.#legs.set(participantId, {
      number: Math.max(number, before?.number ?? 0),
      send: smooth(before?.send, sending, endAt),
      receive: smooth(before?.receive, reception, endAt),
    });
  }

  forget(participantId: string): void {
    this.#legs.delete(participantId);
  }

  /** `told`: issues that the client has raised. */
  get(participantId: string, told: Told): Standing {
    const leg = this.#legs.get(participantId);
    const send = leg?.send?.quality ?? UNKNOWN_QUALITY;
    const receive = leg?.receive?.quality ?? UNKNOWN_QUALITY;
    return { send, receive, issues: joinIssues(told, { send, receive }) };
  }
}

/**
 * What is wrong with a leg: what its client raised, and what the server concludes from both legs, whichever is worse. A client
 * cannot see whose end of a path loses its packets; the server can.
 */
export function joinIssues(
  told: Told,
  { send, receive }: { readonly send: Quality; readonly receive: Quality },
): readonly RaisedIssue[] {
  const levels = new Map<ReportedIssueCode, RaisedIssue['level']>();
  const raise = (code: ReportedIssueCode, level: IssueLevel): void => {
    if (level !== 'good' && levels.get(code) !== 'bad') levels.set(code, level);
  };
  for (const [code, { level }] of told) raise(code, level);
  if (send.blame === 'publisherUplink') raise('networkSendQuality', levelOf(send));
  if (receive.blame === 'subscriberDownlink') raise('networkReceiveQuality', levelOf(receive));
  return [...levels].map(([code, level]) => ({ code, level }));
}

function levelOf({ band }: Quality): IssueLevel {
  if (band === 'poor') return 'bad';
  return band === 'fair' ? 'poor' : 'good';
}
