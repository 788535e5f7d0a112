import { useCallback, useMemo, useState, type JSX } from 'react';
import type { CallSummary } from '@earshot/shared/calls-api.ts';
import { now } from '../../now.ts';
import type { QualityApi } from '../api.ts';
import { parseFilters, toRequest, toSearch, type Filters } from '../model/filters.ts';
import { addressOf } from '../model/route.ts';
import { StateLine } from '../state-line.tsx';
import { goTo } from '../use-address.ts';
import { useQuality } from '../use-api.ts';
import { CallRows } from './call-rows.tsx';
import { FilterBar } from './filter-bar.tsx';
import { usePages } from './use-pages.ts';

/** So that a call appears, and changes, within a few seconds of what happens in it. */
const REFRESH_MS = 5_000;

/** The calls that the address asks for: those that go on first, worst first. */
export function ListScreen(props: { readonly search: string }): JSX.Element {
  const filters = useMemo(() => parseFilters(props.search), [props.search]);
  const setFilters = (next: Filters) => {
    goTo(addressOf({ name: 'list', search: toSearch(next) }), 'replace');
  };
  return (
    <main className="quality-main quality-list">
      <h1>Calls</h1>
      <FilterBar filters={filters} onChange={setFilters} />
      <Calls key={toSearch(filters)} filters={filters} />
    </main>
  );
}

function Calls(props: { readonly filters: Filters }): JSX.Element {
  const { filters } = props;
  const ask = useCallback(
    (api: QualityApi, signal: AbortSignal) => api.list(toRequest(filters, now()), signal),
    [filters],
  );
  const first = useQuality(ask, REFRESH_MS);
  const [startedAt] = useState(now);
  const pages = usePages(filters, first.value, startedAt);
  const calls = useMemo(() => liveFirst(pages.calls, filters.sort), [pages.calls, filters.sort]);
  return (
    <>
      <StateLine of={first} what="calls" />
      {first.value !== undefined && (
        <p className="hint" role="status">
          {countWords(calls, pages.hasMore)}
        </p>
      )}
      {first.value !== undefined && calls.length === 0 && (
        <p className="quality-empty" data-testid="calls-empty">
          No call matches. Take a longer time, or fewer conditions.
        </p>
      )}
      {calls.length > 0 && <CallRows calls={calls} onEnd={pages.hasMore ? pages.loadMore : undefined} />}
    </>
  );
}

function liveFirst(calls: readonly CallSummary[], sort: Filters['sort']): readonly CallSummary[] {
  if (sort === 'newest') return calls;
  return [...calls.filter(({ live }) => live), ...calls.filter(({ live }) => !live)];
}

function countWords(calls: readonly CallSummary[], hasMore: boolean): string {
  const live = calls.filter((call) => call.live).length;
  return `${calls.length}${hasMore ? ' and more' : ''} ${calls.length === 1 ? 'call' : 'calls'}, ${live} going on`;
}
