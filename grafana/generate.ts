import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { loadDashboard } from './load.ts';
import { metricsPage } from './metrics-page.ts';
import { overview } from './overview.ts';
import { alertGroups, recordingGroups, type RuleGroup } from './rules.ts';

const HEADER = '# Made by `node grafana/generate.ts` from the instrument table. Do not edit.\n';

function rulesFile(groups: readonly RuleGroup[]): string {
  return HEADER + stringify({ groups }, { lineWidth: 0 });
}

/** Every generated file: path from the repository's root -> content. */
export function generate(): ReadonlyMap<string, string> {
  return new Map([
    ['grafana/dashboards/overview.json', `${JSON.stringify(overview(), null, 2)}\n`],
    ['grafana/dashboards/load.json', `${JSON.stringify(loadDashboard(), null, 2)}\n`],
    ['grafana/rules/recording.yml', rulesFile(recordingGroups())],
    ['grafana/rules/alerts.yml', rulesFile(alertGroups())],
    ['docs/metrics.md', metricsPage()],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of generate()) {
    writeFileSync(new URL(`../${path}`, import.meta.url), content);
    process.stdout.write(`${path}\n`);
  }
}
