import { DiagnosticOverrides, findOverrideProblems } from '@earshot/shared';
import { z } from 'zod';

/** Changed bounds of diagnostics as JSON; empty means none. Every problem is named with its place. */
export const diagnosticOverrides = z.string().transform((raw, context): DiagnosticOverrides | undefined => {
  if (raw.trim() === '') return undefined;
  const refuse = (problems: readonly string[]): never => {
    context.issues.push({ code: 'custom', message: problems.slice(0, 8).join('; '), input: raw });
    return z.NEVER;
  };
  const json = parseJson(raw);
  if (json === undefined) return refuse(['must be JSON, e.g. {"audioConcealment":{"enter":0.05}}']);
  const parsed = DiagnosticOverrides.safeParse(json);
  if (!parsed.success)
    return refuse(parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`));
  const problems = findOverrideProblems(parsed.data);
  return problems.length > 0 ? refuse(problems) : parsed.data;
});

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
