import { boundDetector, boundOf, isPast, volumeOf } from './bounds.ts';
import { GOOD, type Detector, type FactsWindow } from './detector.ts';
import { meanOver, REMOTE_VOICES, secondsOf, select, within, worst } from './tracks.ts';

/** Detectors of what is heard, here and of the own microphone. */

/** Sound was audibly made up. What was made up in silence nobody heard. */
const audioConcealment = boundDetector('audioConcealment', (window, info) =>
  worst(window, { direction: 'receive', sources: ['microphone', 'screenAudio'] }, (track) => {
    // Joining keeps a device busy for some seconds: holes in the first ones of a voice are no news.
    const settledAt = track.since + boundOf(info, 'settleMs').enter;
    const past = within(track, window, info).filter(
      ({ at, stream }) => at >= settledAt && stream.healedRatio !== undefined,
    );
    const mean = meanOver(past, ({ stream }) => stream.healedRatio);
    if (mean === undefined) return undefined;
    const seconds = secondsOf(past);
    if (seconds < volumeOf(info)) return { value: 0, evidence: {} };
    return { value: mean, evidence: { healedRatio: mean } };
  }),
);

/** The buffer grows and stretches what it plays: packets come unevenly. */
const jitterBufferStress = boundDetector('jitterBufferStress', (window, info, current) =>
  worst(window, REMOTE_VOICES, (track) => {
    const past = within(track, window, info);
    const targetMs = meanOver(
      past,
      ({ stream }) => stream.jitterBufferTargetDelayInMs ?? stream.jitterBufferDelayInMs,
    );
    const timeStretchRatio = meanOver(past, ({ stream }) => stream.timeStretchRatio);
    if (targetMs === undefined || timeStretchRatio === undefined) return undefined;
    const counts = isPast(timeStretchRatio, boundOf(info, 'timeStretchRatio'), current);
    return { value: targetMs, counts, evidence: { targetMs, timeStretchRatio } };
  }),
);

/** The open microphone gives nothing at all: not even the noise of a room. */
const microphoneNotMuteButSilent = boundDetector('microphoneNotMuteButSilent', (window) => {
  const { microphone } = window.facts;
  // One that is muted, ended or gone has its own issues.
  if (!microphone.wanted || microphone.track !== 'live') return 'idle';
  const level = loudest(window);
  return level === undefined ? 'unknown' : { value: level, evidence: { level } };
});

/** The meter looks at moments; the browser's energy is of the whole second. */
function loudest(window: FactsWindow): number | undefined {
  const sent = window.samples
    .at(-1)
    ?.sample.streams.find(({ direction, source }) => direction === 'send' && source === 'microphone');
  const known = [window.facts.microphone.level, sent?.audioInputRms].filter((level) => level !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Sound comes and the device does not take it, or the chosen loudspeaker was refused. */
const speakerNotFunctioning: Detector = {
  code: 'speakerNotFunctioning',
  judge(window, current) {
    const { speakerRefused, autoplayBlocked } = window.facts;
    if (speakerRefused) return { level: 'bad', evidence: { speaker: 'refused' } };
    if (autoplayBlocked || !window.facts.visible || window.samples.length === 0)
      return current === 'bad' ? 'unknown' : GOOD;
    const voices = select(window, REMOTE_VOICES).filter(({ past }) => past.length > 0);
    const played = window.samples.map(({ sample }) => sample.playout);
    // Only where it was seen to play before: what never was measured says nothing.
    const hasPlayed = played.some((playout) => playout?.delayInMs !== undefined);
    if (voices.length === 0 || !hasPlayed) return current === 'bad' ? 'unknown' : GOOD;
    const latest = played.at(-1);
    if (latest === undefined) return 'unknown';
    return latest.delayInMs === undefined ? { level: 'bad', evidence: { speaker: 'stalled' } } : GOOD;
  },
};

/** The own microphone rises and falls with what is played. */
const echoLikely = boundDetector('echoLikely', (window, info) => {
  const { microphone } = window.facts;
  if (!microphone.wanted || microphone.track !== 'live') return 'idle';
  const pairs = window.levels
    .filter(({ at }) => window.now - at < (info.windowMs ?? 0))
    .filter(({ own, heard }) => own !== undefined && heard !== undefined);
  if (pairs.length < volumeOf(info)) return 'unknown';
  const own = pairs.map((pair) => pair.own ?? 0);
  const heard = pairs.map((pair) => pair.heard ?? 0);
  const value = movesBoth(own, heard) ? correlation(own, heard) : 0;
  return { value, evidence: { correlation: value } };
});

/** Least rise and fall of a level that can be compared, RMS: about -34 dBFS. */
const MIN_SWING = 0.02;

function movesBoth(...series: readonly (readonly number[])[]): boolean {
  return series.every((values) => Math.max(...values) - Math.min(...values) >= MIN_SWING);
}

/** Pearson's r; 0 of a series that does not move. */
function correlation(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(left), mean(right)];
  let [xy, xx, yy] = [0, 0, 0];
  left.forEach((value, at) => {
    const [dx, dy] = [value - x, (right[at] ?? 0) - y];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  });
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/** Detectors of what is heard. */
export const SOUND_DETECTORS: readonly Detector[] = [
  audioConcealment,
  jitterBufferStress,
  microphoneNotMuteButSilent,
  speakerNotFunctioning,
  echoLikely,
];
