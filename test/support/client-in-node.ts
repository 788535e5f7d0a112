import { FakeHandler, testFakeParameters } from 'mediasoup-client';
import { EarshotClient, SURROUNDINGS } from '../../client/client.ts';
import type { ClientOptions } from '../../client/index.ts';
import type { Surroundings } from '../../client/surroundings.ts';
import type { FakePage } from './fake-dom.ts';

/** mediasoup-client without a browser. */
export const fakeHandlerFactory = FakeHandler.createFactory(testFakeParameters);

/** A page in the form in which the library takes it. */
export function toSurroundings({ window, document, navigator }: FakePage): Partial<Surroundings> {
  // Only what the library touches is there.
  return { window, document, navigator } as object as Partial<Surroundings>;
}

/** A client of the library that runs here, on as much of a browser as is given. */
export function createClientInNode(
  options: ClientOptions,
  surroundings: Partial<Surroundings> = {},
): EarshotClient {
  const given = { handlerFactory: fakeHandlerFactory, ...surroundings };
  return new EarshotClient({ ...options, [SURROUNDINGS]: given } as ClientOptions);
}
