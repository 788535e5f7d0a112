import type { CallSummary } from '@earshot/shared/calls-api.ts';

type Seconds = CallSummary['seconds'];

/** A part of a whole, as a bar shows it. */
export interface Share {
  readonly band: keyof Seconds;
  /** 0..1; all of them make 1. */
  readonly share: number;
}

const ORDER = ['poor', 'fair', 'good', 'unknown'] as const satisfies readonly (keyof Seconds)[];

/** Shares of time by band, worst first, without empty ones. Pure. */
export function sharesOf(seconds: Seconds): readonly Share[] {
  const total = ORDER.reduce((sum, band) => sum + seconds[band], 0);
  if (total <= 0) return [];
  return ORDER.flatMap((band) => (seconds[band] > 0 ? [{ band, share: seconds[band] / total }] : []));
}

/** `2.4 %`, `< 0.1 %`, `100 %`: what is there never reads as nothing, and less than all never as all. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.1) return '< 0.1 %';
  if (percent > 99.9) return '> 99.9 %';
  return `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

/** `45 s`, `3 min 20 s`, `5 h 12 min`: participant-seconds, which add up to more than a call is long. */
export function formatSeconds(seconds: number): string {
  const total = Math.round(seconds);
  if (total < 60) return `${total} s`;
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return total % 60 === 0 ? `${minutes} min` : `${minutes} min ${total % 60} s`;
}

/** What a bar says to whoever does not see it: `Poor 12 %, good 88 %`. */
export function describeShares(seconds: Seconds): string {
  const parts = sharesOf(seconds).map(({ band, share }) => `${band} ${formatShare(share)}`);
  if (parts.length === 0) return 'No time yet';
  const text = parts.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
