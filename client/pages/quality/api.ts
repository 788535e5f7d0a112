import { EarshotError } from '@earshot/client';
import type { CallDetail, CallList, LegDetail, LegSeries } from '@earshot/shared/calls-api.ts';
import { problemOf } from '../session/problem.ts';

/** What operators ask the server. Everything throws `EarshotError`: `unauthorized`, `not_found`, `server_unreachable` … */
export interface QualityApi {
  list(query: string, signal: AbortSignal): Promise<CallList>;
  call(callId: string, signal: AbortSignal): Promise<CallDetail>;
  leg(ids: LegIds, signal: AbortSignal): Promise<LegDetail>;
  /** All intervals of a leg, at most `MOST_INTERVALS`. */
  series(ids: LegIds, signal: AbortSignal): Promise<LegSeries['intervals']>;
}

/** Which leg. */
export interface LegIds {
  readonly callId: string;
  readonly participantId: string;
}

/** 30 h, the longest call, are 10,800 intervals of 10 s. */
const MOST_INTERVALS = 12_000;
const TIMEOUT_MS = 15_000;

/** Talks to the server that the page came from, with an operator's key. */
export function createQualityApi(key: string): QualityApi {
  const get = (path: string, signal: AbortSignal) => fetchJson(`/v1/calls${path}`, { key, signal });
  const legPath = ({ callId, participantId }: LegIds) =>
    `/${encodeURIComponent(callId)}/legs/${encodeURIComponent(participantId)}`;
  return {
    // The server is of the page's own version: it answers as the shared types say.
    list: async (query, signal) => (await get(query === '' ? '' : `?${query}`, signal)) as CallList,
    call: async (callId, signal) => (await get(`/${encodeURIComponent(callId)}`, signal)) as CallDetail,
    leg: async (ids, signal) => (await get(legPath(ids), signal)) as LegDetail,
    series: async (ids, signal) => {
      const intervals: LegSeries['intervals'] = [];
      let after = '';
      while (intervals.length < MOST_INTERVALS) {
        const page = (await get(`${legPath(ids)}/series${after}`, signal)) as LegSeries;
        intervals.push(...page.intervals);
        if (page.next === null) break;
        after = `?after=${encodeURIComponent(page.next)}`;
      }
      return intervals;
    },
  };
}

async function fetchJson(
  path: string,
  { key, signal }: { readonly key: string; readonly signal: AbortSignal },
): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      headers: { accept: 'application/json', authorization: `Bearer ${key}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw new EarshotError('server_unreachable', undefined, { cause });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && typeof body === 'object' && body !== null) return body;
  throw problemOf(new Map(typeof body === 'object' && body !== null ? Object.entries(body) : []));
}
