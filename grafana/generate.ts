import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { buildDashboard } from './build.ts';
import { DASHBOARDS } from './dashboards.ts';
import { metricsPage } from './metrics-page.ts';
import type { RuleGroup } from './alerts/spec.ts';
import { alertGroups, recordingGroups } from './rules.ts';
import { runbooksPage } from './runbooks-page.ts';

const HEADER = '# Made by `node grafana/generate.ts` from the instrument table. Do not edit.\n';

function rulesFile(groups: readonly RuleGroup[]): string {
  return HEADER + stringify({ groups }, { lineWidth: 0 });
}

/** Every generated file: path from the repository's root -> content. */
export function generate(): ReadonlyMap<string, string> {
  return new Map([
    ...DASHBOARDS.map(
      (spec) =>
        [`grafana/dashboards/${spec.id}.json`, `${JSON.stringify(buildDashboard(spec), null, 2)}\n`] as const,
    ),
    ['grafana/rules/recording.yml', rulesFile(recordingGroups())],
    ['grafana/rules/alerts.yml', rulesFile(alertGroups())],
    ['docs/metrics.md', metricsPage()],
    ['docs/runbooks/README.md', runbooksPage()],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of generate()) {
    writeFileSync(new URL(`../${path}`, import.meta.url), content);
    process.stdout.write(`${path}\n`);
  }
}
