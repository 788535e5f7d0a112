import { FAMILIES, type Family, type FamilyName } from '@earshot/server/calls/store/families.ts';

/** What stands in an export under a key when it is not `null`. */
export interface KeyType {
  readonly type: 'text' | 'number' | 'integer';
  readonly unit: string;
}

const TEXT = { type: 'text', unit: '' } as const;
const COUNT = { type: 'integer', unit: '' } as const;
const RATING = { type: 'integer', unit: '1..5' } as const;

/** Numbers whose name does not end in their unit. */
const NAMED: Readonly<Record<string, KeyType>> = {
  freezeMsPerMinute: { type: 'number', unit: 'ms/min' },
  frameRateAvg: { type: 'number', unit: 'frames/s' },
  frameHeight: { type: 'integer', unit: 'px' },
  lowestScore: { type: 'number', unit: '0..100' },
  packets: { type: 'integer', unit: 'packets' },
  value: { type: 'number', unit: 'the metric’s' },
  browserVersion: COUNT,
  count: COUNT,
  intervals: COUNT,
  issues: COUNT,
  legs: COUNT,
  number: COUNT,
  revision: COUNT,
  streams: COUNT,
  overall: RATING,
  audio: RATING,
  video: RATING,
  screenShare: RATING,
};

/** By the ends of names. */
const ENDINGS: readonly (readonly [RegExp, KeyType])[] = [
  [/^time$|At$/u, { type: 'text', unit: 'ISO 8601, UTC' }],
  [/^day$/u, { type: 'text', unit: 'ISO 8601 date, UTC' }],
  [/Ms(?:Avg|Max)?$/u, { type: 'number', unit: 'ms' }],
  [/Seconds$/u, { type: 'number', unit: 's' }],
  [/^(?:loss|concealedShare)(?:Avg|Max)$/u, { type: 'number', unit: '0..1' }],
  [/^bitrate(?:Avg|Max)$/u, { type: 'number', unit: 'bit/s' }],
];

/** Type and unit of a key, in each family the same. */
export function keyTypeOf(key: string): KeyType {
  return NAMED[key] ?? ENDINGS.find(([ending]) => ending.test(key))?.[1] ?? TEXT;
}

/** All families with their keys, for the page about exports. */
export function familiesMarkdown(): string {
  return Object.keys(FAMILIES)
    .map((name) => familyMarkdown(name, FAMILIES[name as FamilyName]))
    .join('\n\n');
}

function familyMarkdown(name: string, { about, keys, theirs }: Family): string {
  const ours = Object.entries(keys).map(([key, says]) => {
    const { type, unit } = keyTypeOf(key);
    return `| \`${key}\` | ${type} | ${unit} | ${says} |`;
  });
  const mapped = Object.entries(theirs).map(
    ([their, our]) => `| \`${their}\` | ${Object.hasOwn(keys, our) ? `\`${our}\`` : our} |`,
  );
  return [
    `### ${name}`,
    '',
    about,
    '',
    '| key | type | unit | what |',
    '|---|---|---|---|',
    ...ours,
    '',
    '| Azure’s key | here |',
    '|---|---|',
    ...mapped,
  ].join('\n');
}
