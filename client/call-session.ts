import type { CallCore } from './call-core.ts';
import { createEventHandler } from './call-events.ts';
import type { SessionListener } from './session.ts';

/** What a call makes of its session: of its life, and of the events that come through it. */
export function createSessionListener(core: CallCore): SessionListener {
  const { clock } = core.options.surroundings;
  return {
    event: toEventHandler(core),
    lost: () => {
      core.quality.feed({ signalling: 'disconnected' });
      core.apply({ name: 'signallingLost', at: clock.now() });
    },
    resumed: (mode) => {
      core.handleBack();
      // What was missed includes what is received: the new picture needs new media.
      if (mode === 'snapshot') core.media.link.renew(0);
    },
    rejoined: (result) => {
      core.options.claim.remember(core.options.room, result);
      core.people.handleChange(core.people.roster.handleSnapshot(result.snapshot));
      void core.media.open(result);
      core.handleBack();
    },
    ended: (reason, error) => {
      core.finish(reason, error);
    },
  };
}

function toEventHandler(core: CallCore): ReturnType<typeof createEventHandler> {
  const { people, media, events, session } = core;
  return createEventHandler({
    roster: people.roster,
    media,
    find: (participantId) => people.find(participantId),
    rosterChanged: (change) => {
      people.handleChange(change);
      if (people.roster.complete) core.whole.reached();
    },
    speakersChanged: () => {
      people.handleSpeakers();
    },
    spotlightChanged: () => {
      people.handleSpotlight();
    },
    forbiddenForAllChanged: () => {
      people.handleForbiddenForAll();
    },
    limitsChanged: (limits) => {
      people.handleLimits(limits);
    },
    ownQualityChanged: (quality) => {
      people.handleOwnQuality(quality);
    },
    othersIssuesChanged: (issues) => {
      people.handleIssues(issues);
    },
    said: (message) => {
      core.handleSaid(message);
    },
    capabilitiesChanged: () => {
      core.handleCapabilities();
    },
    emit: (name, event) => {
      events.emit(name, event);
    },
    pathLossTold: (loss) => {
      core.quality.feed({ pathLoss: { ...loss, at: core.options.surroundings.clock.monotonic() } });
    },
    unheard: (unheardByServer) => {
      core.quality.feed({ microphone: { unheardByServer } });
    },
    sessionNeeded: (delayMs) => {
      events.emit('serverClosing', { at: core.options.surroundings.clock.now() });
      void session.move(delayMs);
    },
    ended: (reason) => {
      core.finish(reason, undefined);
    },
  });
}
