import { FakeHandler, testFakeParameters, type types } from 'mediasoup-client';
import { EarshotClient, SURROUNDINGS } from '../../client/client.ts';
import type { ClientOptions } from '../../client/index.ts';
import type { Surroundings } from '../../client/surroundings.ts';
import type { FakePage } from './fake-dom.ts';

/** mediasoup-client without a browser. Transports connect as soon as they carry something. */
export interface FakeHandlers {
  readonly factory: types.HandlerFactory;
  /** Of all transports that were made: a send and a receive one for each opening. */
  readonly made: FakeHandler[];
}

/** Makes them. */
export function createFakeHandlers(): FakeHandlers {
  const { factory, ...rest } = FakeHandler.createFactory(testFakeParameters);
  const made: FakeHandler[] = [];
  return {
    made,
    factory: {
      ...rest,
      factory: (options) => {
        const handler = factory(options);
        if (!(handler instanceof FakeHandler)) throw new Error('not a fake handler');
        made.push(handler);
        handler.on('@connectionstatechange', (state) => {
          if (state !== 'connecting') return;
          queueMicrotask(() => {
            handler.setConnectionState('connected');
          });
        });
        // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it has the whole interface without extending it
        return handler;
      },
    },
  };
}

/** A page in the form in which the library takes it. */
export function toSurroundings({ window, document, navigator }: FakePage): Partial<Surroundings> {
  // Only what the library touches is there.
  return { window, document, navigator } as object;
}

/** A client of the library that runs here, on as much of a browser as is given. */
export function createClientInNode(
  options: ClientOptions,
  surroundings: Partial<Surroundings> = {},
): EarshotClient {
  const given = { handlerFactory: createFakeHandlers().factory, ...surroundings };
  return new EarshotClient({ ...options, [SURROUNDINGS]: given } as ClientOptions);
}
