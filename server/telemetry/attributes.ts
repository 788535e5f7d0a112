/** Attributes of what is exported over OTLP, by their names, with what they say. Ids are random and of one call: they name nobody. */

/** Of a join's span. */
export const SPAN_ATTRIBUTES = {
  'rtc.call.id': 'The call: random, the same for all in it, as in exemplars, logs and the call store.',
  'rtc.participant.id': 'The place of one person in that call: random, another one after joining again.',
  'error.type': 'Code of the error with which a join failed, see errors.md; absent when all went well.',
} as const;
/** @see SPAN_ATTRIBUTES */
export type SpanAttribute = keyof typeof SPAN_ATTRIBUTES;

/** Of the resource that sends: the same on traces and metrics. */
export const RESOURCE_ATTRIBUTES = {
  'service.name': 'Always `earshot`: `job` behind a Collector.',
  'service.version': 'Version of the server.',
  'service.instance.id': 'One process: its number and the time of its start. `instance` behind a Collector.',
  'process.pid': 'Number of the process.',
} as const;
/** @see RESOURCE_ATTRIBUTES */
export type ResourceAttribute = keyof typeof RESOURCE_ATTRIBUTES;
