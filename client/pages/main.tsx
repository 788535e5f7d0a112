/*
 * Starts the call page.
 *
 * For tests in a browser, important elements carry `data-testid`:
 * before the call `name-input`, `room-input`, `role-select`, `mic-toggle`, `camera-toggle`, `allow-devices`,
 *   `join-button`, `preflight-start`, `preflight-results`, `permission-note`;
 * in the call `stage` (with `data-layout` = grid | featured | share, `data-large`), `tile` (with `data-participant`, `data-name`,
 *   `data-source` = camera | screen, `data-local`, `data-picture`, `data-muted`, `data-speaking`, `data-pinned`,
 *   `data-spotlight`), `audio` (of what arrives), `muted-icon`, `hand-badge`, `pin-badge`, `spotlight-badge`, `tile-menu`,
 *   `page-previous`, `page-next`, `page-indicator` (with `data-page`, `data-pages`), `speakers-note` (with `data-reason`,
 *   `data-videos`, `data-participants`), `optimal-note` (with `data-reason`, `data-count`), `data-saver-note`,
 *   `forbidden-note` (with `data-sources`), `mic-toggle`, `camera-toggle`, `share-toggle`, `hand-toggle`,
 *   `reactions-toggle`, `reaction-<name>`, `reaction-float`, `chat-toggle`, `chat-input`, `chat-send`, `chat-list`,
 *   `chat-message`, `more-button`, `settings-button`, `settings-dialog`, `data-saver`, `stats-toggle`, `stats-panel`,
 *   `stats-row`, `invite-button`, `invite-link`, `end-button`, `confirm-button`, `leave-button`, `hear-button`,
 *   `mute-request`, `quality-<participantId>` (with `data-band`), `connection-state` (with `data-state`),
 *   `issue-banner` (with `data-code`, `data-level`), `notice`;
 * in the list of participants `roster-toggle`, `roster`, `roster-search`, `roster-empty`, `roster-grid` (with `data-count`: people
 *   listed), `roster-row` (of those in sight, with `data-participant`, `data-name`, `data-muted`, `data-speaking`,
 *   `data-hand`, `data-forbidden`), `roster-speaking`, `roster-speaker`, `mute-participant`, `lower-hand`, `roster-menu`,
 *   `forbidden-all-note`, `everyone-menu` and in it `mute-all` (with `mute-all-dialog`, `mute-all-request`, `mute-all-force`),
 *   `lower-all-hands`, `end-spotlight`, `forbid-all-<source>` (with `data-on`);
 * in the menus of `tile-menu` and `roster-menu`, which stand at the end of the page `pin-toggle`, `spotlight-toggle`,
 *   `forbid-microphone`, `forbid-camera`, `forbid-screen` (with `data-on`), `mute-item`, `ask-mute-item`,
 *   `lower-hand-item`, `remove-participant`;
 * after it `ended-screen` (with `data-reason`), `rejoin-button`, `home-button`;
 * when the server does not answer `retry-button`; anywhere `error-message` (with `data-code` where a code is known), `theme-toggle`.
 * On narrow screens `share-toggle` and `roster-toggle` are in the menu of `more-button`.
 * In development `window.earshotCall` is the public `Call`.
 */
import './styles/tokens.css';
import './styles/base.css';
import './styles/page.css';
import './styles/call.css';
import './styles/tiles.css';
import './styles/panels.css';
import './styles/survey.css';
import { StrictMode, type JSX } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { EarshotClient } from '@earshot/client';
import { App, StartScreen } from './app.tsx';
import { makeRoomName } from './model/room-name.ts';
import { now } from './now.ts';
import { fetchClientConfig, type ClientConfig } from './session/client-config.ts';
import { connectEmbeddingApp, type EmbeddingApp } from './session/embedding.ts';
import { enter } from './session/entry.ts';
import { postJson } from './session/problem.ts';
import { findCurrentCall, keepCurrentCall } from './session/rejoin.ts';
import { tabSecrets } from './session/storage.ts';
import { createTokenSource } from './session/tokens.ts';
import type { Sitting } from './use-sitting.ts';

const root = createRoot(document.querySelector('#root') ?? document.body);
const app = connectEmbeddingApp(window);
// At once: until then the address bar shows the secrets of the link.
const entered = enter(window, tabSecrets);
start(root, app);

function start(at: Root, embedding: EmbeddingApp | undefined): void {
  at.render(<StartScreen failed={false} onRetry={() => undefined} />);
  fetchClientConfig(AbortSignal.timeout(10_000)).then(
    (config) => {
      at.render(<StrictMode>{pageFor(config, embedding)}</StrictMode>);
    },
    () => {
      at.render(
        <StartScreen
          failed
          onRetry={() => {
            start(at, embedding);
          }}
        />,
      );
    },
  );
}

function pageFor(config: ClientConfig, embedding: EmbeddingApp | undefined): JSX.Element {
  const offered = embedding?.offered;
  const entry = { ...entered, room: offered?.room ?? entered.room, name: offered?.name ?? entered.name };
  const rejoin = wasReloaded() ? findCurrentCall(tabSecrets, entry.room) : undefined;
  const getToken = createTokenSource({
    config,
    token: entry.token,
    invite: entry.invite,
    app: embedding,
    post: postJson,
    now,
  });
  const asked = { name: '', role: 'presenter' };
  const client = new EarshotClient({ getToken: (request) => getToken({ ...asked, ...request }) });
  return (
    <App
      client={client}
      entry={entry}
      suggestedRoom={makeRoomName(randomBelow)}
      development={config.development}
      rejoin={rejoin}
      onFields={({ name, role }) => {
        Object.assign(asked, { name, role });
      }}
      onSitting={(sitting) => {
        followSitting(sitting, embedding);
      }}
      onKeep={(fields) => {
        keepCurrentCall(tabSecrets, fields);
      }}
    />
  );
}

/** Keeps address, tab and embedding app in step with the call. */
function followSitting(sitting: Sitting, embedding: EmbeddingApp | undefined): void {
  if (sitting.name === 'in') {
    keepCurrentCall(tabSecrets, sitting.fields);
    const query = new URLSearchParams(window.location.search);
    query.set('room', sitting.fields.room);
    window.history.replaceState(null, '', `${window.location.pathname}?${query.toString()}`);
    embedding?.tellState('joined');
  }
  if (sitting.name === 'after' || sitting.name === 'before') keepCurrentCall(tabSecrets, undefined);
  if (sitting.name === 'after') embedding?.tellState('ended', sitting.reason);
}

/** A duplicated tab has a copy of its original's storage, but only a reloaded one goes straight back into the call. */
function wasReloaded(): boolean {
  const [navigation] = performance.getEntriesByType('navigation');
  return navigation instanceof PerformanceNavigationTiming && navigation.type === 'reload';
}

function randomBelow(max: number): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % max;
}
