import type { z } from 'zod';
import { adminRequests } from './requests/admin.ts';
import { mediaRequests } from './requests/media.ts';
import { sessionRequests } from './requests/session.ts';
import { talkRequests } from './requests/talk.ts';
import type { RequestDefinition } from './table.ts';

/**
 * The request half of the protocol table: name -> schemas of parameters and result. The server's handlers and the
 * client's calls are mapped types over it, so a forgotten one does not compile.
 */
export const REQUESTS = {
  ...sessionRequests,
  ...mediaRequests,
  ...talkRequests,
  ...adminRequests,
} as const satisfies Record<string, RequestDefinition>;

/** Name of a request. */
export type RequestName = keyof typeof REQUESTS;
/** What a request takes, as its handler sees it. */
export type RequestParams<N extends RequestName> = z.output<(typeof REQUESTS)[N]['params']>;
/** What a request takes, as a caller writes it. */
export type RequestInput<N extends RequestName> = z.input<(typeof REQUESTS)[N]['params']>;
/** What a request answers. */
export type RequestResult<N extends RequestName> = z.output<(typeof REQUESTS)[N]['result']>;

/** All names. */
export const REQUEST_NAMES = Object.keys(REQUESTS) as [RequestName, ...RequestName[]];
