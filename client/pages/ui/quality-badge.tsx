import { useId, useRef, useState, type JSX } from 'react';
import type { Participant } from '@earshot/client';
import { qualityWords } from '../words/quality-words.ts';
import { useOutsidePress } from './menu.tsx';

const BARS: Readonly<Record<Participant['quality']['band'], number>> = {
  good: 3,
  fair: 2,
  poor: 1,
  unknown: 0,
};

/** Three bars, and on hover, focus or tap the reason in words. */
export function QualityBadge(props: {
  readonly quality: Participant['quality'];
  readonly name: string;
  readonly testId: string;
  readonly tabIndex?: number;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  const tipId = useId();
  const root = useRef<HTMLSpanElement>(null);
  useOutsidePress(root, open, () => {
    setOpen(false);
  });
  const words = qualityWords(props.quality);
  const lit = BARS[props.quality.band];
  return (
    <span className="quality" ref={root}>
      <button
        type="button"
        tabIndex={props.tabIndex}
        className={`quality-button quality-${props.quality.band}`}
        aria-label={`${props.name}: ${words.title}`}
        aria-describedby={tipId}
        data-testid={props.testId}
        data-band={props.quality.band}
        onClick={(event) => {
          event.stopPropagation();
          setOpen(!open);
        }}
      >
        <svg width="16" height="14" viewBox="0 0 16 14" aria-hidden="true" focusable="false">
          {[0, 1, 2].map((bar) => (
            <rect
              key={bar}
              x={1 + bar * 5}
              y={9 - bar * 4}
              width="3.6"
              height={5 + bar * 4}
              rx="1"
              className={bar < lit ? 'bar-lit' : 'bar-dim'}
            />
          ))}
        </svg>
      </button>
      <span id={tipId} role="tooltip" className={open ? 'quality-tip quality-tip-open' : 'quality-tip'}>
        <strong>{words.title}</strong> {words.reason}
      </span>
    </span>
  );
}
