import type { JSX } from 'react';
import { Icon } from './icon.tsx';
import { useNotices } from '../hooks/use-notices.ts';

/** Short messages at the edge of the page; read out as they come. */
export function Notices(): JSX.Element {
  const { notices, dismiss } = useNotices();
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <div
          key={notice.id}
          className={`notice notice-${notice.tone}`}
          data-testid={notice.tone === 'error' ? 'error-message' : 'notice'}
        >
          <Icon name={notice.tone === 'error' ? 'warning' : 'info'} size={18} />
          <span>{notice.text}</span>
          <button
            type="button"
            className="icon-button"
            aria-label="Dismiss message"
            onClick={() => {
              dismiss(notice.id);
            }}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
