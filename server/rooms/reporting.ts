import { looksTheSame, type Quality, type Report, type RequestResult } from '@earshot/shared';
import type { LegContext } from './ports.ts';
import type { RemoteIssues } from './remote-issues.ts';
import type { RoomCore } from './room-core.ts';
import { assertSeated, type Seat } from './seat.ts';

/** Takes a participant's reports, and tells what comes of them. Inside decisions; throws `ended`. */
export function createReporting(
  core: RoomCore,
  remoteIssues: Pick<RemoteIssues, 'set'>,
): (seat: Seat, report: Report) => RequestResult<'report'> {
  const { reports } = core.options;

  /** To oneself how both directions do, to others what is wrong. */
  function tellStanding(seat: Seat): void {
    if (seat.endReason !== undefined) return;
    const standing = reports.standingOf(seat.participantId);
    if (standing === undefined) return;
    const { send, receive, issues } = standing;
    remoteIssues.set(seat, issues);
    const { own } = seat;
    if (looksTheSame(own.send, send) && looksTheSame(own.receive, receive)) return;
    seat.own = { send, receive };
    core.send(seat, { name: 'ownQuality', data: { send, receive } });
    tellOthers(seat, lower(send, receive));
  }

  /** The same word as its own: two verdicts on one moment would be one too many. */
  function tellOthers(seat: Seat, quality: Quality): void {
    if (looksTheSame(quality, seat.quality)) return;
    seat.quality = quality;
    const { participantId } = seat;
    core.toViewers(seat, {
      name: 'participantUpdated',
      data: { updates: [{ participantId, quality }] },
    });
  }

  return (seat, report) => {
    assertSeated(seat);
    const leg = describeLeg(core, seat, () => {
      core.queue.post(() => {
        tellStanding(seat);
      });
    });
    reports.accept(leg, report);
    tellStanding(seat);
    return {};
  };
}

/** The worse of both; one that nobody could judge is no worse. */
function lower(left: Quality, right: Quality): Quality {
  return (right.score ?? Infinity) < (left.score ?? Infinity) ? right : left;
}

function describeLeg({ callId, room, trackDirectory }: RoomCore, seat: Seat, judged: () => void): LegContext {
  const { participantId, role, tags, telemetry, tracks, reception, downlink } = seat;
  return {
    callId,
    room,
    participantId,
    role,
    tags,
    telemetry,
    tracks: [...tracks.values()],
    videos: reception?.video ?? [],
    loweredVideos: downlink?.videos.lowered,
    findTrack: (wanted) => trackDirectory.find(wanted, participantId),
    judged,
  };
}
