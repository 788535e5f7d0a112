import type { Expected } from '../expected.ts';
import type { JudgedMoment } from '../intervals.ts';
import type { Measured } from '../measured.ts';
import { isBrief } from '../rows.ts';
import { affectedMoments } from './blame.ts';
import type { Finding } from './finding.ts';

/** A fault of three seconds harms for as long, and for what the recovery takes. */
const HARMED_SECONDS = { least: 1.5, most: 4.5 };

/** A fault that passes: how long each affected track was harmed by it, and whether anybody had to come anew. Pure. */
export function judgeBrief(measured: Measured, expected: Expected): Finding[] {
  if (!isBrief(measured.row)) return [];
  return [...harmedSeconds(measured, expected), judgeRejoin(measured)];
}

function harmedSeconds(measured: Measured, expected: Expected): Finding[] {
  const moments = affectedMoments(measured, expected);
  const kinds = (['microphone', 'camera'] as const).filter(
    (source) => (source === 'camera' ? expected.video : expected.audio) !== undefined,
  );
  return kinds.flatMap((source) =>
    expected.at.map((who): Finding => {
      const own = moments.filter((one) => one.who === who && one.track.source === source);
      const seconds = own.reduce((sum, moment) => sum + harmedIn(moment), 0);
      return {
        rule: `harmed seconds of the ${source} at the ${who}`,
        isRight: seconds >= HARMED_SECONDS.least && seconds <= HARMED_SECONDS.most,
        text: `${seconds.toFixed(1)} s`,
      };
    }),
  );
}

/** Frozen, concealed and dry time overlap: the longest of them is what a person noticed. Seconds. */
function harmedIn({ track }: JudgedMoment): number {
  const values: Readonly<Record<string, number | undefined>> = track.values;
  const times = ['freezeMs', 'concealedMs', 'dryMs'].map((name) => (values[name] ?? 0) / 1_000);
  const counted = ['frozenSeconds', 'concealedSeconds', 'drySeconds'].map((name) => values[name] ?? 0);
  return Math.max(...times, ...counted);
}

function judgeRejoin({ newConnections, people }: Measured): Finding {
  const left = Object.values(people).flatMap(({ states }) => states.filter((state) => state !== 'connected'));
  return {
    rule: 'no rejoin',
    isRight: newConnections === 0 && left.length === 0,
    text:
      newConnections === 0 && left.length === 0
        ? 'none'
        : `${String(newConnections)} connections, ${left.join(', ')}`,
  };
}
