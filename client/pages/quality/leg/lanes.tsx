import type { CSSProperties, JSX } from 'react';
import type { Lane, Span } from '../model/lanes.ts';
import { formatSeconds } from '../model/seconds.ts';
import { formatExactTime } from '../model/times.ts';
import { nameWords } from '../words/cause-words.ts';

/** Mutes, absences and issues as bars over the same time as the charts above. */
export function Lanes(props: {
  readonly lanes: readonly Lane[];
  readonly range: { readonly from: number; readonly to: number };
}): JSX.Element | null {
  if (props.lanes.length === 0) return null;
  const length = props.range.to - props.range.from;
  const place = ({ from, to }: Span): CSSProperties => {
    const left = Math.max(0, (from - props.range.from) / length) * 100;
    const right = Math.min(1, (to - props.range.from) / length) * 100;
    return { left: `${left}%`, width: `max(3px, ${Math.max(0, right - left)}%)` };
  };
  return (
    <ul className="lanes" aria-label="Mutes and issues over time">
      {props.lanes.map(({ name, spans }) => (
        <li key={name} data-testid="lane" data-name={name}>
          <span className="lane-name">{nameWords(name)}</span>
          <span className="lane-track">
            {spans.map((span) => (
              <span
                key={span.from}
                className={`lane-span lane-${span.tone}`}
                style={place(span)}
                role="img"
                aria-label={describe(span)}
                title={describe(span)}
              />
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function describe({ from, to, label }: Span): string {
  return `${nameWords(label)}, ${formatExactTime(from)} for ${formatSeconds((to - from) / 1000)}`;
}
