import type { JSX } from 'react';
import { useLimits } from '../hooks/use-call.ts';
import { useShowsCameras } from '../hooks/use-data-saver.ts';
import { usePeople, usePeopleCount, useTopic } from '../hooks/use-people.ts';
import { optimalNote, speakersNote } from '../words/limit-words.ts';

/** Why not everybody is seen, in words, under the tiles. */
export function StageNotes(props: { readonly large: boolean }): JSX.Element {
  const shows = useShowsCameras();
  return (
    <div className="stage-notes">
      {props.large && <SpeakersNote />}
      {shows ? <OptimalNote /> : <DataSaverNote />}
    </div>
  );
}

function SpeakersNote(): JSX.Element {
  const limits = useLimits();
  const participants = usePeopleCount();
  const { text, reason } = speakersNote(limits, participants);
  return (
    <p
      className="stage-note"
      title={reason}
      data-testid="speakers-note"
      data-reason={limits.reason}
      data-videos={limits.videos}
      data-participants={participants}
    >
      <strong>{text}.</strong> <span className="stage-note-reason">{reason}</span>
    </p>
  );
}

function OptimalNote(): JSX.Element {
  const limits = useLimits();
  useTopic('cameras');
  const text = optimalNote(limits, usePeople().cameras.size);
  return (
    <div role="status">
      {text !== undefined && (
        <p
          className="stage-note"
          data-testid="optimal-note"
          data-reason={limits.optimalVideoCountReason}
          data-count={limits.optimalVideoCount}
        >
          {text}.
        </p>
      )}
    </div>
  );
}

function DataSaverNote(): JSX.Element {
  return (
    <p className="stage-note" data-testid="data-saver-note">
      The data saver shows no cameras. You can change that in the settings.
    </p>
  );
}
