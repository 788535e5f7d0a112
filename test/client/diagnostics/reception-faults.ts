import { facts, still, without, type Fault } from './fault.ts';
import { speech, well, wellBut } from './scenes.ts';

/** Of what is heard and seen of others. */
export const RECEPTION_FAULTS = {
  audioConcealment: {
    faulty: { second: (t) => wellBut(t, { 'ann-voice': { healedRatio: 0.08 } }) },
    lookAlikes: {
      'a crackle now and then': {
        second: (t) => wellBut(t, { 'ann-voice': { healedRatio: t % 20 === 0 ? 0.1 : 0 } }),
      },
      'the first seconds of a voice on a busy device': {
        second: (t) =>
          wellBut(t, { 'ann-voice': { trackId: 'ann-new-voice', healedRatio: t < 37 ? 0.1 : 0 } }),
      },
      'somebody who mutes': {
        second: (t) => ({
          ...wellBut(t, { 'ann-voice': { healedRatio: 0.5, packetsPerSecond: 0 } }),
          tracks: { 'ann-voice': { expected: false } },
        }),
      },
    },
  },
  jitterBufferStress: {
    faulty: {
      second: (t) =>
        wellBut(t, { 'ann-voice': { jitterBufferTargetDelayInMs: 320, timeStretchRatio: 0.06 } }),
    },
    lookAlikes: {
      'a long buffer that is at rest': {
        second: (t) => wellBut(t, { 'ann-voice': { jitterBufferTargetDelayInMs: 320 } }),
      },
      'a buffer that shrinks again': {
        second: (t) =>
          wellBut(t, { 'ann-voice': { jitterBufferTargetDelayInMs: 90, timeStretchRatio: 0.06 } }),
      },
    },
  },
  autoplayBlocked: facts({ autoplayBlocked: true }, { autoplayBlocked: false }, { 'nothing of it': {} }),
  speakerNotFunctioning: {
    faulty: { second: (t) => well(t, { playout: { synthesizedEvents: 0 } }) },
    lookAlikes: {
      'a browser that does not measure it': {
        second: (t) => {
          const { streams = [], transports = [] } = well(t);
          return { streams, transports };
        },
      },
      'sound that waits for a press': {
        feed: { autoplayBlocked: true },
        second: (t) => well(t, { playout: {} }),
      },
      'nobody who speaks': { second: (t) => ({ ...well(t, { playout: {} }), streams: [] }) },
    },
  },
  echoLikely: {
    faulty: {
      second: (t) =>
        wellBut(t, {
          'own-voice': { audioInputRms: 0.05 + 0.2 * speech(t, 1) },
          'ben-voice': { audioOutputLevel: 0 },
        }),
    },
    lookAlikes: {
      'people who take turns': {
        second: (t) =>
          wellBut(t, {
            'own-voice': { audioInputRms: 0.2 * (1 - speech(t, 1)) },
            'ben-voice': { audioOutputLevel: 0 },
          }),
      },
      'people who speak at once': {
        second: (t) => wellBut(t, { 'own-voice': { audioInputRms: 0.2 * speech(t, 5) } }),
      },
    },
  },
  videoFreeze: {
    faulty: { second: (t) => wellBut(t, { 'ann-camera': still() }) },
    lookAlikes: {
      'a camera that was turned off': {
        second: (t) => ({
          ...wellBut(t, { 'ann-camera': still() }),
          tracks: { 'ann-camera': { expected: false } },
        }),
      },
      'a slow camera': { second: (t) => wellBut(t, { 'ann-camera': still({ frameRateDecoded: 3 }) }) },
      'a share that stands still': {
        second: (t) => wellBut(t, { 'ann-camera': still({ source: 'screen' }) }),
      },
      'a layer that is switched': {
        second: (t) => ({
          ...wellBut(t, { 'ann-camera': t % 6 < 2 ? still() : {} }),
          tracks: { 'ann-camera': { resized: t % 6 < 3 } },
        }),
      },
      'a hidden page': { feed: { visible: false }, second: (t) => wellBut(t, { 'ann-camera': still() }) },
      'a publisher whose connection is being restored': {
        second: (t) => ({
          ...wellBut(t, { 'ann-camera': still() }),
          tracks: { 'ann-camera': { away: true } },
        }),
      },
      'a blink': { second: (t) => wellBut(t, { 'ann-camera': t % 15 === 0 ? still() : {} }) },
    },
  },
  dryTrack: {
    faulty: { second: (t) => wellBut(t, { 'ann-voice': { packetsPerSecond: 0 } }) },
    lookAlikes: {
      'silence under DTX': { second: (t) => wellBut(t, { 'ann-voice': { packetsPerSecond: 2 } }) },
      'somebody who is muted': {
        second: (t) => ({
          ...wellBut(t, { 'ann-voice': { packetsPerSecond: 0 } }),
          tracks: { 'ann-voice': { expected: false } },
        }),
      },
      'a share that stands still': {
        second: (t) => wellBut(t, { 'ann-camera': { source: 'screen', packetsPerSecond: 0 } }),
      },
      'a publisher whose connection is being restored': {
        second: (t) => ({
          ...wellBut(t, { 'ann-voice': { packetsPerSecond: 0 } }),
          tracks: { 'ann-voice': { away: true } },
        }),
      },
      'a path that is down': {
        feed: { receiveTransport: 'disconnected' },
        second: (t) => wellBut(t, { 'ann-voice': { packetsPerSecond: 0 } }),
      },
      'statistics that do not come': {
        second: (t) => ({
          ...without(t, 'ann-voice'),
          tracks: { 'ann-voice': { answered: false, source: 'microphone' } },
        }),
      },
    },
  },
  stuckDecoder: {
    faulty: { second: (t) => wellBut(t, { 'ann-camera': { frameRateDecoded: 0, pliCount: t } }) },
    lookAlikes: {
      'a camera that stands still': { second: (t) => wellBut(t, { 'ann-camera': still({ bitrate: 0 }) }) },
      'a picture that is asked for again': { second: (t) => wellBut(t, { 'ann-camera': { pliCount: t } }) },
      'a hidden page': {
        feed: { visible: false },
        second: (t) => wellBut(t, { 'ann-camera': { frameRateDecoded: 0, pliCount: t } }),
      },
    },
  },
  keyFrameStorm: {
    faulty: { second: (t) => wellBut(t, { 'ann-camera': { pliCount: t } }) },
    healed: { second: (t) => wellBut(t, { 'ann-camera': { pliCount: 1_000 } }) },
    lookAlikes: {
      'a request now and then': {
        second: (t) => wellBut(t, { 'ann-camera': { pliCount: 1 + Math.max(0, Math.floor((t - 30) / 5)) } }),
      },
      'a switch of layers, each with its request': {
        second: (t) => ({
          ...wellBut(t, { 'ann-camera': { pliCount: Math.max(1, t - 29) } }),
          tracks: { 'ann-camera': { resized: t % 4 === 0 } },
        }),
      },
    },
  },
  audioVideoOutOfSync: {
    faulty: { second: (t) => wellBut(t, { 'ann-camera': { audioVideoSkewInMs: -400 } }) },
    lookAlikes: {
      'a skew that nobody sees': { second: (t) => wellBut(t, { 'ann-camera': { audioVideoSkewInMs: 120 } }) },
      'a browser that does not say': {
        second: (t) => wellBut(t, { 'ann-camera': { audioVideoSkewInMs: undefined } as object }),
      },
    },
  },
  sfuLimited: {
    faulty: { second: (t) => well(t, { tracks: { 'ann-camera': { limit: 'publisherLayerOff' } } }) },
    lookAlikes: {
      'a cap, or a tile that asks for no more': {
        second: (t) => wellBut(t, { 'ann-camera': { frameHeightReceived: 90 } }),
      },
    },
  },
} satisfies Readonly<Record<string, Fault>>;
