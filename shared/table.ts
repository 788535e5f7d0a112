import type { z } from 'zod';
import type { RateFamily } from './limits.ts';

/** One row of the request table. */
export interface RequestDefinition {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
  /** Token bucket that it draws from. */
  readonly rate: RateFamily;
}

/** Says that a row is a row, and keeps its exact types. */
export function request<P extends z.ZodType, R extends z.ZodType>(
  rate: RateFamily,
  params: P,
  result: R,
): { readonly params: P; readonly result: R; readonly rate: RateFamily } {
  return { params, result, rate };
}
