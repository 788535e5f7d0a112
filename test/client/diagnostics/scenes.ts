import type { DiagnosticsFeed } from '../../../client/diagnostics/inputs.ts';
import type { StreamSample } from '../../../client/stats/api.ts';
import type { Harness, Second } from './harness.ts';

/** Seconds of a call of three, as the statistics say it; each may be changed. */

/** What is so for some seconds. */
export interface Scene {
  /** Facts, fed once when it begins. */
  readonly feed?: DiagnosticsFeed;
  /** Its second `t`, counted on over all scenes of a test. */
  readonly second?: (t: number) => Second;
}

/** Plays scenes on a call, one after another. */
export class Player {
  readonly call: Harness;
  /** Seconds played so far. */
  t = 0;

  constructor(call: Harness) {
    this.call = call;
  }

  play(scene: Scene, seconds: number): void {
    if (scene.feed !== undefined) this.call.feed(scene.feed);
    for (const end = this.t + seconds; this.t < end; this.t += 1)
      this.call.pass(1, scene.second?.(this.t) ?? {});
  }
}

/** Something that varies as speech does, 0..1, and is not the same for all. */
export function speech(t: number, whose: number): number {
  return Math.abs(Math.sin(t * (0.7 + whose * 0.31) + whose));
}

/** A voice of somebody else. */
export function voice(t: number, who = 'ann', more: Partial<StreamSample> = {}): Partial<StreamSample> {
  return {
    id: `receive:${who}-voice`,
    trackId: `${who}-voice`,
    participantId: who,
    source: 'microphone',
    direction: 'receive',
    packetsPerSecond: 50,
    packetsLostPerSecond: 0,
    bitrate: 32_000,
    jitterInMs: 4,
    healedRatio: 0,
    timeStretchRatio: 0.001,
    jitterBufferDelayInMs: 60,
    jitterBufferTargetDelayInMs: 60,
    audioOutputLevel: Math.round(20_000 * speech(t, who === 'ann' ? 1 : 2)),
    ...more,
  };
}

/** A camera of somebody else. */
export function picture(who = 'ann', more: Partial<StreamSample> = {}): Partial<StreamSample> {
  return {
    id: `receive:${who}-camera`,
    trackId: `${who}-camera`,
    participantId: who,
    source: 'camera',
    direction: 'receive',
    packetsPerSecond: 90,
    packetsLostPerSecond: 0,
    bitrate: 800_000,
    frameRateReceived: 24,
    frameRateDecoded: 24,
    frameRateDropped: 0,
    frameHeightReceived: 360,
    decodeTimeInMs: 4,
    totalFreezeDurationInMs: 0,
    freezeCount: 0,
    pliCount: 1,
    audioVideoSkewInMs: 12,
    ...more,
  };
}

/** The own microphone. */
export function ownVoice(more: Partial<StreamSample> = {}): Partial<StreamSample> {
  return {
    id: 'send:own-voice',
    trackId: 'own-voice',
    participantId: 'me',
    source: 'microphone',
    direction: 'send',
    packetsPerSecond: 50,
    packetsLostPerSecond: 0,
    audioInputRms: 0.01,
    ...more,
  };
}

/** The own camera. */
export function ownPicture(t: number, more: Partial<StreamSample> = {}): Partial<StreamSample> {
  return {
    id: 'send:own-camera',
    trackId: 'own-camera',
    participantId: 'me',
    source: 'camera',
    direction: 'send',
    packetsPerSecond: 120,
    packetsLostPerSecond: 0,
    frameRateInput: 24,
    frameRateEncoded: 24,
    frameRateSent: 24,
    encodeTimeInMs: 8,
    qualityLimitationReason: 'none',
    qualityLimitationBandwidthInMs: 0,
    qualityLimitationCpuInMs: 0,
    qualityLimitationNoneInMs: t * 1_000,
    ...more,
  };
}

/** All is well: two others with voice and camera, own microphone and camera. */
export function well(t: number, more: Partial<Second> = {}): Second {
  return {
    streams: [voice(t), picture(), voice(t, 'ben'), picture('ben'), ownVoice(), ownPicture(t)],
    transports: [
      { id: 's', direction: 'send', rttInMs: 20, path: 'udp', pathChanges: 0 },
      { id: 'r', direction: 'receive', rttInMs: 20, path: 'udp', pathChanges: 0 },
    ],
    playout: { delayInMs: 30, synthesizedRatio: 0, synthesizedEvents: 0 },
    ...more,
  };
}

/** The same with some streams changed, by track. */
export function wellBut(t: number, changed: Readonly<Record<string, Partial<StreamSample>>>): Second {
  const second = well(t);
  const streams = second.streams ?? [];
  return { ...second, streams: streams.map((one) => ({ ...one, ...changed[one.trackId ?? ''] })) };
}

/** Facts of somebody who sends both. */
export const SENDING: DiagnosticsFeed = {
  microphone: {
    attempt: { phase: 'started' },
    wanted: true,
    track: 'live',
    permission: 'granted',
    level: 0.01,
    mutedByPerson: false,
  },
  camera: {
    attempt: { phase: 'started' },
    wanted: true,
    track: 'live',
    permission: 'granted',
    watched: true,
  },
};
