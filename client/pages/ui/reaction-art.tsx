import type { JSX } from 'react';
import type { Reaction } from '@earshot/client';

const face = <circle cx="16" cy="16" r="13" fill="#ffc93c" />;
const ink = { fill: 'none', stroke: '#5b3a00', strokeWidth: 2.2, strokeLinecap: 'round' } as const;

/** Drawn here rather than typed as emoji, so that they look the same on every system. */
const ART: Readonly<Record<Reaction, JSX.Element>> = {
  like: (
    <path
      d="M4 14h5v13H4zM11 14.500 16 4c2.200 0 3.500 1.600 3.200 3.700L18.500 12H26c1.700 0 2.900 1.600 2.400 3.200l-2.800 9.500A3.200 3.200 0 0 1 22.500 27H14c-1.700 0-3-1-3-2.500z"
      fill="#ffc93c"
      stroke="#d99a00"
      strokeWidth="1.200"
      strokeLinejoin="round"
    />
  ),
  heart: (
    <path
      d="M16 27.500C9 22.500 3.500 17.800 3.500 12A6.500 6.500 0 0 1 16 9a6.500 6.500 0 0 1 12.500 3c0 5.800-5.500 10.500-12.500 15.500Z"
      fill="#ee4060"
    />
  ),
  laugh: (
    <>
      {face}
      <path d="M8.500 17.500h15a7.500 7.500 0 0 1-15 0Z" fill="#5b3a00" />
      <path d="m8.500 13 2.500-2.500 2.500 2.500M18.500 13l2.500-2.500 2.500 2.500" {...ink} />
    </>
  ),
  surprised: (
    <>
      {face}
      <ellipse cx="16" cy="21.500" rx="3" ry="3.800" fill="#5b3a00" />
      <path d="M11 13v.5M21 13v.5M9 8.800l3-1.300M23 8.800l-3-1.300" {...ink} />
    </>
  ),
  applause: (
    <g stroke="#d99a00" strokeWidth="1.200" strokeLinejoin="round">
      <path
        d="M7 17 13.500 8.500c1-1.300 3-.1 2.200 1.400L13 15l7.500-8.500c1.300-1.300 3.200.3 2.100 1.800L16 17.500 22 12c1.400-1.200 3 .6 1.900 1.900l-6.900 9.600c-2.500 3.500-7 4.500-10 2-2.600-2.200-2.200-5.500 0-8.500Z"
        fill="#ffc93c"
      />
      <path
        d="M25.500 4v3.500M29 8l-2.800 1.500M28.500 13.500h-3"
        fill="none"
        stroke="#ee8a00"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </g>
  ),
};

/** A reaction's picture; its button or the live region says its name. */
export function ReactionArt(props: { readonly reaction: Reaction; readonly size?: number }): JSX.Element {
  const size = props.size ?? 26;
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      {ART[props.reaction]}
    </svg>
  );
}
