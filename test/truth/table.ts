import { EXPECTED } from './expected.ts';
import type { JudgedRow } from './judge.ts';
import type { Measured } from './measured.ts';
import { affectedMoments } from './rules/blame.ts';
import { percent } from './rules/finding.ts';
import { raisedIn } from './rules/issues.ts';
import { lossOf } from './rules/network.ts';
import { scoreOf } from './rules/order.ts';

const HEAD = [
  'row',
  'voice lost (did)',
  'picture lost (did)',
  'RTT (did)',
  'voice',
  'picture',
  'leg',
  'blame',
  'raised',
  'right',
];

/** The rows as a table of Markdown. */
export function writeTable(rows: readonly JudgedRow[]): string {
  const lines = rows.map(({ measured, isRight }) => [
    measured.row.id,
    lossCell(measured, 'audio'),
    lossCell(measured, 'video'),
    rttCell(measured),
    trackCell(measured, 'microphone'),
    trackCell(measured, 'camera'),
    mostOf(measured, 'impairedLeg'),
    mostOf(measured, 'blame'),
    raisedCell(measured),
    isRight ? 'yes' : '**no**',
  ]);
  return [HEAD, HEAD.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What a row did wrong, one line each; nothing for a row that is right. */
export function writeWrongs({ measured, findings }: JudgedRow): string[] {
  return findings
    .filter(({ isRight }) => !isRight)
    .map(({ rule, text }) => `${measured.row.id}: ${rule}: ${text}`);
}

/** What is printed and not judged: error correction adapts, so that a fifth lost may sound better than a tenth. */
export function writeAsides(rows: readonly JudgedRow[]): string[] {
  return (['up', 'down'] as const).flatMap((way) => {
    const [tenth, fifth] = [10, 20].map((share) => {
      const found = rows.find(({ measured }) => measured.row.id === `loss${String(share)}-${way}`);
      return found === undefined ? undefined : scoreOf(found.measured);
    });
    if (tenth === undefined || fifth === undefined) return [];
    return [`not judged: a tenth lost ${way} scores ${tenth.toFixed(0)}, a fifth ${fifth.toFixed(0)}`];
  });
}

/** At the place where the row does its harm, else at the subscriber. */
function lossCell({ row, losses }: Measured, kind: 'audio' | 'video'): string {
  const at = row.fault.kind === 'network' && row.fault.leg === 'uplink' ? 'server' : 'subscriber';
  const reading = losses.find((one) => one.kind === kind && one.at === at);
  return reading === undefined ? '' : `${percent(lossOf(reading))} (${percent(reading.realised)})`;
}

function rttCell({ row, rtts }: Measured): string {
  const who = row.fault.kind === 'network' && row.fault.leg === 'uplink' ? 'publisher' : 'subscriber';
  const reading = rtts.find((one) => one.who === who);
  if (reading === undefined) return '';
  const told = reading.toldMs === undefined ? '?' : reading.toldMs.toFixed(0);
  return `${told} (${reading.realisedMs.toFixed(0)}) ms`;
}

/** Mean score of an affected track, with what limited it most often. */
function trackCell(measured: Measured, source: 'microphone' | 'camera'): string {
  const qualities = affectedMoments(measured, EXPECTED[measured.row.id])
    .filter(({ track }) => track.source === source && track.quality.score !== null)
    .map(({ track }) => track.quality);
  if (qualities.length === 0) return '';
  const score = qualities.reduce((sum, quality) => sum + (quality.score ?? 0), 0) / qualities.length;
  const factor = mostFrequent(qualities.map((quality) => quality.factor).filter((one) => one !== 'none'));
  return [score.toFixed(0), factor ?? ''].join(' ').trim();
}

function mostOf(measured: Measured, what: 'impairedLeg' | 'blame'): string {
  const said = affectedMoments(measured, EXPECTED[measured.row.id]).map(({ track }) => track[what]);
  const telling = what === 'blame' ? said.filter((one) => one !== 'none') : said;
  return mostFrequent(telling) ?? mostFrequent(said) ?? '';
}

function raisedCell(measured: Measured): string {
  return raisedIn(measured)
    .map(({ code, who, afterSeconds }) => `${code} (${who}, ${afterSeconds.toFixed(0)} s)`)
    .join(', ');
}

function mostFrequent(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([, left], [, right]) => right - left)[0]?.[0];
}
