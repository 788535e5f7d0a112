import { QUALITY_THRESHOLDS, type Curve } from '@earshot/shared';

const { bands, curves, lossWeights, scoring } = QUALITY_THRESHOLDS;

/** How each factor is read, and how its values are written. */
const ROWS: Readonly<
  Record<keyof typeof curves, readonly [factor: string, of: string, write: (value: number) => string]>
> = {
  concealment: ['concealment', 'sound received: time that was audibly made up', percent],
  freeze: ['freeze', 'camera received: time that stood still', percent],
  shareFreeze: ['freeze', 'the same of a share, where nothing moves most of the time', percent],
  frameRate: ['lowFps', 'camera: frames there were, of those that should have been', percent],
  mouthToEarMs: [
    'delay',
    'sound received: both round trips halved, jitter buffer, packet',
    (ms) => `${String(ms)} ms`,
  ],
  layerDistance: ['layer', 'video received: layers below the one its tile asks for', round],
  missingBitrate: ['bitrate', 'camera sent: ln(worth / bitrate) while bandwidth holds it back', round],
  mendedLoss: [
    'loss',
    'sound received: packets lost, of which FEC mends most; fewer where few packets are sent',
    percent,
  ],
  dryness: ['dry', 'time without a packet', percent],
};

/** The curves of the score as a table, for the docs. */
export function scoresMarkdown(): string {
  const corners = (curve: Curve, write: (value: number) => string) =>
    curve.map(([value, score]) => `${write(value)} = ${String(score)}`).join(', ');
  const names = Object.keys(ROWS) as (keyof typeof curves)[];
  return [
    '| factor | what is measured | worth |',
    '|---|---|---|',
    ...names.map((name) => {
      const [factor, of, write] = ROWS[name];
      return `| \`${factor}\` | ${of} | ${corners(curves[name], write)} |`;
    }),
    `| \`loss\` | packets lost, where concealment or freezes are not measured | 100 less ${round(lossWeights.audio)} for each percent of sound, ${round(lossWeights.video)} of a picture; fewer where few packets are sent |`,
    '',
    `Good is ${String(bands.good)} and more, fair ${String(bands.fair)} and more. Where a publisher does not say how many frames it sends, ${String(scoring.usualFrameRate)} a second are taken.`,
  ].join('\n');
}

function percent(share: number): string {
  return `${round(100 * share)} %`;
}

function round(value: number): string {
  return String(Number(value.toFixed(2)));
}
