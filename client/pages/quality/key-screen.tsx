import { useId, useState, type JSX } from 'react';

/** Asks for the operator's key, which stays in this tab. */
export function KeyScreen(props: {
  readonly refused: boolean;
  readonly onKey: (key: string) => void;
}): JSX.Element {
  const [key, setKey] = useState('');
  const id = useId();
  return (
    <main className="quality-main quality-key">
      <h1>Call quality</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== '') props.onKey(key.trim());
        }}
      >
        {props.refused && (
          <p role="alert" className="field-error" data-testid="error-message" data-code="api_key_invalid">
            The server did not take this key. It must be one of <code>EARSHOT_OPERATOR_KEYS</code>.
          </p>
        )}
        <div className="field">
          <label htmlFor={id}>Operator’s key</label>
          <input
            id={id}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={key}
            data-testid="key-input"
            onChange={(event) => {
              setKey(event.target.value);
            }}
          />
          <p className="hint">
            <code>id:secret</code>, as in the server’s <code>EARSHOT_OPERATOR_KEYS</code>. It stays in this
            tab until you close it.
          </p>
        </div>
        <button type="submit" className="button button-primary" data-testid="key-button">
          Show calls
        </button>
      </form>
    </main>
  );
}
