import { readFileSync } from 'node:fs';

/** The parts of a dashboard's JSON that tests look at. */
export interface Dashboard {
  readonly editable: boolean;
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly refresh: string;
  readonly annotations: { readonly list: readonly Annotation[] };
  readonly templating: { readonly list: readonly Variable[] };
  readonly links: readonly {
    readonly type: string;
    readonly url?: string;
    readonly tags: readonly string[];
  }[];
  readonly panels: readonly Panel[];
}
/** @see Dashboard */
export interface Annotation {
  readonly name: string;
  readonly datasource?: { readonly uid: string };
  readonly expr?: string;
  readonly useValueForTime?: boolean;
}
/** @see Dashboard */
export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly multi?: boolean;
  readonly allValue?: string;
  readonly current?: { readonly value: string };
  readonly datasource?: { readonly uid: string };
  readonly query?: string | { readonly query: string };
}
/** @see Dashboard */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly links?: readonly { readonly title: string; readonly url: string }[];
    };
  };
  readonly targets?: readonly {
    readonly expr: string;
    readonly refId: string;
    readonly legendFormat: string;
    readonly datasource: { uid: string };
  }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

/** A committed dashboard by the name of its file. */
export function readDashboard(id: string): Dashboard {
  const file = new URL(`../../grafana/dashboards/${id}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
}
