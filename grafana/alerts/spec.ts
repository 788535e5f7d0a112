/** A rule as Prometheus reads it. */
export type Rule = { readonly record: string; readonly expr: string } | Alert;

/** `page` wakes somebody, `ticket` waits for the morning. */
export type Severity = 'page' | 'ticket';

/** A rule that tells people. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: Severity };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

/** A group of rules. */
export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

/** What an alert is made of. */
export interface AlertOptions {
  readonly expr: string;
  readonly for?: string;
  /** @default 'ticket' */
  readonly severity?: Severity;
  readonly summary: string;
  readonly description: string;
  /** Name of its page in docs/runbooks, without `.md`. */
  readonly runbook: string;
}

/** Conditions of which the first is the value that is shown; all must hold for the same job. */
export function allOf(...conditions: readonly string[]): string {
  return conditions.join('\nand on (job) ');
}

/** An alert. Where the pages of docs/runbooks are served is an external label of Prometheus: deploy/prometheus.yml. */
export function alert(name: string, options: AlertOptions): Alert {
  const { expr, severity = 'ticket', summary, description, runbook } = options;
  return {
    alert: `Earshot${name}`,
    expr,
    ...(options.for === undefined ? {} : { for: options.for }),
    labels: { severity },
    annotations: {
      summary,
      description,
      runbook_url: `{{ $externalLabels.runbooks }}/${runbook}.md`,
    },
  };
}
