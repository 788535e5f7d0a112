/** Calls, legs, intervals, and tracks, issues or events of a leg in one answer at most. Imports nothing: the store's thread needs no schemas. */
export const CALL_PAGE = { default: 50, max: 200, intervals: 2_000, legs: 1_000, details: 2_000 } as const;
