import type { LegSummary } from '@earshot/shared/calls-api.ts';

const BROWSERS: Readonly<Record<string, string>> = {
  chromium: 'Chromium',
  firefox: 'Firefox',
  webkit: 'Safari',
};

/** What to call a leg: its identity, or the beginning of its id where identities are not kept. */
export function legName({ identity, participantId }: Pick<LegSummary, 'identity' | 'participantId'>): string {
  return identity ?? `Participant ${participantId.slice(0, 8)}`;
}

/** `Chromium 155, linux, mobile`. */
export function browserWords({
  browser,
  browserVersion,
  os,
  formFactor,
}: Pick<LegSummary, 'browser' | 'browserVersion' | 'os' | 'formFactor'>): string {
  const name = browser === null ? 'Unknown browser' : (BROWSERS[browser] ?? browser);
  const version = browserVersion === null ? '' : ` ${browserVersion}`;
  const rest = [os, formFactor === 'mobile' ? 'mobile' : null].filter((part) => part !== null);
  return [`${name}${version}`, ...rest].join(', ');
}
