import { BLAMES, FACTORS, SEARCHED_BANDS } from '../words/cause-words.ts';

/**
 * What the list is narrowed down to. The address holds it under the names that the API has, so that a link from a
 * dashboard, a bookmark and a request are the same text.
 */
export interface Filters {
  /** A span that ends now, or `between` with both ends given, or all that is kept. */
  readonly span: Span | 'between' | 'all';
  /** ISO 8601, of `between` only; `''`: open. */
  readonly from: string;
  readonly to: string;
  readonly room: string;
  readonly participant: string;
  readonly tag: string;
  readonly issue: string;
  readonly blame: string;
  readonly factor: string;
  readonly band: string;
  readonly sort: 'worst' | 'newest';
}

/** Spans that end now, ms. */
export const SPANS = {
  hour: 3_600_000,
  day: 24 * 3_600_000,
  week: 7 * 24 * 3_600_000,
} as const;
/** @see SPANS */
export type Span = keyof typeof SPANS;

const TEXTS = ['room', 'participant', 'tag', 'issue'] as const;

/** What is asked for when the address says nothing: what is wrong now. */
export const NO_FILTERS: Filters = {
  span: 'day',
  from: '',
  to: '',
  room: '',
  participant: '',
  tag: '',
  issue: '',
  blame: '',
  factor: '',
  band: '',
  sort: 'worst',
};

/** Reads the query of an address; what nobody knows is left out. Pure. */
export function parseFilters(search: string): Filters {
  const query = new URLSearchParams(search);
  const given = (name: string) => (query.get(name) ?? '').trim().slice(0, 256);
  const oneOf = (name: string, known: readonly string[]) =>
    known.find((value) => value === given(name)) ?? '';
  const [from, to] = [timeOf(given('from')), timeOf(given('to'))];
  const span = spanOf(given('span'));
  return {
    ...NO_FILTERS,
    ...Object.fromEntries(TEXTS.map((name) => [name, given(name)])),
    span: from !== '' || to !== '' ? 'between' : span,
    from,
    to,
    blame: oneOf('blame', BLAMES),
    factor: oneOf('factor', FACTORS),
    band: oneOf('band', SEARCHED_BANDS),
    sort: given('sort') === 'newest' ? 'newest' : 'worst',
  };
}

/** The query of the page's own address; `''` for what it shows anyway. Pure. */
export function toSearch(filters: Filters): string {
  const query = new URLSearchParams();
  const isOpen = filters.from === '' && filters.to === '';
  if (filters.span === 'between' && !isOpen) {
    if (filters.from !== '') query.set('from', filters.from);
    if (filters.to !== '') query.set('to', filters.to);
  } else if (filters.span !== NO_FILTERS.span) query.set('span', filters.span);
  for (const [name, value] of conditions(filters)) query.set(name, value);
  if (filters.sort !== NO_FILTERS.sort) query.set('sort', filters.sort);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** The query of a request to the API. `now`: ms since the epoch. Pure. */
export function toRequest(filters: Filters, now: number): string {
  const query = new URLSearchParams();
  const from = fromOf(filters, now);
  if (from !== '') query.set('from', from);
  if (filters.span === 'between' && filters.to !== '') query.set('to', filters.to);
  for (const [name, value] of conditions(filters)) query.set(name, value);
  query.set('sort', filters.sort);
  return query.toString();
}

/** How many conditions besides time narrow the list. */
export function countConditions(filters: Filters): number {
  return conditions(filters).length;
}

function conditions(filters: Filters): readonly (readonly [string, string])[] {
  const names = [...TEXTS, 'blame', 'factor', 'band'] as const;
  return names.flatMap((name) => (filters[name] === '' ? [] : [[name, filters[name]] as const]));
}

function fromOf(filters: Filters, now: number): string {
  if (filters.span === 'all') return '';
  return filters.span === 'between' ? filters.from : new Date(now - SPANS[filters.span]).toISOString();
}

function spanOf(text: string): Filters['span'] {
  if (text === 'all' || text === 'between') return text;
  return (Object.keys(SPANS) as Span[]).find((span) => span === text) ?? NO_FILTERS.span;
}

/** ISO 8601 of a time as it is written by people, dashboards (ms since the epoch) and this page; `''` when it is none. */
function timeOf(text: string): string {
  if (text === '') return '';
  const at = new Date(/^\d{12,14}$/u.test(text) ? Number(text) : text);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
