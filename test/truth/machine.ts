import { cpuOfOthers, familyOf, readProcesses } from '../../load/run/proc.ts';
import type { Injected } from '../support/relay/ground/reading.ts';

/** More of a core than this, by processes that are not the run's own, and a row says nothing. */
const MOST_OTHERS_CORES = 0.2;
/** The same for what the relay adds by being late itself, ms. */
const MOST_OWN_DELAY_MS = 5;

/** A look at the machine while a row was measured. */
export interface Machine {
  /** Processor time of others, in cores. */
  readonly othersCores: number;
  /** 99 % of what the relay sent on was no later than this, ms. */
  readonly relayDelayMs: number;
}

/** Begins to watch what other processes use. */
export function watchMachine(): { close(injected: Injected): Machine } {
  const begunAt = performance.now();
  const before = othersMs();
  return {
    close: ({ ownDelayMs }) => ({
      othersCores: Math.max(0, othersMs() - before) / (performance.now() - begunAt),
      relayDelayMs: Math.max(ownDelayMs.forwardP99, ownDelayMs.loopP99),
    }),
  };
}

/** Why a row that was measured on such a machine is void; `undefined`: it counts. */
export function whyVoid({ othersCores, relayDelayMs }: Machine): string | undefined {
  if (othersCores > MOST_OTHERS_CORES) return `other processes took ${othersCores.toFixed(2)} of a core`;
  if (relayDelayMs > MOST_OWN_DELAY_MS) return `the relay itself was ${relayDelayMs.toFixed(1)} ms late`;
  return undefined;
}

function othersMs(): number {
  const all = readProcesses();
  return cpuOfOthers(all, familyOf(all, process.pid));
}
