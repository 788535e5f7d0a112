import { EarshotError } from '@earshot/shared';
import type { CallReader } from '../../calls/calls.ts';
import { exportParts } from '../../calls/export-text.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { OperationHandlers, OperationName } from '../operations.ts';
import type { callOperations } from '../operations/calls.ts';

type Names = keyof typeof callOperations & OperationName;

/** What operators ask of the call store. Who read what of which call is logged. */
export function createCallHandlers(options: {
  /** `undefined`: nothing is kept. */
  readonly calls: CallReader | undefined;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info'>;
}): OperationHandlers<Names> {
  const { clock, logger } = options;
  function open(): CallReader {
    if (options.calls === undefined) throw new EarshotError('store_off');
    return options.calls;
  }
  function log(keyId: string | undefined, read: Readonly<Record<string, unknown>>): void {
    logger.info({ operator: keyId, ...read }, 'operator read a call');
  }
  return {
    listCalls: ({ query }) => open().list(query),
    async getCall({ params: { callId }, keyId }) {
      const call = await open().call(callId);
      log(keyId, { callId });
      return call;
    },
    async getLeg({ params: { callId, participantId }, keyId }) {
      const leg = await open().leg(callId, participantId);
      log(keyId, { callId, participantId });
      return leg;
    },
    async getLegSeries({ params, query, keyId }) {
      const series = await open().series(params, query);
      log(keyId, { ...params, series: true });
      return series;
    },
    exportCalls({ params: { family }, query, keyId }) {
      const calls = open();
      const { from = 0, to = clock.now(), callId, format = 'ndjson' } = query;
      log(keyId, { family, from, to, callId });
      return {
        contentType: format === 'csv' ? 'text/csv' : 'application/x-ndjson',
        fileName: `${family}.${format}`,
        parts: exportParts(calls, { family, from, to, callId: callId ?? null }, format),
      };
    },
    async removeData({ params: { id }, keyId }) {
      const removed = await open().remove(id);
      // Whose data it was is not said again.
      logger.info({ operator: keyId, ...removed }, 'data of a participant removed');
      return removed;
    },
  };
}
