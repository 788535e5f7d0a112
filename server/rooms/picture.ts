import type { CallInfo, SnapshotPart } from '@earshot/shared';
import type { Allowances } from './allowances.ts';
import type { Forwarding } from './forwarding.ts';
import type { RemoteIssues } from './remote-issues.ts';
import type { RoomCore } from './room-core.ts';
import { assertSeated, type Seat } from './seat.ts';
import { splitSnapshot } from './snapshot.ts';
import type { Speaking } from './speaking.ts';
import type { Spotlight } from './spotlight.ts';
import type { Talk } from './talk.ts';

/** The parts of a room that the picture shows. */
export interface PictureParts {
  readonly allowances: Allowances;
  readonly call: CallInfo;
  readonly forwarding: Forwarding;
  readonly remoteIssues: Pick<RemoteIssues, 'tellWhole'>;
  readonly speaking: Speaking;
  readonly spotlight: Spotlight;
  readonly talk: Talk;
}

/** The whole picture of a call. Inside a decision. */
export interface Picture {
  /** As one participant may see it. Throws `ended`. */
  show(seat: Seat): readonly [SnapshotPart, ...SnapshotPart[]];
}

/** Makes it. */
export function createPicture(core: RoomCore, parts: PictureParts): Picture {
  const { allowances, call, forwarding, remoteIssues, speaking, spotlight, talk } = parts;
  let snapshots = 0;
  return {
    show(seat) {
      assertSeated(seat);
      // What is told must be what holds: changes of this very decision included.
      spotlight.settle();
      forwarding.settle();
      // Events after the picture, never before it.
      remoteIssues.tellWhole(seat);
      if (seat.shown) core.send(seat, { name: 'ownQuality', data: seat.own });
      seat.shown = true;
      snapshots += 1;
      const { participantId, role, grants, capabilities } = seat;
      return splitSnapshot({
        snapshotId: snapshots,
        head: {
          call,
          self: { participantId, role, grants, capabilities },
          dominantSpeakers: [...speaking.told()],
          limits: forwarding.limitsOf(seat),
          spotlight: [...spotlight.list()],
          forbiddenForAll: [...allowances.forAll],
        },
        participants: core.roster.pictureFor(seat),
        chat: talk.history.list(),
      });
    },
  };
}
