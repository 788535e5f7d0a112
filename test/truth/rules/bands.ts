import type { Expected } from '../expected.ts';
import type { Measured } from '../measured.ts';
import { isBrief } from '../rows.ts';
import { affectedMoments } from './blame.ts';
import type { Finding } from './finding.ts';

const KINDS = ['audio', 'video'] as const;

/** How good affected tracks are said to be, and what limits them. Pure. */
export function judgeBands(measured: Measured, expected: Expected): Finding[] {
  const moments = affectedMoments(measured, expected);
  return KINDS.flatMap((kind): Finding[] => {
    const allowed = expected[kind];
    if (allowed === undefined) return [];
    const qualities = moments
      .filter(({ track }) => (track.source === 'camera') === (kind === 'video'))
      .map(({ track }) => track.quality);
    const known = qualities.filter(({ band }) => band !== 'unknown');
    const wrong = known.filter(
      ({ band, factor }) =>
        (!isBrief(measured.row) && !allowed.bands.includes(band)) ||
        (factor !== 'none' && !allowed.factors.includes(factor)) ||
        (kind === 'audio' && expected.neverGoodAudio === true && band === 'good'),
    );
    const words = known.map(({ score, factor }) =>
      factor === 'none' ? String(score) : `${String(score)} ${factor}`,
    );
    return [
      {
        rule: `${kind} judged`,
        isRight: known.length > 0 && wrong.length === 0,
        text: words.length === 0 ? 'never' : words.join(', '),
      },
    ];
  });
}
