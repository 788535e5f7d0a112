import type { JSX } from 'react';
import { useLevel } from '../hooks/use-level.ts';

/** A bar that follows a loudness. Only for the eye: a spoken meter would drown the call. */
export function LevelMeter(props: { readonly read: () => number; readonly active: boolean }): JSX.Element {
  const ref = useLevel<HTMLDivElement>(props.read, props.active);
  return (
    <div className="meter" ref={ref} aria-hidden="true" data-testid="level-meter">
      <div className="meter-fill" />
    </div>
  );
}
