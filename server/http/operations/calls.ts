import { CallId, Identity, ParticipantId } from '@earshot/shared';
import {
  CallDetail,
  CallList,
  CallListQuery,
  ExportQuery,
  LegDetail,
  LegSeries,
  RemovedData,
  SeriesQuery,
} from '@earshot/shared/calls-api.ts';
import { z } from 'zod';
import { FAMILY_NAMES } from '../../calls/store/families.ts';
import { nothing, type Operation } from './operation.ts';

const ofLeg = z.strictObject({ callId: CallId, participantId: ParticipantId });
const base = { access: 'operator', bodyType: 'none', body: nothing, status: 200 } as const;
const unavailable = ['store_off', 'store_unavailable'] as const;

/** What is kept of calls, for operators. */
export const callOperations = {
  listCalls: {
    ...base,
    method: 'get',
    path: '/v1/calls',
    summary:
      'Calls that go on and that were, worst first or newest first, a page at a time. All conditions must hold.',
    params: nothing,
    query: CallListQuery,
    result: CallList,
    errors: unavailable,
  },
  exportCalls: {
    ...base,
    method: 'get',
    path: '/v1/calls/export/{family}',
    summary:
      'All rows of one family in a time, as NDJSON or CSV. Every row has every key; what was not measured is null.',
    params: z.strictObject({ family: z.enum(FAMILY_NAMES) }),
    query: ExportQuery,
    result: nothing,
    download: ['application/x-ndjson', 'text/csv'],
    errors: unavailable,
  },
  getCall: {
    ...base,
    method: 'get',
    path: '/v1/calls/{callId}',
    summary: 'One call: its legs, worst first, what harmed them, and their issues.',
    params: z.strictObject({ callId: CallId }),
    result: CallDetail,
    errors: [...unavailable, 'call_not_found'],
  },
  getLeg: {
    ...base,
    method: 'get',
    path: '/v1/calls/{callId}/legs/{participantId}',
    summary: 'One leg: its streams, issues, events and survey.',
    params: ofLeg,
    result: LegDetail,
    errors: [...unavailable, 'participant_not_found'],
  },
  getLegSeries: {
    ...base,
    method: 'get',
    path: '/v1/calls/{callId}/legs/{participantId}/series',
    summary:
      'Intervals of a leg in the order of time, with both legs’ measurements joined, a page at a time.',
    params: ofLeg,
    query: SeriesQuery,
    result: LegSeries,
    errors: [...unavailable, 'participant_not_found'],
  },
  removeData: {
    ...base,
    method: 'delete',
    path: '/v1/participants/{id}/data',
    summary:
      'Removes all that is stored of a person, by identity (all legs) or by the id of one leg, and takes nothing more of these legs. Tells how many rows there were.',
    params: z.strictObject({ id: Identity }),
    result: RemovedData,
    errors: unavailable,
  },
} as const satisfies Record<string, Operation>;
