import { CAPTURE_DIAGNOSTICS } from './capture.ts';
import { NETWORK_DIAGNOSTICS } from './network.ts';
import { DEVICE_DIAGNOSTICS, RECEPTION_DIAGNOSTICS } from './reception.ts';
import type { DiagnosticsTable } from './types.ts';

/** Raise it with every change of a number in the table. */
export const DIAGNOSTICS_VERSION = 2;

/** The one table of diagnostics: what each is raised by, whom it concerns, and where its numbers come from. */
export const DIAGNOSTICS: DiagnosticsTable = {
  ...NETWORK_DIAGNOSTICS,
  ...CAPTURE_DIAGNOSTICS,
  ...RECEPTION_DIAGNOSTICS,
  ...DEVICE_DIAGNOSTICS,
};
