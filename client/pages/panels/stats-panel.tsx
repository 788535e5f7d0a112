import { lazy, Suspense, type JSX } from 'react';
import { useCall } from '../hooks/use-call.ts';
import { usePeople } from '../hooks/use-people.ts';
import { useVersion } from '../hooks/use-version.ts';
import { statsRows, transportLine, type StatsRow } from '../model/stats-rows.ts';
import { saveFile } from '../ui/save-file.ts';
import { Panel } from './panel.tsx';

const SAMPLE = ['sample'] as const;
// The chart library is fetched only by those who open this panel.
const BitrateChart = lazy(() => import('./bitrate-chart.tsx'));

/** What is measured each second, per stream. */
export function StatsPanel(props: { readonly onClose: () => void }): JSX.Element {
  const call = useCall();
  const people = usePeople();
  useVersion(call.stats, SAMPLE);
  const sample = call.stats.latest;
  const rows =
    sample === undefined ? [] : statsRows(sample, (id) => people.find(id)?.name ?? 'Someone who left');
  return (
    <Panel title="Statistics" testId="stats-panel" onClose={props.onClose} wide>
      <div className="stats" tabIndex={0} role="group" aria-label="Measured values">
        <Suspense fallback={<p className="panel-empty">The chart is coming …</p>}>
          <BitrateChart />
        </Suspense>
        {sample === undefined && <p className="panel-empty">The first values come after a second.</p>}
        <ul className="stats-transports">
          {sample?.transports.map((transport) => (
            <li key={transport.direction}>{transportLine(transport)}</li>
          ))}
        </ul>
        {rows.length > 0 && <StatsTable rows={rows} />}
        <p className="hint">Call {call.callId}</p>
        <button
          type="button"
          className="button"
          data-testid="stats-download"
          onClick={() => saveFile(call.stats.dump(), `earshot-${call.callId}.json`)}
        >
          Download statistics
        </button>
      </div>
    </Panel>
  );
}

const COLUMNS: readonly { readonly title: string; readonly read: (row: StatsRow) => string }[] = [
  { title: 'Codec', read: (row) => row.codec },
  { title: 'Bitrate', read: (row) => row.bitrate },
  { title: 'Picture', read: (row) => row.picture },
  { title: 'Loss', read: (row) => row.loss },
  { title: 'Jitter', read: (row) => row.jitter },
  { title: 'Delay', read: (row) => row.delay },
];

function StatsTable(props: { readonly rows: readonly StatsRow[] }): JSX.Element {
  return (
    <div className="stats-scroll" tabIndex={0} role="group" aria-label="Streams of the last second">
      <table className="stats-table">
        <thead>
          <tr>
            <th scope="col">Stream</th>
            {COLUMNS.map((column) => (
              <th key={column.title} scope="col">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.id} data-testid="stats-row" data-direction={row.direction}>
              <th scope="row">
                {row.who}
                <small>
                  {row.direction === 'send' ? '↑' : '↓'} {row.what}
                </small>
              </th>
              {COLUMNS.map((column) => (
                <td key={column.title}>{column.read(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
