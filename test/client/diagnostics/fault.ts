import type { DiagnosticsFeed } from '../../../client/diagnostics/inputs.ts';
import { well, wellBut, type Scene } from './scenes.ts';

/** How each diagnostic is brought about, how it passes, and what looks alike and must not raise it. */
export interface Fault {
  readonly faulty: Scene;
  /** After the fault; default: all is well. */
  readonly healed?: Scene;
  readonly lookAlikes: Readonly<Record<string, Scene>>;
}

/** All is well, with these facts. */
export const fine = (feed?: DiagnosticsFeed): Scene => ({
  ...(feed === undefined ? {} : { feed }),
  second: (t) => well(t),
});

/** A diagnostic that follows from facts alone. */
export const facts = (
  faulty: DiagnosticsFeed,
  healed: DiagnosticsFeed,
  lookAlikes: Readonly<Record<string, DiagnosticsFeed>>,
): Fault => ({
  faulty: fine(faulty),
  healed: fine(healed),
  lookAlikes: Object.fromEntries(Object.entries(lookAlikes).map(([name, feed]) => [name, fine(feed)])),
});

/** An attempt to open a device that came to nothing. */
export const failed = (code: 'permission_denied' | 'device_in_use' | 'device_timeout' | 'cancelled') =>
  ({ attempt: { phase: 'failed', code }, wanted: false, track: 'none' }) as const;
/** A device that is open. */
export const started = { attempt: { phase: 'started' }, wanted: true, track: 'live' } as const;

/** Loss to this device: all that comes meets it. */
export const lossy = (lost: (t: number, perSecond: number) => number, whose = ['ann', 'ben']): Scene => ({
  second: (t) =>
    wellBut(
      t,
      Object.fromEntries(
        whose.flatMap((who) => [
          [`${who}-voice`, { packetsPerSecond: 50 - lost(t, 50), packetsLostPerSecond: lost(t, 50) }],
          [`${who}-camera`, { packetsPerSecond: 90 - lost(t, 90), packetsLostPerSecond: lost(t, 90) }],
        ]),
      ),
    ),
});

/** The camera's limitation counts on for as long as the fault lasts. */
export const limitedBy = (
  name: 'qualityLimitationBandwidthInMs' | 'qualityLimitationCpuInMs',
  share: number,
): Scene => ({
  second: (t) => wellBut(t, { 'own-camera': { [name]: Math.max(0, t - 30) * 1_000 * share } }),
});

/** For some seconds the camera is held back by the network, of which the browser thinks this, bit/s. */
export const estimating = (bpsAt: (t: number) => number, seconds = Infinity): Scene => ({
  second: (t) => {
    const limitedMs = Math.min(seconds, Math.max(0, t - 30)) * 1_000;
    return {
      ...wellBut(t, { 'own-camera': { qualityLimitationBandwidthInMs: limitedMs } }),
      transports: [{ id: 's', direction: 'send', availableOutgoingBitrate: bpsAt(t) }],
    };
  },
});

/** A picture without frames. */
export const still = (more: object = {}) => ({ frameRateDecoded: 0, frameRateReceived: 0, ...more });

/** Where ann's stream does not come, in a second in which its transport answered. */
export const without = (t: number, track: string) => ({
  ...well(t),
  streams: (well(t).streams ?? []).filter(({ trackId }) => trackId !== track),
});
