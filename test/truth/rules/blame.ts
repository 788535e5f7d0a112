import type { Expected } from '../expected.ts';
import { momentsOf, touchedIntervals, wholeIntervals, type JudgedMoment } from '../intervals.ts';
import type { Measured } from '../measured.ts';
import { isBrief, type Person } from '../rows.ts';
import { percent, type Finding } from './finding.ts';

/** Of the harmed seconds so many must name the right one. */
const BLAME_SHARE = 0.95;
/** What came of a fault that has passed may be told of in the interval after it. */
const AFTER_MS = 10_000;

/** Everything that the server said of tracks while the fault lasted. */
export function judgedMoments(measured: Measured): JudgedMoment[] {
  const { row, judged, onsetAt, endedAt } = measured;
  const intervals = isBrief(row)
    ? touchedIntervals(judged, { onsetAt, endedAt: endedAt + AFTER_MS })
    : wholeIntervals(judged, { onsetAt, endedAt });
  return momentsOf(measured, intervals);
}

/** Those of the publisher's tracks that the fault reaches, where they are received. */
export function affectedMoments(measured: Measured, { audio, video, at }: Expected): JudgedMoment[] {
  return judgedMoments(measured).filter(({ who, sender, track }) => {
    if (track.direction !== 'receive' || !at.includes(who)) return false;
    if (sender !== 'publisher') return false;
    return (track.source === 'camera' ? video : audio) !== undefined;
  });
}

/** Which leg is impaired, whom the server accuses, and whom it does not. Pure. */
export function judgeBlame(measured: Measured, expected: Expected): Finding[] {
  const moments = judgedMoments(measured);
  if (moments.length === 0)
    return [{ rule: 'judged at all', isRight: false, text: 'no interval was judged' }];
  return [
    judgeLeg(affectedMoments(measured, expected), expected),
    judgeShare('blame', moments, expected),
    judgeShare('blame of affected tracks', affectedMoments(measured, expected), expected),
    ...accusations(moments, expected),
  ];
}

/** The leg of most of the time. */
function judgeLeg(moments: readonly JudgedMoment[], { leg }: Expected): Finding {
  const seconds = new Map<string, number>();
  for (const { track, seconds: long } of moments)
    seconds.set(track.impairedLeg, (seconds.get(track.impairedLeg) ?? 0) + long);
  const most = [...seconds].toSorted(([, left], [, right]) => right - left);
  const said = most.map(([name, long]) => `${name} ${long.toFixed(0)} s`).join(', ');
  return {
    rule: 'impaired leg',
    isRight: moments.length === 0 || most[0]?.[0] === leg,
    text: moments.length === 0 ? 'no track is affected' : said,
  };
}

function judgeShare(rule: string, moments: readonly JudgedMoment[], { blame }: Expected): Finding {
  const harmed = moments.filter(isHarmed);
  const total = sumSeconds(harmed);
  const right = sumSeconds(harmed.filter(({ track }) => track.blame === blame));
  const wrong = new Set(harmed.map(({ track }) => track.blame).filter((one) => one !== blame));
  return {
    rule,
    isRight: right >= BLAME_SHARE * total,
    text:
      total === 0
        ? 'no harmed second'
        : `${percent(right / total)} of ${total.toFixed(0)} s name ${blame}${wrong.size === 0 ? '' : `, others ${[...wrong].join(', ')}`}`,
  };
}

/** Nobody but the guilty is accused, for any time at all. */
function accusations(moments: readonly JudgedMoment[], expected: Expected): Finding[] {
  const guilty = guiltyOf(expected);
  const accused = moments.filter(isHarmed).flatMap((moment) => accusedBy(moment) ?? []);
  const innocent = [...new Set(accused)].filter((one) => one !== guilty);
  return [
    {
      rule: 'nobody else accused',
      isRight: innocent.length === 0,
      text: innocent.length === 0 ? 'nobody' : innocent.join(', '),
    },
  ];
}

/** Whose network or device it is. */
function guiltyOf({ blame }: Expected): Person | undefined {
  if (blame.startsWith('publisher')) return 'publisher';
  return blame.startsWith('subscriber') ? 'subscriber' : undefined;
}

/** Whom a word of blame accuses: whoever sends the track, or whoever receives it. */
function accusedBy({ who, sender, track }: JudgedMoment): Person | undefined {
  if (track.blame.startsWith('subscriber')) return who;
  return track.blame.startsWith('publisher') ? sender : undefined;
}

function isHarmed({ track }: JudgedMoment): boolean {
  return track.quality.band === 'fair' || track.quality.band === 'poor';
}

function sumSeconds(moments: readonly JudgedMoment[]): number {
  return moments.reduce((sum, { seconds }) => sum + seconds, 0);
}
