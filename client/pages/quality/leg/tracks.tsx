import type { JSX } from 'react';
import type { TrackSummary } from '@earshot/shared/calls-api.ts';
import { formatBitrate } from '../../model/format.ts';
import { formatShare } from '../model/seconds.ts';
import { nameWords } from '../words/cause-words.ts';

const TITLES = [
  'Track',
  'Direction',
  'Loss',
  'Round trip',
  'Jitter',
  'Jitter buffer',
  'Made up',
  'Frozen',
  'Picture',
  'Bitrate',
];

/** All that the leg sent and received, each over its whole time. */
export function Tracks(props: { readonly tracks: readonly TrackSummary[] }): JSX.Element {
  return (
    <section aria-labelledby="tracks-heading">
      <h2 id="tracks-heading">Tracks</h2>
      {props.tracks.length === 0 ? (
        <p className="hint">None has been reported yet.</p>
      ) : (
        <div className="table-scroller" tabIndex={0} role="group" aria-label="Tracks">
          <table className="quality-table">
            <thead>
              <tr>
                {TITLES.map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {props.tracks.map((track) => (
                <TrackRow key={track.direction + track.trackId} track={track} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function TrackRow({ track }: { readonly track: TrackSummary }): JSX.Element {
  return (
    <tr data-testid="track-row">
      <th scope="row" title={track.trackId}>
        {nameWords(track.source)}
      </th>
      <td>{track.direction === 'send' ? 'sent' : 'received'}</td>
      <td>{withMost(track.lossAvg, track.lossMax, formatShare)}</td>
      <td>{withMost(track.rttMsAvg, track.rttMsMax, formatMs)}</td>
      <td>{withMost(track.jitterMsAvg, track.jitterMsMax, formatMs)}</td>
      <td>{withMost(track.jitterBufferMsAvg, track.jitterBufferMsMax, formatMs)}</td>
      <td>{withMost(track.concealedShareAvg, track.concealedShareMax, formatShare)}</td>
      <td>{track.freezeMsPerMinute === null ? '–' : `${formatMs(track.freezeMsPerMinute)} a minute`}</td>
      <td>{pictureOf(track)}</td>
      <td>{track.bitrateAvg === null ? '–' : formatBitrate(track.bitrateAvg)}</td>
    </tr>
  );
}

function pictureOf({ frameHeight, frameRateAvg }: TrackSummary): string {
  const parts = [
    frameHeight === null ? null : `${Math.round(frameHeight)}p`,
    frameRateAvg === null ? null : `${Math.round(frameRateAvg)}/s`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? '–' : parts.join(', ');
}

function withMost(mean: number | null, most: number | null, format: (value: number) => string): string {
  if (mean === null) return '–';
  return most === null ? format(mean) : `${format(mean)} (${format(most)})`;
}

function formatMs(ms: number): string {
  return `${Math.round(ms)} ms`;
}
