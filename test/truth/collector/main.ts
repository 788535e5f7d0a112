import { openStage, type Stage } from '../../support/browser/stage.ts';
import { freePortRun } from '../../support/free-ports.ts';
import { parseMetrics, sumOf } from '../../support/metrics.ts';
import { configFor, startPrometheus, type Prometheus } from '../../support/prometheus.ts';
import { until } from '../../support/until.ts';
import { checkJoins, checkNames, checkValues, type Check } from './checks.ts';
import { readCollected } from './collected.ts';
import { startCollector, type Collector } from './process.ts';

const PEOPLE = ['Ann', 'Ben'];

const textOf = async (url: string) => (await fetch(url, { headers: { accept: 'text/plain' } })).text();

/** Sends a live call's metrics and traces through a real Collector and Prometheus, and says what is wrong. Answers the exit code. */
export async function main(binary: string): Promise<number> {
  const collector = await startCollector(binary);
  const metricsPort = await freePortRun(1);
  const metricsUrl = `http://127.0.0.1:${String(metricsPort)}/metrics`;
  const stage = await openStage({
    env: { EARSHOT_METRICS_PORT: String(metricsPort), EARSHOT_OTLP_ENDPOINT: collector.endpoint },
  });
  const prometheus = await startPrometheus(
    configFor(collector.target).replace('job_name: earshot', 'job_name: earshot\n    honor_labels: true'),
  );
  let checks: Check[];
  try {
    checks = await check({ collector, stage, prometheus, metricsUrl });
  } finally {
    await prometheus.close();
    await collector.close();
  }
  for (const { name, fault } of checks)
    process.stdout.write(fault === undefined ? `right  ${name}\n` : `WRONG  ${name}: ${fault}\n`);
  const right = checks.filter(({ fault }) => fault === undefined).length;
  process.stdout.write(`collector: ${String(right)} of ${String(checks.length)} checks right\n`);
  return right === checks.length ? 0 : 1;
}

async function check(parts: {
  readonly collector: Collector;
  readonly stage: Stage;
  readonly prometheus: Prometheus;
  readonly metricsUrl: string;
}): Promise<Check[]> {
  const { collector, stage, prometheus, metricsUrl } = parts;
  const ours = await holdCall(stage, metricsUrl).finally(() => stage.close());
  const joined = 'sum(earshot_joins_total{job="earshot", result="ok"})';
  const counted = await until(
    async () => {
      const [series] = await prometheus.query(joined);
      return series?.value[1] === String(PEOPLE.length) ? undefined : String(series?.value[1]);
    },
    { what: joined, timeoutMs: 30_000 },
  ).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  const collected = readCollected(collector.read());
  return [
    checkNames(ours, await textOf(`http://${collector.target}/metrics`)),
    checkValues(ours, collected),
    checkJoins(collected.spans, PEOPLE.length),
    { name: 'Prometheus has the joins through the Collector', fault: counted },
  ];
}

/** A call in which everybody hears the others and then leaves; answers the last scrape. */
async function holdCall(stage: Stage, metricsUrl: string): Promise<string> {
  const people = await Promise.all(PEOPLE.map((name) => stage.join(name)));
  await Promise.all(people.map((person) => person.untilReceives({ videos: 1, voices: 1 })));
  const find = async (name: string, labels: Record<string, string> = {}) =>
    sumOf(parseMetrics(await textOf(metricsUrl)), name, labels) ?? 0;
  await until(
    async () => {
      const reports = await find('earshot_reports_total', { result: 'accepted' });
      return reports >= 2 * PEOPLE.length ? undefined : `${String(reports)} reports`;
    },
    { what: 'two reports of each', timeoutMs: 60_000, intervalMs: 500 },
  );
  for (const person of people) await person.leave();
  await until(
    async () => {
      const ended = await find('earshot_legs_ended_total');
      return ended === PEOPLE.length ? undefined : `${String(ended)} legs ended`;
    },
    { what: 'everybody gone', timeoutMs: 60_000, intervalMs: 500 },
  );
  return textOf(metricsUrl);
}
