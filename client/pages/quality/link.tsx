import type { JSX, MouseEvent, ReactNode } from 'react';
import { addressOf, type Route } from './model/route.ts';
import { goTo } from './use-address.ts';

/** A real link, which changes the page without loading it anew. */
export function Link(props: {
  readonly to: Exclude<Route, { name: 'nowhere' }>;
  readonly children: ReactNode;
  readonly className?: string;
  readonly label?: string;
  readonly testId?: string;
  readonly data?: Readonly<Record<`data-${string}`, string>>;
}): JSX.Element {
  const address = addressOf(props.to);
  const handleClick = (event: MouseEvent) => {
    // A new tab or window, as the person asked for.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    goTo(address);
    window.scrollTo(0, 0);
  };
  return (
    <a
      href={address}
      className={props.className}
      aria-label={props.label}
      data-testid={props.testId}
      {...props.data}
      onClick={handleClick}
    >
      {props.children}
    </a>
  );
}
