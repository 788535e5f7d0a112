import { EarshotError } from '@earshot/client';
import { use, useRef, useState } from 'react';
import type { CallList, CallSummary } from '@earshot/shared/calls-api.ts';
import { toRequest, type Filters } from '../model/filters.ts';
import { QualityContext } from '../use-api.ts';

/** Further pages, kept until the list is asked for anew: 100 of them hold 5,000 calls. */
const MOST_PAGES = 100;

/** The list with what was loaded beyond its first page, which is refreshed by itself. `now`: when the list was opened. */
export function usePages(
  filters: Filters,
  first: CallList | undefined,
  now: number,
): { readonly calls: readonly CallSummary[]; readonly hasMore: boolean; readonly loadMore: () => void } {
  const access = use(QualityContext);
  const [further, setFurther] = useState<readonly CallList[]>([]);
  const loading = useRef(false);
  const last = further.at(-1) ?? first;
  const next = further.length >= MOST_PAGES ? null : (last?.next ?? null);
  const loadMore = () => {
    if (next === null || loading.current || access === undefined) return;
    loading.current = true;
    const query = `${toRequest(filters, now)}&cursor=${encodeURIComponent(next)}`;
    access.api
      .list(query, AbortSignal.timeout(15_000))
      .then((page) => {
        setFurther((pages) => [...pages, page]);
      })
      .catch((error: unknown) => {
        // The rows that are there stay; scrolling on asks again.
        if (!(error instanceof EarshotError)) throw error;
      })
      .finally(() => {
        loading.current = false;
      });
  };
  return { calls: joinPages([first, ...further]), hasMore: next !== null, loadMore };
}

/** Each call once, as the earliest page has it: between two answers a call may move down to the next page. */
function joinPages(pages: readonly (CallList | undefined)[]): readonly CallSummary[] {
  const calls = new Map<string, CallSummary>();
  for (const call of pages.flatMap((page) => page?.calls ?? [])) {
    if (!calls.has(call.callId)) calls.set(call.callId, call);
  }
  return [...calls.values()];
}
