import { describe, expect, it } from 'vitest';
import type { StreamSample } from '../../../client/stats/api.ts';
import { createHarness, type Second } from './harness.ts';
import { Player, SENDING, speech, well, wellBut, type Scene } from './scenes.ts';

/** Ten minutes of three people who do what people do, with the small flaws of every call. */

/** Of every call: a packet is lost now and then, a picture stutters, a sample comes late. */
function flawed(t: number, changed: Readonly<Record<string, Partial<StreamSample>>> = {}): Second {
  const lost = t % 7 === 0 ? 1 : 0;
  const second = wellBut(t, {
    'ann-voice': { packetsLostPerSecond: lost, healedRatio: lost * 0.02, jitterInMs: 4 + 6 * speech(t, 4) },
    'ann-camera': {
      packetsLostPerSecond: lost,
      frameRateDecoded: 22 + (t % 5),
      pliCount: 1 + Math.floor(t / 60),
    },
    'ben-camera': {
      frameRateReceived: 24 + (t % 3),
      frameRateDecoded: 24,
      decodeTimeInMs: 4 + 3 * speech(t, 2),
    },
    'own-voice': { audioInputRms: 0.002 + 0.1 * speech(t, 9) ** 4 },
    'own-camera': { frameRateInput: 24 + (t % 2), encodeTimeInMs: 8 + 6 * speech(t, 6) },
    ...changed,
  });
  return { ...second, lateMs: t % 11 === 0 ? 120 : 5 };
}

const alone = (second: (t: number) => Second, feed?: Scene['feed']): Scene => ({
  second,
  ...(feed === undefined ? {} : { feed }),
});

/** Encoders begin at little bandwidth and climb. */
const RAMP = alone(
  (t) => flawed(t, { 'own-camera': { qualityLimitationBandwidthInMs: Math.min(t, 10) * 1_000 } }),
  SENDING,
);
const PLAIN = alone((t) => flawed(t));
const MUTED = alone(
  (t) => {
    const second = flawed(t);
    const streams = (second.streams ?? []).filter(({ trackId }) => trackId !== 'own-voice');
    return { ...second, streams };
  },
  { microphone: { wanted: false, mutedByPerson: true, level: 0.002 } },
);
const ANN_MUTES = alone((t) => ({
  ...flawed(t, { 'ann-voice': { packetsPerSecond: 0, audioOutputLevel: 0 } }),
  tracks: { 'ann-voice': { expected: false } },
}));
const ANN_SILENT = alone((t) =>
  flawed(t, { 'ann-voice': { packetsPerSecond: 3, packetsLostPerSecond: 0, audioOutputLevel: 0 } }),
);
/** Each switch stands still for a second, brings another size, and asks for a whole picture. */
const LAYERS = alone((t) => ({
  ...flawed(t, {
    'ann-camera': { pliCount: Math.floor((t - 240) / 8), ...(t % 8 === 0 ? { frameRateDecoded: 0 } : {}) },
  }),
  tracks: { 'ann-camera': { resized: t % 8 === 1 } },
}));
/** A share of a text: a frame a second, then none at all. */
const SHARING = alone((t) =>
  flawed(t, {
    'ben-camera': {
      source: 'screen',
      frameRateReceived: t % 20 < 5 ? 5 : 0,
      frameRateDecoded: t % 20 < 5 ? 5 : 0,
      packetsPerSecond: t % 20 < 5 ? 60 : 0,
      totalFreezeDurationInMs: t * 700,
    },
  }),
);
/** Behind another tab browsers hold the page back and decode less. */
const HIDDEN = alone(
  (t) => ({
    ...flawed(t, { 'ann-camera': { frameRateDecoded: 0 }, 'ben-camera': { frameRateDecoded: 1 } }),
    lateMs: 800,
  }),
  { visible: false },
);
/** Another microphone: the old track ends, and a second later the new one is there; levels begin anew. */
const SWITCHING = alone((t) => flawed(t), { microphone: { ...SENDING.microphone, track: 'ended' } });
const SWITCHED = alone((t) => flawed(t), SENDING);
const BACK = alone((t) => flawed(t), { ...SENDING, visible: true });

const PLAN: readonly (readonly [Scene, number])[] = [
  [RAMP, 40],
  [PLAIN, 60],
  [MUTED, 60],
  [BACK, 20],
  [ANN_MUTES, 40],
  [ANN_SILENT, 60],
  [LAYERS, 80],
  [SHARING, 80],
  [HIDDEN, 60],
  [BACK, 30],
  [SWITCHING, 1],
  [SWITCHED, 69],
];

describe('ten clean minutes of three people', () => {
  it('raise nothing, whatever they do', () => {
    const player = new Player(createHarness());
    for (const [scene, seconds] of PLAN) player.play(scene, seconds);
    expect(player.t).toBe(600);
    expect(player.call.changes).toEqual([]);
  });

  it('are judged: a fault in the midst of them is raised', () => {
    const player = new Player(createHarness());
    for (const [scene, seconds] of PLAN.slice(0, 3)) player.play(scene, seconds);
    player.play(
      alone((t) => flawed(t, { 'ben-camera': { frameRateDecoded: 0 } }), { visible: true }),
      10,
    );
    expect(player.call.raised()).toContain('videoFreeze');
  });

  it('are well without any flaw, too', () => {
    const player = new Player(createHarness());
    player.play(
      alone((t) => well(t), SENDING),
      600,
    );
    expect(player.call.changes).toEqual([]);
  });
});
