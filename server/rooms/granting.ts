import { computeCapabilities, type Capabilities, type Grants, type Role } from '@earshot/shared';
import type { Forwarding } from './forwarding.ts';
import type { RoomCore } from './room-core.ts';
import { assertSeated, type Seat } from './seat.ts';
import type { Seating } from './seating.ts';
import type { Talk } from './talk.ts';
import type { Tracks } from './tracks.ts';

/** The parts of a room that new grants touch. */
export interface GrantingParts {
  readonly forwarding: Forwarding;
  readonly seating: Seating;
  readonly talk: Talk;
  readonly tracks: Tracks;
}

/** New grants for a running leg. Inside a decision. */
export interface Granting {
  /** What is no longer allowed ends at once. Throws `ended`. */
  setGrants(seat: Seat, role: Role, grants: Grants): Capabilities;
}

/** Makes it. */
export function createGranting(core: RoomCore, parts: GrantingParts): Granting {
  const { forwarding, seating, talk, tracks } = parts;

  function setHidden(seat: Seat, grants: Grants): void {
    const changed = seat.grants.hidden !== grants.hidden;
    if (changed && grants.hidden) {
      talk.lowerHand(seat);
      const participants = [{ participantId: seat.participantId, reason: 'hangup' as const }];
      core.toOtherViewers(seat, { name: 'participantLeft', data: { participants } });
    }
    seat.grants = grants;
    if (!changed) return;
    seating.announce(seat);
    forwarding.seatsChanged();
  }

  return {
    setGrants(seat, role, grants) {
      assertSeated(seat);
      const before = JSON.stringify([seat.role, seat.grants]);
      const roleChanged = seat.role !== role;
      seat.role = role;
      seat.capabilities = computeCapabilities(grants, { guestAccess: core.options.config.guestAccess });
      tracks.dropForbidden(seat);
      setHidden(seat, grants);
      forwarding.receiverChanged(seat);
      const { participantId, capabilities } = seat;
      if (roleChanged) {
        core.toViewers(seat, { name: 'participantUpdated', data: { updates: [{ participantId, role }] } });
      }
      if (before !== JSON.stringify([role, grants])) {
        const data = { role, grants, capabilities, cause: 'token_refreshed' as const };
        core.send(seat, { name: 'capabilities', data });
      }
      return capabilities;
    },
  };
}
