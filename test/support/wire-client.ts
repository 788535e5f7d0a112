import {
  EarshotError,
  FRAME,
  SUPPORTED_VERSIONS,
  type Answer,
  type ErrorBody,
  type EventData,
  type EventFrame,
  type EventName,
  type RequestInput,
  type RequestName,
  type RequestResult,
} from '@earshot/shared';
import { io, type Socket } from 'socket.io-client';
import { until } from './until.ts';
import type { TestApp } from './start-app.ts';

/** A client that speaks raw frames: for tests of what the server does with right and wrong ones. */
export interface WireClient {
  readonly socket: Socket;
  /** All events so far, in order. */
  readonly events: EventFrame[];
  /** What the server said before it closed the socket for cause. */
  readonly fatal: ErrorBody[];
  /** Reasons of disconnects. */
  readonly closes: string[];
  /** The answer as it comes. Rejects after 30 s. */
  send(name: string, params: unknown, id?: string): Promise<Answer>;
  /** The result; throws the answer's error. */
  request<N extends RequestName>(name: N, params: RequestInput<N>, id?: string): Promise<RequestResult<N>>;
  /** The first event of this name from index `from` on, waiting for it. */
  event<N extends EventName>(name: N, matches?: (data: EventData<N>) => boolean): Promise<EventData<N>>;
  eventsOf<N extends EventName>(name: N): EventData<N>[];
  /** Resolves when the socket is closed. */
  closed(): Promise<void>;
  close(): void;
}

/** How to connect. */
export interface WireOptions {
  readonly auth?: object;
  readonly origin?: string;
  /** `X-Forwarded-For`, as a proxy would set it. */
  readonly forwardedFor?: string;
}

let requestCount = 0;

/** Opens a connection; rejects with the server's refusal. */
export async function connect(app: Pick<TestApp, 'url'>, options: WireOptions = {}): Promise<WireClient> {
  const socket = io(app.url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: options.auth ?? { versions: SUPPORTED_VERSIONS },
    extraHeaders: {
      ...(options.origin === undefined ? {} : { origin: options.origin }),
      ...(options.forwardedFor === undefined ? {} : { 'x-forwarded-for': options.forwardedFor }),
    },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error: Error & { data?: ErrorBody }) => {
      reject(error.data === undefined ? error : EarshotError.fromBody(error.data));
    });
  });
  return wrap(socket);
}

function wrap(socket: Socket): WireClient {
  const events: EventFrame[] = [];
  const fatal: ErrorBody[] = [];
  const closes: string[] = [];
  socket.on(FRAME.event, (frame: EventFrame) => events.push(frame));
  socket.on(FRAME.fatal, (body: ErrorBody) => fatal.push(body));
  socket.on('disconnect', (reason) => closes.push(reason));

  function eventsOf<N extends EventName>(name: N): EventData<N>[] {
    return events.filter((frame) => frame.name === name).map((frame) => frame.data as EventData<N>);
  }

  async function send(name: string, params: unknown, id?: string): Promise<Answer> {
    requestCount += 1;
    const frame = { id: id ?? `request-${String(requestCount)}`, name, params };
    return (await socket.timeout(30_000).emitWithAck(FRAME.request, frame)) as Answer;
  }

  return {
    socket,
    events,
    fatal,
    closes,
    send,
    eventsOf,
    async request(name, params, id) {
      const answer = await send(name, params, id);
      if (!answer.ok) throw EarshotError.fromBody(answer.error);
      return answer.result as RequestResult<typeof name>;
    },
    async event(name, matches = () => true) {
      await until(
        () =>
          eventsOf(name).some(matches) ? undefined : `no ${name} in ${events.map((e) => e.name).join()}`,
        {
          what: `event ${name}`,
          intervalMs: 10,
        },
      );
      const found = eventsOf(name).find(matches);
      if (found === undefined) throw new Error('unreachable: until() saw the event');
      return found;
    },
    async closed() {
      await until(() => (socket.connected ? 'connected' : undefined), {
        what: 'close',
        timeoutMs: 40_000,
        intervalMs: 10,
      });
    },
    close() {
      socket.disconnect();
    },
  };
}

/** Facts that a client library would tell. */
export const CLIENT_INFO = {
  library: 'wire-test',
  browser: 'other',
  browserVersion: 1,
  os: 'other',
} as const;

/** A client in a call. */
export interface Joined extends WireClient {
  readonly joined: RequestResult<'join'>;
  /** The token it joined with. */
  readonly token: string;
}

/** Connects and joins. */
export async function join(
  app: TestApp,
  who: {
    room: string;
    identity: string;
    token?: string;
    params?: Partial<RequestInput<'join'>>;
  } & Partial<Parameters<TestApp['token']>[0]>,
): Promise<Joined> {
  const { room, params, token: given, ...claims } = who;
  const token = given ?? (await app.token({ room, ...claims }));
  const client = await connect(app);
  try {
    const joined = await client.request('join', { ...joinParams(token, room), ...params });
    return { ...client, joined, token };
  } catch (error) {
    client.close();
    throw error;
  }
}

/** Parameters of a join by somebody with this token. */
export function joinParams(token: string, room: string): RequestInput<'join'> {
  return { token, room, formFactor: 'desktop', client: CLIENT_INFO };
}
