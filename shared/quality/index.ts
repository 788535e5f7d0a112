/** Formulas and thresholds of quality, for client and server alike. */
export * from './accuse.ts';
export * from './blame.ts';
export * from './curves.ts';
export * from './derive.ts';
export * from './diagnostics/index.ts';
export * from './e-model.ts';
export * from './facts.ts';
export * from './harm.ts';
export * from './interval.ts';
export * from './loss.ts';
export * from './participant.ts';
export * from './score.ts';
export * from './smooth.ts';
export * from './thresholds.ts';
export * from './track-mos.ts';
