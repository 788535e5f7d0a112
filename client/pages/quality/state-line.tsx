import type { JSX } from 'react';
import { errorWords } from '../words/error-words.ts';
import type { Loaded } from './use-load.ts';

/** Whether something is on its way, and what went wrong, with a way to ask again. */
export function StateLine(props: {
  readonly of: Loaded<unknown>;
  readonly what: string;
}): JSX.Element | null {
  const { error, value, loading, reload } = props.of;
  if (error !== undefined) {
    const words = errorWords(error);
    return (
      <p role="alert" className="quality-error" data-testid="error-message" data-code={error.code}>
        <strong>{words.title}.</strong> {words.hint}{' '}
        <button type="button" className="button button-small" onClick={reload}>
          Try again
        </button>
      </p>
    );
  }
  if (value !== undefined) return null;
  return (
    <p role="status" className="hint">
      {loading ? `Loading ${props.what} …` : ''}
    </p>
  );
}
