import type { MediaParameters, RequestInput, RequestName, RequestResult } from '@earshot/shared';
import type { types } from 'mediasoup-client';
import type { MediaDevice } from '../surroundings.ts';

/** Asks the server: what media needs of a session. */
export interface Requester {
  request<N extends RequestName>(name: N, params: RequestInput<N>): Promise<RequestResult<N>>;
}

/** One opening of media: both transports, and what the server said with them. Lost as a whole, never repaired. */
export interface MediaOpening {
  readonly parameters: MediaParameters;
  readonly device: MediaDevice;
  readonly send: types.Transport;
  readonly receive: types.Transport;
}
