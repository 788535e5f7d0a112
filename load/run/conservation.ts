import { total, type Sample } from './exposition.ts';

/** What the time of legs came to, by a server's metrics, s. */
export interface LegSeconds {
  /** Legs that were given a place. */
  readonly legs: number;
  /** How long all legs lasted, as rooms count it when they end. */
  readonly stayed: number;
  /** How long they held their places, as telemetry counts it. */
  readonly connected: number;
  /** Sum of the seconds by quality of what was received, and of what was sent; unknown ones included. */
  readonly judged: { readonly receive: number; readonly send: number };
  /** The same of legs that opted out of telemetry: not among `connected`. */
  readonly optedOut: number;
  /** What reports cover. */
  readonly reported: number;
}

/** Counting that loses or invents more than this share of the time is wrong. */
const TOLERANCE = 0.01;
/** Rooms count in whole ms: a short leg may differ by as much, s. */
const PER_LEG = 0.005;

/** Reads them. All of them are whole only when every leg is over. */
export function legSecondsOf(samples: readonly Sample[]): LegSeconds {
  return {
    legs: total(samples, 'earshot_legs_started_total'),
    stayed: total(samples, 'earshot_leg_seconds_sum'),
    connected: total(samples, 'earshot_client_connected_seconds_total'),
    judged: { receive: judgedOf(samples, 'receive'), send: judgedOf(samples, 'send') },
    optedOut: total(samples, 'earshot_client_opted_out_seconds_total'),
    reported: total(samples, 'earshot_client_reported_seconds_total'),
  };
}

function judgedOf(samples: readonly Sample[], direction: 'receive' | 'send'): number {
  return total(samples, 'earshot_client_quality_seconds_total', { direction });
}

/** What of the seconds of ended legs was lost or invented, in words; nothing when they add up. */
export function findLeaks({ legs, stayed, connected, optedOut, judged, reported }: LegSeconds): string[] {
  const held = connected + optedOut;
  const allowed = held * TOLERANCE + legs * PER_LEG;
  const differ = (left: number, right: number) => Math.abs(left - right) > allowed;
  return [
    ...(legs > 0 && held === 0 ? ['no time was counted'] : []),
    ...Object.entries(judged)
      .filter(([, sum]) => differ(sum, connected))
      .map(([direction, sum]) => `${seconds(sum)} by quality (${direction}) of ${seconds(connected)}`),
    ...(differ(stayed, held) ? [`${seconds(held)} held of ${seconds(stayed)} stayed`] : []),
    ...(reported > connected + allowed ? [`${seconds(reported)} reported of ${seconds(connected)}`] : []),
  ];
}

/** As people read it. */
export function describeSeconds({ connected, judged, reported }: LegSeconds): string {
  const share = connected === 0 ? '' : `, ${((reported / connected) * 100).toFixed(1)} % reported`;
  return `${seconds(judged.receive)} of ${seconds(connected)}${share}`;
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}
