/*
 * Starts the quality page, for operators: `/quality`, `/quality/calls/<callId>`, `/quality/calls/<callId>/legs/<participantId>`.
 *
 * For tests in a browser, important elements carry `data-testid`: `key-input`, `key-button`, `key-forget`; in the list `calls`
 * (with `data-count`), `call-link` (with `data-call`, `data-live`), `calls-empty`, `filter-<name>`, `search-input`; in a call
 * `call-heading`, `causes`, `cause-row` (with `data-blame`, `data-factor`), `issue-row` (with `data-code`), `legs`, `leg-link` (with
 * `data-participant`); in a leg `leg-heading`, `leg-blame` (with `data-blame`), `chart-<name>`, `lane` (with `data-name`),
 * `harmed-row` (with `data-blame`, `data-factor`), `track-row`; anywhere `error-message` (with `data-code`), `theme-toggle`.
 */
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/quality.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { QualityApp } from './app.tsx';

createRoot(document.querySelector('#root') ?? document.body).render(
  <StrictMode>
    <QualityApp />
  </StrictMode>,
);
