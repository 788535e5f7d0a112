import type { CallEvent, LegDetail } from '@earshot/shared/calls-api.ts';

/** A time in which something was so. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** What was so, in words. */
  readonly label: string;
  readonly tone: 'muted' | 'poor' | 'bad' | 'away';
}

/** Times of one kind, one line of the timeline. */
export interface Lane {
  readonly name: string;
  readonly spans: readonly Span[];
}

const SOURCES = {
  microphone: 'Microphone off',
  camera: 'Camera off',
  screen: 'Share paused',
  screenAudio: 'Share muted',
};

/**
 * Mutes, reconnections and issues of a leg as lines of a timeline, in that order; lines without anything are left out.
 * `now`: where what still lasts ends so far. Pure.
 */
export function lanesOf(
  { events, issues, leg }: Pick<LegDetail, 'events' | 'issues' | 'leg'>,
  now: number,
): readonly Lane[] {
  const end = leg.endedAt ?? now;
  const lanes: Lane[] = [
    ...mutes(events, end),
    {
      name: 'Away',
      spans: between(events, {
        end,
        begin: ['reconnecting', 'mediaLost'],
        over: ['reconnected'],
        label: 'Reconnecting',
        tone: 'away',
      }),
    },
    ...issueLanes(issues, end),
  ];
  return lanes.filter(({ spans }) => spans.length > 0);
}

function mutes(events: readonly CallEvent[], end: number): readonly Lane[] {
  return Object.entries(SOURCES).map(([source, name]) => ({
    name,
    spans: between(
      events.filter(({ detail }) => detail === source),
      { end, begin: ['trackPaused'], over: ['trackResumed', 'trackUnpublished'], label: name, tone: 'muted' },
    ),
  }));
}

interface Between extends Pick<Span, 'label' | 'tone'> {
  readonly end: number;
  readonly begin: readonly CallEvent['name'][];
  readonly over: readonly CallEvent['name'][];
}

function between(events: readonly CallEvent[], { end, begin, over, label, tone }: Between): readonly Span[] {
  const spans: Span[] = [];
  let since: number | undefined;
  for (const { at, name } of events) {
    if (begin.includes(name)) since ??= at;
    if (since === undefined || !over.includes(name)) continue;
    spans.push({ from: since, to: at, label, tone });
    since = undefined;
  }
  return since === undefined ? spans : [...spans, { from: since, to: Math.max(since, end), label, tone }];
}

function issueLanes(issues: LegDetail['issues'], end: number): readonly Lane[] {
  const byCode = Map.groupBy(issues, ({ code }) => code);
  return [...byCode].map(([code, raised]) => ({
    name: code,
    spans: raised.map(({ level, raisedAt, clearedAt }) => ({
      from: raisedAt,
      to: Math.max(raisedAt, clearedAt ?? end),
      label: code,
      tone: level,
    })),
  }));
}
