/** What leads from a bad number to the call behind it. Ids made by the server, never names or addresses. */
export interface ExemplarSource {
  readonly callId: string;
  readonly participantId: string;
  /** 32 hex digits, where the join is traced. */
  readonly traceId?: string | undefined;
}

/** OpenMetrics allows this many characters in the names and values of an exemplar together; a scrape with more fails as a whole. */
export const MAX_EXEMPLAR_CHARACTERS = 128;
/** Ids of the server are UUIDs. */
const MAX_ID_CHARACTERS = 36;
const TRACE_ID = /^[0-9a-f]{32}$/u;
/** Nothing that would have to be escaped, so that characters counted are characters written. */
const PLAIN = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/u;

/**
 * The labels of an exemplar, or `undefined` when they may not be written: an id is longer than the server's own ones or
 * holds odd characters. The trace is named only where all fits. Pure.
 */
export function exemplarLabels(source: ExemplarSource): Record<string, string> | undefined {
  const labels = { call_id: source.callId, participant_id: source.participantId };
  for (const id of Object.values(labels)) {
    if (id.length > MAX_ID_CHARACTERS || !PLAIN.test(id)) return undefined;
  }
  const { traceId } = source;
  if (traceId === undefined || !TRACE_ID.test(traceId)) return labels;
  const withTrace = { ...labels, trace_id: traceId };
  return charactersOf(withTrace) <= MAX_EXEMPLAR_CHARACTERS ? withTrace : labels;
}

function charactersOf(labels: Readonly<Record<string, string>>): number {
  return Object.entries(labels).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}
