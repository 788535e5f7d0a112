import { openCalls, type Calls } from './calls/calls.ts';
import type { Clock, IdSource } from './clock.ts';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';
import type { IngestObserver } from './telemetry/ports.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import type { ApiKey } from './tokens/keys.ts';

/** In production nobody is an operator without a key that was given. */
export function makeOperatorKey({ mode, operatorKeys, store }: Config, ids: IdSource): ApiKey | undefined {
  if (mode === 'production' || operatorKeys.length > 0 || store === undefined) return undefined;
  return { id: 'operator', secret: ids.secret() };
}

/** Opens the store where one is configured. Rejects with `config_invalid` when its file cannot be used. */
export async function startCalls(parts: {
  config: Config;
  clock: Clock;
  logger: Logger;
  telemetry: Telemetry;
}): Promise<Calls | undefined> {
  const { config, clock, logger, telemetry } = parts;
  if (config.store === undefined) return undefined;
  return openCalls({ ...config.store, clock, logger, observer: telemetry.store });
}

/** Stages of joining are counted and kept. */
export function followStages(observer: IngestObserver, calls: Calls | undefined): IngestObserver {
  if (calls === undefined) return observer;
  return {
    ...observer,
    milestone(stage, seconds, from) {
      observer.milestone(stage, seconds, from);
      calls.recorder.milestone({ ...from, stage, ms: seconds * 1_000 });
    },
  };
}

/** What people say of a call is counted and kept. */
export function followSurveys(
  taken: Telemetry['surveyTaken'],
  calls: Calls | undefined,
): Telemetry['surveyTaken'] {
  return (answer, scored) => {
    taken(answer, scored);
    calls?.recorder.survey(answer);
  };
}
