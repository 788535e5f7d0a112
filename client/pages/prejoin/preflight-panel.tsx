import { useState, type JSX } from 'react';
import {
  EarshotError,
  type EarshotClientApi,
  type PreflightCheck,
  type PreflightReport,
} from '@earshot/client';
import { Icon, type IconName } from '../ui/icon.tsx';
import { errorLine } from '../words/error-words.ts';
import { PREFLIGHT_NAMES, PREFLIGHT_WORDS } from '../words/preflight-words.ts';

type Results = Readonly<Partial<Record<keyof PreflightReport, PreflightCheck>>>;
type Progress =
  { readonly name: 'idle' | 'running' | 'done' } | { readonly name: 'failed'; readonly error: EarshotError };

/** Checks browser, devices and network on demand, each result as it comes. */
export function PreflightPanel(props: { readonly client: EarshotClientApi }): JSX.Element {
  const [progress, setProgress] = useState<Progress>({ name: 'idle' });
  const [results, setResults] = useState<Results>({});
  const start = () => {
    setResults({});
    setProgress({ name: 'running' });
    const onProgress = (name: keyof PreflightReport, check: PreflightCheck) => {
      setResults((known) => ({ ...known, [name]: check }));
    };
    props.client.preflight({ onProgress }).then(
      (report) => {
        setResults(report);
        setProgress({ name: 'done' });
      },
      (error: unknown) => {
        setProgress({ name: 'failed', error: EarshotError.from(error) });
      },
    );
  };
  return (
    <section className="preflight" aria-label="Check of devices and connection">
      <button
        type="button"
        className="button button-quiet"
        data-testid="preflight-start"
        aria-disabled={progress.name === 'running'}
        onClick={() => {
          if (progress.name !== 'running') start();
        }}
      >
        <Icon name="chart" size={18} />
        {progress.name === 'running' ? 'Checking …' : 'Check devices and connection'}
      </button>
      <div role="status" className="visually-hidden">
        {summary(progress, results)}
      </div>
      {progress.name === 'failed' && <p className="field-error">{errorLine(progress.error)}</p>}
      {progress.name !== 'idle' && <CheckList results={results} running={progress.name === 'running'} />}
    </section>
  );
}

function CheckList(props: { readonly results: Results; readonly running: boolean }): JSX.Element {
  const shown = PREFLIGHT_NAMES.filter((name) => props.running || props.results[name] !== undefined);
  return (
    <ul className="checks" data-testid="preflight-results">
      {shown.map((name) => (
        <CheckLine key={name} name={name} check={props.results[name]} />
      ))}
    </ul>
  );
}

function CheckLine(props: {
  readonly name: keyof PreflightReport;
  readonly check: PreflightCheck | undefined;
}): JSX.Element {
  const words = PREFLIGHT_WORDS[props.name];
  const mark = markOf(props.check, words.essential);
  return (
    <li className={`check check-${mark.tone}`} data-check={props.name} data-reason={props.check?.reason}>
      <Icon name={mark.icon} size={18} />
      <span>
        <span className="check-label">{words.label}</span>
        <span className="visually-hidden">: {mark.word}</span>
        {mark.tone !== 'ok' && mark.tone !== 'open' && <small>{detailOf(props.check, words.failed)}</small>}
      </span>
    </li>
  );
}

function detailOf(check: PreflightCheck | undefined, failed: string): string {
  return check?.reason === 'skipped' ? check.detail : failed;
}

function markOf(
  check: PreflightCheck | undefined,
  essential: boolean,
): { readonly icon: IconName; readonly tone: string; readonly word: string } {
  if (check === undefined) return { icon: 'more', tone: 'open', word: 'being checked' };
  if (check.reason === 'skipped') return { icon: 'info', tone: 'skipped', word: 'not checked' };
  if (check.ok) return { icon: 'check', tone: 'ok', word: 'fine' };
  return essential
    ? { icon: 'warning', tone: 'bad', word: 'a problem' }
    : { icon: 'info', tone: 'minor', word: 'not available' };
}

function summary(progress: Progress, results: Results): string {
  if (progress.name !== 'done') return progress.name === 'running' ? 'Checking devices and connection' : '';
  const bad = PREFLIGHT_NAMES.filter(
    (name) => PREFLIGHT_WORDS[name].essential && results[name]?.ok === false,
  );
  return bad.length === 0
    ? 'Everything needed works.'
    : `Problems: ${bad.map((name) => PREFLIGHT_WORDS[name].label).join(', ')}`;
}
