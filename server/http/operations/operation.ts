import type { ErrorCode, HTTP_RATES } from '@earshot/shared';
import { z } from 'zod';

/** One operation of the HTTP API. The routes and the OpenAPI description are both made from the table of them. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** With `{name}` for each parameter. */
  readonly path: string;
  readonly summary: string;
  /** `operator`: one of the operators' keys, which API keys are not. */
  readonly access: 'apiKey' | 'operator' | 'open' | 'development';
  /** Requests per client address, for those without an API key. */
  readonly rate?: keyof typeof HTTP_RATES;
  readonly params: z.ZodType;
  /** What may stand behind `?`; nothing when left out. */
  readonly query?: z.ZodType;
  readonly body: z.ZodType;
  readonly bodyType: 'none' | 'json' | 'text';
  readonly status: 200 | 201 | 204;
  readonly result: z.ZodType;
  /** The answer is a file of one of these types instead of JSON; `result` is not used then. */
  readonly download?: readonly string[];
  /** Codes beside those that any operation may answer with. */
  readonly errors: readonly ErrorCode[];
}

/** No parameters, no body, or no answer. */
export const nothing = z.strictObject({});
