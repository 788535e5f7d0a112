import type { CallCore } from './call-core.ts';
import { CallMedia } from './call-media.ts';
import { CallQuality } from './call-quality.ts';
import { CallRoster } from './call-roster.ts';
import { LocalSources } from './local-sources.ts';
import type { Publication } from './media/publication.ts';
import { TokenRefresh } from './token-refresh.ts';
import { createReports, type Reports } from './withheld-reports.ts';
import { LIMITS, type Report, type TrackId } from '@earshot/shared';
import type { TrackFacts } from './diagnostics/inputs.ts';
import type { Heard } from './volume.ts';

/** The parts of a call, each tied to the others through its core. Nothing here runs before the core starts. */

/** @see CallRoster */
export function makePeople(core: CallCore): CallRoster {
  const heard = (): readonly Heard[] => {
    const own = core.people.roster.self?.participantId;
    const { state, measured } = core.sources.microphone;
    const open = own !== undefined && state.active && !state.muted;
    const self = open ? [{ participantId: own, level: measured }] : [];
    return [...self, ...core.media.listen()];
  };
  return new CallRoster({
    findOwnTrack: (trackId) => core.media.publisher.find(trackId)?.track,
    findReception: (trackId) => core.media.subscriber.find(trackId),
    findUnavailable: (trackId) => core.media.subscriber.findUnavailable(trackId),
    comingCameras: () => core.media.comingCameras(),
    attach: (trackId, element) => core.media.attach(trackId, element),
    listen: heard,
    ownName: () => core.options.join.name ?? '',
    tracksChanged: () => {
      core.media.view.changed();
    },
    selfChanged: () => {
      core.handleCapabilities();
    },
    emit: (name, event) => {
      core.events.emit(name, event);
    },
  });
}

/** @see CallMedia */
export function makeMedia(core: CallCore): CallMedia {
  const { surroundings, devices } = core.options;
  return new CallMedia({
    surroundings,
    requester: core.session,
    roster: core.people.roster,
    devices,
    scope: core.scope,
    listener: {
      receptionChanged: (trackIds) => {
        core.people.handleTracks(trackIds);
      },
      forcedPause: (source, reason) => {
        core.sources.handleForcedPause(source, reason);
      },
      publicationLost: (source) => {
        core.sources.handleLost(source);
      },
      playbackBlocked: (blocked) => {
        core.quality.feed({ autoplayBlocked: blocked });
        core.events.emit('playbackBlocked', { blocked });
      },
      speakerRefused: (speakerRefused) => {
        core.quality.feed({ speakerRefused });
      },
      relaysUnreachable: (unreachableRelays) => {
        core.quality.feed({ unreachableRelays });
      },
      lost: () => {
        core.apply({ name: 'mediaLost', at: surroundings.clock.now() });
      },
      back: () => {
        core.apply({ name: 'mediaBack' });
      },
      failed: (error) => {
        core.fail('failed.media', error);
      },
      transport: (direction, state) => {
        core.quality.feed(direction === 'send' ? { sendTransport: state } : { receiveTransport: state });
        if (state === 'connected')
          core.milestone(direction === 'send' ? 'sendConnected' : 'receiveConnected');
      },
      closed: () => {
        core.quality.feed({ sendTransport: undefined, receiveTransport: undefined });
        // What it said was of a track that is gone.
        core.quality.feed({ microphone: { unheardByServer: false } });
      },
      firstMedia: (kind) => {
        core.milestone(kind === 'audio' ? 'firstAudio' : 'firstVideo');
      },
    },
  });
}

/** @see LocalSources */
export function makeSources(core: CallCore): LocalSources {
  const { surroundings, devices } = core.options;
  return new LocalSources({
    surroundings,
    formFactor: core.formFactor,
    devices,
    ended: () => core.ended,
    may: (name) => core.can(name),
    publisher: () => core.media.publisher,
    feed: (facts) => {
      core.quality.feed(facts);
    },
    ownTracksChanged: () => {
      core.media.handleOwnTracks();
    },
  });
}

function isUnwatchedCamera({ source, unwatched }: Publication): boolean {
  return source === 'camera' && unwatched;
}

/** The way here carries fewer videos than others send and the call allows. */
function isShortOfBandwidth({ people: { roster } }: CallCore): boolean {
  const { limits } = roster;
  if (limits?.optimalVideoCountReason !== 'bandwidth') return false;
  const [, ...others] = roster.participants;
  const cameras = others.flatMap(({ tracks }) =>
    tracks.filter(({ source, paused }) => source === 'camera' && !paused),
  );
  return limits.optimalVideoCount < Math.min(limits.videos, cameras.length);
}

/** Why the server sends less of a track than is looked at, where that hurts. */
function findHarm(core: CallCore, trackId: TrackId): TrackFacts['limit'] {
  const limit = core.media.subscriber.find(trackId)?.limit ?? 'none';
  if (limit !== 'none' && limit !== 'cap' && limit !== 'view') return limit;
  return isShortOfBandwidth(core) ? 'downlinkBandwidth' : undefined;
}

/** @see CallQuality */
export function makeQuality(core: CallCore): CallQuality {
  const { surroundings, devices } = core.options;
  return new CallQuality({
    surroundings,
    scope: core.scope,
    devices,
    transports: () => core.media.transports(),
    tracks: () => core.media.tracks(),
    takeMicrophonePeak: () => core.sources.microphone.takePeak(),
    cameraWatched: () => !core.media.publisher.publications.some(isUnwatchedCamera),
    isAway: (participantId) => core.people.roster.find(participantId)?.connection === 'reconnecting',
    limitOf: (trackId) => findHarm(core, trackId),
    shedLevel: () => core.people.roster.limits?.shedLevel ?? 0,
    decodeCapacityChanged: (videos, sharp) => {
      core.media.wishes.setCapacity(videos, sharp);
    },
    issueChanged: (issue) => {
      core.reports.hurry();
      core.events.emit('issueChanged', issue);
    },
  });
}

/** @see Reports */
export function makeReports(core: CallCore): Reports {
  const { telemetry = 'full', onReport } = core.options.join;
  const port = {
    scope: core.scope,
    now: () => core.options.surroundings.clock.monotonic(),
    intervalMs: () => core.session.joined?.reportIntervalMs ?? LIMITS.reportIntervalMs,
    takeReport: (milestones: NonNullable<Report['milestones']>) => core.quality.takeReport(milestones),
    takeIssues: () => core.quality.takeIssues(),
    connected: () => core.session.connected,
    send: async (report: Report) => {
      await core.session.request('report', { report });
    },
  };
  return createReports(port, { telemetry, onReport });
}

/** @see TokenRefresh */
export function makeTokenRefresh(
  core: CallCore,
  getToken: () => Promise<string>,
  used: () => void,
): TokenRefresh {
  return new TokenRefresh({
    clock: core.options.surroundings.clock,
    scope: core.scope,
    getToken,
    use: async (token) => {
      core.people.roster.handleCapabilities(await core.session.request('refreshToken', { token }));
      used();
    },
    failed: (error) => {
      core.events.emit('tokenRefreshFailed', { error });
    },
  });
}
