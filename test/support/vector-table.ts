import { TRACK_COLUMN_NAMES, TRACK_COLUMNS, VECTOR_NOTES, type VectorPlace } from '@earshot/shared';

const MADE: Readonly<Record<VectorPlace['by'], string>> = {
  sum: 'sum',
  mean: 'mean',
  most: '**maximum** of a second',
  least: '**minimum** of a second',
  last: 'last',
};

/** The places of a track's vector in a report, for the protocol's page. */
export function vectorMarkdown(): string {
  const rows = TRACK_COLUMN_NAMES.map((name, place) => {
    const info: VectorPlace = TRACK_COLUMNS[name];
    const { says, extreme } = VECTOR_NOTES[name];
    const cells = [
      String(place),
      `\`${name}\``,
      says,
      MADE[info.by],
      `${String(info.step)} ${info.unit}`,
      describeLargest(info),
      extreme,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| place | name | what | over the interval | 1 is | at most | minimum, maximum |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function describeLargest({ largest }: VectorPlace): string {
  if (largest === 'interval') return 'the interval';
  return typeof largest === 'number' ? String(largest) : `${String(largest.perSecond)} a second`;
}
