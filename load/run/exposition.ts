/** One sample of a server's metrics. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text that `/metrics` answers; comments are skipped. */
export function parseExposition(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})?\s+(?<value>\S+)/u.exec(line);
    if (match?.groups === undefined) return [];
    const { name = '', labels = '', value } = match.groups;
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/gu)];
    return [
      {
        name,
        labels: Object.fromEntries(pairs.map(([, key = '', text_ = '']) => [key, text_])),
        value: Number(value),
      },
    ];
  });
}

/** Sum of the samples of a name whose labels match; 0 when there are none. */
export function total(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return samples
    .filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0);
}

/** Asks a server for its metrics. Rejects when it does not answer within 5 s. */
export async function scrape(url: string): Promise<Sample[]> {
  const response = await fetch(`${url}/metrics`, {
    headers: { accept: 'text/plain' },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`GET ${url}/metrics answered ${String(response.status)}`);
  return parseExposition(await response.text());
}
