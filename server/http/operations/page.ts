import { Beacon, SurveyBody, SurveyReceipt } from '@earshot/shared';
import { z } from 'zod';
import { nothing, type Operation } from './operation.ts';

/** What pages need beside signalling. */
export const pageOperations = {
  beacon: {
    method: 'post',
    path: '/v1/beacon',
    summary: 'The last report of a page that goes away, and that it does. JSON, sent as text/plain.',
    access: 'open',
    rate: 'beacon',
    params: nothing,
    bodyType: 'text',
    body: Beacon,
    status: 204,
    result: nothing,
    errors: ['beacon_key_invalid', 'rate_limited'],
  },
  survey: {
    method: 'post',
    path: '/v1/survey',
    summary: 'What a person says of a call, up to ten minutes after its end. JSON, sent as text/plain.',
    access: 'open',
    rate: 'beacon',
    params: nothing,
    bodyType: 'text',
    body: SurveyBody,
    status: 200,
    result: SurveyReceipt,
    errors: ['beacon_key_invalid', 'rate_limited'],
  },
  clientConfig: {
    method: 'get',
    path: '/v1/client-config',
    summary: 'What the page must know before it joins.',
    access: 'open',
    params: nothing,
    bodyType: 'none',
    body: nothing,
    status: 200,
    result: z.object({
      development: z.boolean(),
      guestAccess: z.enum(['off', 'link']),
      version: z.string(),
    }),
    errors: [],
  },
} as const satisfies Record<string, Operation>;
