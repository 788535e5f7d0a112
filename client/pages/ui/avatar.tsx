import type { CSSProperties, JSX } from 'react';
import { hueOf, initialsOf } from '../model/format.ts';

/** A face that is not shown: initials on the person's colour. */
export function Avatar(props: {
  readonly name: string;
  readonly identity: string;
  readonly small?: boolean;
}): JSX.Element {
  const style: CSSProperties & { '--hue': number } = { '--hue': hueOf(props.identity) };
  return (
    <span
      className={props.small === true ? 'avatar avatar-small' : 'avatar'}
      style={style}
      aria-hidden="true"
    >
      {initialsOf(props.name)}
    </span>
  );
}
