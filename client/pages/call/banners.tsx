import { useState, type JSX } from 'react';
import type { Call, Issue } from '@earshot/client';
import { useCall, useCallEvent, useCallState, useForbiddenForAll, useIssues } from '../hooks/use-call.ts';
import { useForbidden } from '../hooks/use-forbidden.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { isOn } from '../model/tile-state.ts';
import { Icon } from '../ui/icon.tsx';
import { forbiddenNote } from '../words/forbidden-words.ts';

/** Says when the connection is away, and what still works meanwhile. */
export function ConnectionBanner(): JSX.Element {
  const state = useCallState();
  const reconnecting = state.name === 'reconnecting';
  const text = !reconnecting
    ? ''
    : state.what === 'signalling'
      ? 'Connection lost. Reconnecting … Sound and picture may go on meanwhile.'
      : 'Sound and picture are being reconnected …';
  return (
    <div
      className="banner-slot"
      role="status"
      aria-live="assertive"
      data-testid="connection-state"
      data-state={state.name}
    >
      {reconnecting && (
        <div className="banner banner-reconnecting">
          <span className="spinner" aria-hidden="true" />
          {text}
        </div>
      )}
    </div>
  );
}

/** What somebody who leads the call does not let one send, for as long as that holds. */
export function ForbiddenBanner(): JSX.Element {
  const own = useForbidden();
  const text = forbiddenNote(own, useForbiddenForAll());
  return (
    <div className="banner-slot" role="status" aria-live="polite">
      {text !== undefined && (
        <div className="banner banner-forbidden" data-testid="forbidden-note" data-sources={own.join(' ')}>
          <Icon name="forbid" size={20} />
          <p>{text}</p>
        </div>
      )}
    </div>
  );
}

/** What is wrong, in words, with what to do. At most two at a time: the worst, then the newest. */
export function IssueBanners(): JSX.Element {
  const issues = useIssues();
  const reconnecting = useCallState().name === 'reconnecting';
  // Sound has a button of its own, and the banner above tells of a reconnection.
  const toldElsewhere = new Set<Issue['code']>([
    'autoplayBlocked',
    ...(reconnecting ? (['networkReconnect'] as const) : []),
  ]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const keyOf = (issue: Issue) => `${issue.code}:${issue.since}`;
  const shown = issues
    .filter((issue) => isTold(issue) && !toldElsewhere.has(issue.code) && !hidden.has(keyOf(issue)))
    .toSorted((a, b) => weight(b) - weight(a) || b.since - a.since)
    .slice(0, 2);
  return (
    <div className="issues" role="status" aria-live="polite">
      {shown.map((issue) => (
        <IssueBanner
          key={issue.code}
          issue={issue}
          onHide={() => {
            setHidden(new Set([...hidden, keyOf(issue)]));
          }}
        />
      ))}
    </div>
  );
}

/** What hurts nobody is for those who look for a cause; talking while muted is a reminder. */
function isTold({ code, severity }: Issue): boolean {
  return severity !== 'low' || code === 'speakingWhileMicrophoneIsMuted';
}

const SEVERITIES: Readonly<Record<Issue['severity'], number>> = { low: 0, medium: 1, high: 2 };

function weight(issue: Issue): number {
  return SEVERITIES[issue.severity] * 2 + (toneOf(issue) === 'bad' ? 1 : 0);
}

/** A flag is `bad` by definition, but only what hurts much looks like it. */
function toneOf(issue: Issue): Issue['level'] {
  return issue.severity === 'high' ? issue.level : 'poor';
}

function IssueBanner(props: { readonly issue: Issue; readonly onHide: () => void }): JSX.Element {
  const { issue } = props;
  const call = useCall();
  const { run } = useNotices();
  const remedy = remedyOf(issue, call);
  return (
    <div
      className={`banner banner-issue banner-${toneOf(issue)}`}
      data-testid="issue-banner"
      data-code={issue.code}
      data-level={issue.level}
    >
      <Icon name="warning" size={20} />
      <p>
        <strong>{issue.message}</strong> {issue.hint}
      </p>
      {remedy !== undefined && (
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            run(remedy.act);
          }}
        >
          {remedy.label}
        </button>
      )}
      <button type="button" className="icon-button" aria-label="Hide this message" onClick={props.onHide}>
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}

interface Remedy {
  readonly label: string;
  readonly act: () => Promise<void>;
}

const cameraOff = (call: Call): Remedy | undefined =>
  isOn(call.camera.state) ? { label: 'Turn camera off', act: () => call.camera.mute() } : undefined;
const againMicrophone = (call: Call): Remedy => ({ label: 'Try again', act: () => restart(call.microphone) });
const againCamera = (call: Call): Remedy => ({ label: 'Try again', act: () => restart(call.camera) });

const REMEDIES: Readonly<Partial<Record<Issue['code'], (call: Call) => Remedy | undefined>>> = {
  speakingWhileMicrophoneIsMuted: (call) => ({ label: 'Unmute', act: () => call.microphone.unmute() }),
  networkReceiveQuality: cameraOff,
  networkSendQuality: cameraOff,
  congestion: cameraOff,
  cpuLimited: cameraOff,
  encoderStarved: cameraOff,
  microphonePermissionDenied: againMicrophone,
  microphoneNotFunctioning: againMicrophone,
  microphoneNotMuteButSilent: againMicrophone,
  cameraPermissionDenied: againCamera,
  cameraStartFailed: againCamera,
  cameraStartTimedOut: againCamera,
  cameraFreeze: againCamera,
  cameraStoppedUnexpectedly: againCamera,
};

/** The one press that may cure an issue. */
function remedyOf(issue: Issue, call: Call): Remedy | undefined {
  return REMEDIES[issue.code]?.(call);
}

async function restart(source: { stop(): Promise<void>; start(): Promise<void> }): Promise<void> {
  await source.stop();
  await source.start();
}

/** The browser waits for a press before it plays sound: offer it, large. */
export function HearButton(): JSX.Element | null {
  const call = useCall();
  const { run } = useNotices();
  const issues = useIssues();
  const [blocked, setBlocked] = useState(false);
  useCallEvent('playbackBlocked', (event) => {
    setBlocked(event.blocked);
  });
  if (!blocked && !issues.some((issue) => issue.code === 'autoplayBlocked')) return null;
  return (
    <button
      type="button"
      className="button button-primary hear-button"
      data-testid="hear-button"
      onClick={() => {
        run(() => call.resumePlayback());
      }}
    >
      <Icon name="speaker" /> Click to hear the others
    </button>
  );
}
