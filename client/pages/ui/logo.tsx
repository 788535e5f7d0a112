import type { JSX } from 'react';

/** The mark: four sound bars. */
export function Logo(props: { readonly size?: number }): JSX.Element {
  const size = props.size ?? 28;
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" />
      <path d="M9 13.200v5.600M14 9.500v13M19 12v8M24 14.600v2.800" />
    </svg>
  );
}
