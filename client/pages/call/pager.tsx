import type { JSX } from 'react';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { Icon } from '../ui/icon.tsx';

/** What leads from page to page. */
interface PagerProps {
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

/** Buttons, arrow keys and the number of the page; nothing where there is only one. */
export function Pager(props: PagerProps): JSX.Element | null {
  return props.pages > 1 ? <OpenPager {...props} /> : null;
}

function OpenPager({ page, pages, onPage }: PagerProps): JSX.Element {
  const step = (by: number) => () => {
    onPage(Math.min(pages - 1, Math.max(0, page + by)));
  };
  const [back, on] = [step(-1), step(1)];
  useShortcuts({ arrowleft: back, pageup: back, arrowright: on, pagedown: on });
  return (
    <nav className="pager" aria-label="Pages of participants">
      <button
        type="button"
        className="icon-button"
        aria-label="Previous page"
        title="Previous page (←)"
        aria-keyshortcuts="ArrowLeft PageUp"
        aria-disabled={page === 0 || undefined}
        data-testid="page-previous"
        onClick={back}
      >
        <Icon name="previous" />
      </button>
      <span aria-live="polite" data-testid="page-indicator" data-page={page + 1} data-pages={pages}>
        <span className="visually-hidden">Page </span>
        {page + 1} / {pages}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label="Next page"
        title="Next page (→)"
        aria-keyshortcuts="ArrowRight PageDown"
        aria-disabled={page === pages - 1 || undefined}
        data-testid="page-next"
        onClick={on}
      >
        <Icon name="next" />
      </button>
    </nav>
  );
}
