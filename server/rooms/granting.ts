import { computeCapabilities, type Capabilities, type Grants, type Role } from '@earshot/shared';
import type { Allowances } from './allowances.ts';
import type { Forwarding } from './forwarding.ts';
import type { RemoteIssues } from './remote-issues.ts';
import type { RoomCore } from './room-core.ts';
import { assertSeated, type Seat } from './seat.ts';
import type { Talk } from './talk.ts';
import type { Tracks } from './tracks.ts';

/** The parts of a room that new grants touch. */
export interface GrantingParts {
  readonly allowances: Allowances;
  readonly forwarding: Forwarding;
  readonly remoteIssues: Pick<RemoteIssues, 'tellWhole'>;
  readonly talk: Talk;
  readonly tracks: Tracks;
}

/** New grants for a running leg. Inside a decision. */
export interface Granting {
  /** What is no longer allowed ends at once. Throws `ended`. */
  setGrants(seat: Seat, role: Role, grants: Grants): Capabilities;
  /** Something was forbidden or permitted: a seat that it touches is told, and what it may not send falls silent. */
  applyAllowances(seat: Seat, cause: 'forbidden' | 'permitted'): void;
}

/** Makes it. */
export function createGranting(core: RoomCore, parts: GrantingParts): Granting {
  const { allowances, forwarding, remoteIssues, talk, tracks } = parts;
  const { guestAccess } = core.options.config;

  function setHidden(seat: Seat, grants: Grants): void {
    const changed = seat.grants.hidden !== grants.hidden;
    if (changed && grants.hidden) {
      talk.lowerHand(seat);
    }
    seat.grants = grants;
    if (!changed) return;
    core.roster.touch(seat.participantId);
    forwarding.seatsChanged();
  }

  /** Answers whether anything changed. */
  function setForbidden(seat: Seat, grants: Grants): boolean {
    const before = seat.forbidden;
    const forbidden = allowances.forbiddenTo({ identity: seat.identity, grants });
    if (forbidden.length === before.length && forbidden.every((source) => before.includes(source)))
      return false;
    seat.forbidden = forbidden;
    const { participantId } = seat;
    core.toViewers(seat, {
      name: 'participantUpdated',
      data: { updates: [{ participantId, forbidden: [...forbidden] }] },
    });
    return true;
  }

  return {
    setGrants(seat, role, grants) {
      assertSeated(seat);
      const before = JSON.stringify([seat.role, seat.grants]);
      const roleChanged = seat.role !== role;
      seat.role = role;
      setForbidden(seat, grants);
      seat.capabilities = computeCapabilities(grants, { guestAccess, forbidden: seat.forbidden });
      tracks.endForbidden(seat);
      setHidden(seat, grants);
      forwarding.receiverChanged(seat);
      const { participantId, capabilities } = seat;
      if (roleChanged) {
        remoteIssues.tellWhole(seat);
        core.toViewers(seat, { name: 'participantUpdated', data: { updates: [{ participantId, role }] } });
      }
      if (before !== JSON.stringify([role, grants])) {
        const data = { role, grants, capabilities, cause: 'token_refreshed' as const };
        core.send(seat, { name: 'capabilities', data });
      }
      return capabilities;
    },
    applyAllowances(seat, cause) {
      if (!setForbidden(seat, seat.grants)) return;
      const { role, grants, forbidden } = seat;
      const capabilities = computeCapabilities(grants, { guestAccess, forbidden });
      seat.capabilities = capabilities;
      tracks.endForbidden(seat);
      core.send(seat, { name: 'capabilities', data: { role, grants, capabilities, cause } });
    },
  };
}
