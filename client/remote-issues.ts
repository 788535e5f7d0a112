import type { EventData, ParticipantId, RemoteIssue } from '@earshot/shared';

const NONE: readonly RemoteIssue[] = Object.freeze([]);

/** What the server last said of others' trouble. */
export class RemoteIssues {
  readonly #issues = new Map<ParticipantId, readonly RemoteIssue[]>();

  /** The same list until it is told anew. */
  get(participantId: ParticipantId): readonly RemoteIssue[] {
    return this.#issues.get(participantId) ?? NONE;
  }

  /** Answers for whom it is another than before. Of oneself one's own diagnostics know more. */
  handle(
    { whole, participants }: EventData<'participantIssues'>,
    self: ParticipantId | undefined,
  ): readonly ParticipantId[] {
    const told = new Map(participants.map(({ participantId, issues }) => [participantId, issues]));
    const ids = new Set([...told.keys(), ...(whole ? this.#issues.keys() : [])]);
    if (self !== undefined) ids.delete(self);
    return [...ids].filter((id) => this.#set(id, told.get(id) ?? NONE));
  }

  /** They are gone. */
  forget(participantIds: Iterable<ParticipantId>): void {
    for (const id of participantIds) this.#issues.delete(id);
  }

  #set(id: ParticipantId, issues: readonly RemoteIssue[]): boolean {
    if (JSON.stringify(this.get(id)) === JSON.stringify(issues)) return false;
    if (issues.length === 0) this.#issues.delete(id);
    else this.#issues.set(id, Object.freeze(issues.map((issue) => Object.freeze({ ...issue }))));
    return true;
  }
}
