import { alertGroups } from './rules.ts';
import type { Alert } from './alerts/spec.ts';

/** File of the page that an alert leads to, in docs/runbooks. */
export function runbookOf({ annotations }: Alert): string {
  return annotations.runbook_url.replace(/^.*\//u, '');
}

/** docs/runbooks/README.md: which alert leads to which page. */
export function runbooksPage(): string {
  const alerts = alertGroups()
    .flatMap(({ rules }) => rules)
    .filter((rule) => 'alert' in rule);
  const rows = alerts.map((one) => {
    const file = runbookOf(one);
    return `| \`${one.alert}\` | ${one.labels.severity} | ${one.annotations.summary} | [${file.replace('.md', '')}](${file}) |`;
  });
  return `<!-- Made by \`node grafana/generate.ts\` from grafana/alerts. Do not edit. -->

# Runbooks

What to do when an alert comes: what it means, three queries, likely causes by who is to blame, and what to do. A \`page\` is for
now, a \`ticket\` for the morning. Alerts link here with \`runbook_url\`: the external label \`runbooks\` of Prometheus says where these
pages are served (\`deploy/prometheus.yml\`; in the compose file Caddy serves them under \`/runbooks\`).

| alert | severity | when | runbook |
|---|---|---|---|
${rows.join('\n')}
`;
}
