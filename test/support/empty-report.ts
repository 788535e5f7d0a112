import type { Report } from '@earshot/shared';

/** A report that is valid and says nothing. */
export const EMPTY_REPORT: Report = {
  number: 1,
  at: 1_700_000_000_000,
  intervalMs: 10_000,
  visible: true,
  gap: false,
  send: null,
  receive: null,
  tracks: { trackId: [], direction: [], source: [], columns: {} },
  issues: [],
  milestones: {},
};
