import { useEffect, useId, useRef, type JSX, type KeyboardEvent, type ReactNode } from 'react';
import { Icon } from '../ui/icon.tsx';

/** A column beside the stage; on a phone it covers it. Escape closes, and focus goes back to where it was. */
export function Panel(props: {
  readonly title: string;
  readonly testId: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}): JSX.Element {
  const titleId = useId();
  const root = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    // Unless something inside, such as the field to write in, has taken the focus already.
    if (root.current?.contains(before) === false) heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const handleKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    props.onClose();
  };
  return (
    <aside
      ref={root}
      className={props.wide === true ? 'panel panel-wide' : 'panel'}
      aria-labelledby={titleId}
      data-testid={props.testId}
      onKeyDown={handleKey}
    >
      <header className="panel-head">
        <h2 id={titleId} ref={heading} tabIndex={-1}>
          {props.title}
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={`Close ${props.title}`}
          onClick={props.onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      {props.children}
    </aside>
  );
}
