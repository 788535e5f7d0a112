import { parseArgs } from 'node:util';
import { getPlan, PLANS, type Plan } from './plans.ts';

/** What the command line asks for. */
export interface RunOptions {
  readonly scenario: string;
  readonly plan: Plan;
  /** For the scenario. */
  readonly env: Readonly<Record<string, string>>;
  /** Remote-write address; undefined = nothing is exported. */
  readonly prometheus: string | undefined;
  readonly probes: number;
  /** Folder for the JSON and the report. */
  readonly results: string;
}

/** How the command is used. */
export const USAGE = `Usage: npm run load -- <scenario> [options]
  --participants N   instead of the scenario's own number
  --hold SECONDS     how long the call goes on once everybody is in
  --rate N           joins per second
  --variant small|full   pictures that cameras send
  --no-probes        without real browsers
  --prometheus URL   where k6 writes its metrics (remote write), e.g. http://127.0.0.1:9090/api/v1/write
  --results FOLDER   instead of load/results
Scenarios: ${Object.keys(PLANS).join(', ')}`;

/** Reads the command line. Throws, with the usage, for what it does not understand. */
export function readOptions(
  args: readonly string[],
  own: { results: string; env: NodeJS.ProcessEnv },
): RunOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      participants: { type: 'string' },
      hold: { type: 'string' },
      rate: { type: 'string' },
      variant: { type: 'string' },
      'no-probes': { type: 'boolean' },
      prometheus: { type: 'string' },
      results: { type: 'string' },
    },
  });
  const [scenario, ...rest] = positionals;
  if (scenario === undefined || rest.length > 0) throw new Error(USAGE);
  const plan = getPlan(scenario);
  if (values.variant !== undefined && !['small', 'full'].includes(values.variant)) throw new Error(USAGE);
  const env = {
    LOAD_PARTICIPANTS: wholeNumber(values.participants),
    LOAD_HOLD_SECONDS: wholeNumber(values.hold),
    LOAD_JOINS_PER_SECOND: wholeNumber(values.rate),
    LOAD_VARIANT: values.variant,
  };
  return {
    scenario,
    plan,
    env: Object.fromEntries(
      Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    prometheus: values.prometheus ?? own.env['K6_PROMETHEUS_RW_SERVER_URL'],
    probes: values['no-probes'] === true ? 0 : plan.probes,
    results: values.results ?? own.results,
  };
}

function wholeNumber(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[1-9]\d{0,5}$/u.test(text)) throw new Error(USAGE);
  return text;
}
