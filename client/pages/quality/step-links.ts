import type { KeyboardEvent } from 'react';

/** Goes from link to link of a list by the arrow keys, and to its first and last one in sight by Home and End. */
export function stepThroughLinks(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.findIndex((link) => link === document.activeElement);
  const to = targetOf(event.key, at, links.length);
  const link = to === undefined ? undefined : links[to];
  if (at === -1 || link === undefined) return;
  event.preventDefault();
  link.focus();
}

function targetOf(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowDown') return at + 1;
  if (key === 'ArrowUp') return at - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}
