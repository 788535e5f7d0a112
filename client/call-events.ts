import {
  DIAGNOSTICS,
  type AnyEvent,
  type ChatMessage,
  type EndReason,
  type EventData,
  type EventName,
  type LimitsInfo,
  type ParticipantId,
} from '@earshot/shared';
import type { CallEvents, Issue, Participant } from './api.ts';
import type { CallMedia } from './call-media.ts';
import { hintOf, messageOf } from './diagnostics/messages.ts';
import type { Roster, RosterChange } from './roster.ts';
import { fromBase64 } from './talk.ts';

/** What the server's events change. Functions, not methods: they are passed on by themselves. */
export interface EventTargets {
  readonly roster: Roster;
  readonly media: CallMedia;
  readonly find: (participantId: ParticipantId) => Participant | undefined;
  readonly rosterChanged: (change: RosterChange) => void;
  readonly speakersChanged: () => void;
  readonly spotlightChanged: () => void;
  readonly forbiddenForAllChanged: () => void;
  readonly limitsChanged: (limits: LimitsInfo) => void;
  readonly ownQualityChanged: (quality: EventData<'ownQuality'>) => void;
  readonly othersIssuesChanged: (issues: EventData<'participantIssues'>) => void;
  readonly said: (message: ChatMessage) => void;
  readonly capabilitiesChanged: () => void;
  readonly emit: <N extends keyof CallEvents>(name: N, event: CallEvents[N]) => void;
  /** What the own ways lose, as the server counts it. */
  readonly pathLossTold: (loss: EventData<'pathLoss'>) => void;
  /** The server hears nothing from the own microphone, or hears it again. */
  readonly unheard: (unheard: boolean) => void;
  /** The server asks for a new session: it is going away. */
  readonly sessionNeeded: (delayMs: number) => void;
  readonly ended: (reason: EndReason) => void;
}

type Handlers = { readonly [N in EventName]: (data: EventData<N>) => void };

/** Deals with events of the server. A name that this version does not know is ignored: the server may be newer. */
export function createEventHandler(targets: EventTargets): (event: AnyEvent) => void {
  const handlers: Handlers = {
    ...rosterHandlers(targets),
    ...mediaHandlers(targets),
    ...talkHandlers(targets),
  };
  return (event) => {
    if (!Object.hasOwn(handlers, event.name)) return;
    // The name decides the type of both.
    (handlers[event.name] as (data: AnyEvent['data']) => void)(event.data);
  };
}

type RosterEvent =
  | 'snapshot'
  | 'participantJoined'
  | 'participantUpdated'
  | 'participantLeft'
  | 'trackPublished'
  | 'trackUpdated'
  | 'trackUnpublished'
  | 'dominantSpeakers'
  | 'spotlight'
  | 'forbiddenForAll'
  | 'callState'
  | 'capabilities'
  | 'limits'
  | 'callEnded';

function rosterHandlers(targets: EventTargets): Pick<Handlers, RosterEvent> {
  const { roster, media } = targets;
  const own = (participantId: string): boolean => participantId === roster.self?.participantId;
  return {
    snapshot: (part) => {
      targets.rosterChanged(roster.handleSnapshot(part));
    },
    participantJoined: (data) => {
      targets.rosterChanged(roster.handleJoined(data));
    },
    participantUpdated: (data) => {
      targets.rosterChanged(roster.handleUpdated(data));
    },
    participantLeft: (data) => {
      targets.rosterChanged(roster.handleLeft(data));
    },
    trackPublished: (data) => {
      targets.rosterChanged(roster.handleTrackPublished(data));
    },
    trackUpdated: (data) => {
      for (const { participantId, trackId, paused, pauseReason } of data.updates) {
        if (own(participantId)) media.publisher.handleTrackUpdated(trackId, paused, pauseReason);
      }
      targets.rosterChanged(roster.handleTrackUpdated(data));
    },
    trackUnpublished: (data) => {
      for (const { participantId, trackId } of data.tracks) {
        if (own(participantId)) media.publisher.handleTrackUnpublished(trackId);
      }
      targets.rosterChanged(roster.handleTrackUnpublished(data));
    },
    dominantSpeakers: (data) => {
      roster.handleSpeakers(data);
      targets.speakersChanged();
    },
    spotlight: (data) => {
      roster.handleSpotlight(data);
      targets.spotlightChanged();
    },
    forbiddenForAll: (data) => {
      roster.handleForbiddenForAll(data);
      targets.forbiddenForAllChanged();
    },
    callState: ({ call, endingInMs }) => {
      roster.handleCall(call);
      if (endingInMs !== null) targets.emit('endingSoon', { inMs: endingInMs });
    },
    capabilities: (data) => {
      roster.handleCapabilities(data);
      targets.capabilitiesChanged();
    },
    limits: (data) => {
      targets.limitsChanged(data);
    },
    callEnded: ({ reason }) => {
      targets.ended(reason);
    },
  };
}

type MediaEventName =
  | 'consumersAdded'
  | 'consumersUpdated'
  | 'consumersRemoved'
  | 'tracksUnavailable'
  | 'layersWanted'
  | 'pathLoss'
  | 'reconnectNeeded';

function mediaHandlers({ media, sessionNeeded, pathLossTold }: EventTargets): Pick<Handlers, MediaEventName> {
  const { subscriber, publisher, link } = media;
  return {
    consumersAdded: (data) => {
      subscriber.handleAdded(data);
    },
    consumersUpdated: (data) => {
      subscriber.handleUpdated(data);
    },
    consumersRemoved: (data) => {
      subscriber.handleRemoved(data);
    },
    tracksUnavailable: (data) => {
      subscriber.handleUnavailable(data);
    },
    layersWanted: ({ trackId, maxSpatialLayer }) => {
      publisher.handleLayersWanted(trackId, maxSpatialLayer);
    },
    pathLoss: (data) => {
      pathLossTold(data);
    },
    reconnectNeeded: ({ what, delayMs }) => {
      if (what === 'media') link.renew(delayMs);
      else sessionNeeded(delayMs);
    },
  };
}

type TalkEvent =
  'chat' | 'reactions' | 'data' | 'muteRequested' | 'issue' | 'ownQuality' | 'participantIssues';

function talkHandlers({
  find,
  said,
  emit,
  unheard,
  ownQualityChanged,
  othersIssuesChanged,
}: EventTargets): Pick<Handlers, TalkEvent> {
  return {
    ownQuality: ownQualityChanged,
    participantIssues: othersIssuesChanged,
    chat: (message) => {
      said(message);
    },
    reactions: ({ counts }) => {
      emit('reactions', counts);
    },
    data: ({ from, topic, payload, encoding }) => {
      emit('data', { from, topic, payload: encoding === 'text' ? payload : fromBase64(payload) });
    },
    muteRequested: ({ sources, by }) => {
      emit('muteRequested', { sources, by: by === null ? undefined : find(by) });
    },
    issue: ({ code, raised, at }) => {
      // The call's own diagnostics look at this one too: they make one issue of both.
      if (code === 'microphoneNotFunctioning') {
        unheard(raised);
        return;
      }
      const level = raised ? 'bad' : 'good';
      const issue: Issue = {
        code,
        level,
        severity: DIAGNOSTICS[code].severity,
        since: at,
        evidence: { noticedBy: 'server' },
        message: messageOf(code, level),
        hint: hintOf(code, level),
      };
      emit('issueChanged', issue);
    },
  };
}
