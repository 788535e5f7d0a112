import http from 'k6/http';
import type { Options } from 'k6/options';
import type { Thresholds } from './measures.ts';
import { roomName, target, type Pace } from './settings.ts';

/** What `setup()` hands to every participant. */
export interface Start {
  readonly room: string;
  /** ms since the epoch; everybody's plan counts from here. */
  readonly at: number;
}

/** Statistics of trends in the summary; the runner needs `count` to tell "fast" from "never". */
const TREND_STATS = ['count', 'avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'];
/** For leaving, and for whatever hangs. */
const SLACK_SECONDS = 90;

/** Throws, and so ends the run before it begins, unless the server is there and takes calls. */
export function setup(): Start {
  const response = http.get(`${target.url}/readyz`, { timeout: '5s' });
  if (response.status !== 200)
    throw new Error(
      `${target.url} does not take calls (${String(response.status)} ${response.error}): start the server`,
    );
  return { room: roomName === '' ? `load-${String(Date.now())}` : roomName, at: Date.now() };
}

/** Seconds from the start until all have joined. */
export function fillSeconds(pace: Pace): number {
  return pace.participants / pace.joinsPerSecond;
}

/** k6's options for a scenario in which each participant is one iteration of its own virtual user. */
export function oneEach(pace: Pace, thresholds: Thresholds): Options {
  return {
    scenarios: {
      participants: {
        executor: 'per-vu-iterations',
        vus: pace.participants,
        iterations: 1,
        maxDuration: `${String(Math.ceil(fillSeconds(pace) + pace.holdSeconds + SLACK_SECONDS))}s`,
        gracefulStop: '30s',
      },
    },
    ...common(thresholds),
  };
}

/** Options that do not depend on who joins when. */
export function common(thresholds: Thresholds): Options {
  return { thresholds, summaryTrendStats: TREND_STATS, setupTimeout: '30s', discardResponseBodies: false };
}
