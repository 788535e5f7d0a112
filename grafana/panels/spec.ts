import type { CallsFilter } from '../links.ts';
import { DASHBOARD } from '../promql.ts';

/** One query of a panel. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
  /** Why a healthy, idle server has no data here; the test that asks Prometheus expects data of every other query. */
  readonly emptyUntil?: string;
  /** Show exemplars: they lead to calls. */
  readonly exemplar?: boolean;
}

/** One panel. */
export interface PanelSpec {
  /** `table` asks once for the whole range and shows a row for each series. */
  readonly kind: 'stat' | 'lines' | 'stacked' | 'table';
  readonly title: string;
  readonly description: string;
  /** Grafana's unit id. */
  readonly unit: string;
  /** Columns of 24. */
  readonly width: number;
  readonly queries: readonly Query[];
  /** Colours from these values on; the base is the colour below the first. */
  readonly steps?: { readonly base: string; readonly from: readonly (readonly [number, string])[] };
  readonly max?: number;
  /** Narrows the calls that the panel leads to, besides the labels of what was clicked. */
  readonly calls?: CallsFilter;
}

/** A row of panels with the question that it answers. */
export interface RowSpec {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

/** Where all panels look. */
export const S = DASHBOARD;

/** A query and its legend. */
export function one(expr: string, legend: string): Query {
  return { expr, legend };
}

/** The name of a quantile. */
export function q(share: number): string {
  return `p${String(Math.round(share * 100))}`;
}
