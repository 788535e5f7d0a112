/** What Grafana knows where somebody clicks. */
export interface Click {
  readonly variables: Readonly<Record<string, string>>;
  /** Labels of the series, or fields of the row. */
  readonly labels: Readonly<Record<string, string>>;
  /** Time range of the dashboard, ms since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** Puts values into a link as Grafana does. Throws at a variable that has no value there: Grafana would leave it in the URL. */
export function expandLink(url: string, click: Click): string {
  return url.replaceAll(/\$\{([^}:]+)(?::([^}]+))?\}/gu, (...[, name, format]: string[]) => {
    const value = valueOf(name ?? '', format ?? '', click);
    if (value === undefined) throw new Error(`${name ?? ''} has no value in ${url}`);
    return format === 'percentencode' ? encodeURIComponent(value) : value;
  });
}

function valueOf(name: string, format: string, click: Click): string | undefined {
  if (name === '__from' || name === '__to') {
    const at = name === '__from' ? click.from : click.to;
    return format === 'date:iso' ? new Date(at).toISOString() : String(at);
  }
  const label = /^__(?:field\.labels|data\.fields)\.(\w+)$/u.exec(name)?.[1];
  return label === undefined ? click.variables[name] : click.labels[label];
}
