import {
  Answer,
  EarshotError,
  FRAME,
  REQUESTS,
  SUPPORTED_VERSIONS,
  type RequestInput,
  type RequestName,
  type RequestResult,
} from '@earshot/shared';
import { io, type Socket } from 'socket.io-client';

/** A bare signalling connection, as the client library makes it, without media. */
export interface WireClient {
  readonly socket: Socket;
  /** Events received so far. */
  readonly seen: { lastSeq: number };
  request<N extends RequestName>(name: N, params: RequestInput<N>): Promise<RequestResult<N>>;
  close(): void;
}

/** Connects and waits until the server has taken the connection. */
export async function openWireClient(url: string): Promise<WireClient> {
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { versions: SUPPORTED_VERSIONS },
  });
  const seen = { lastSeq: 0 };
  socket.on(FRAME.event, (frame: { seq: number }) => {
    seen.lastSeq = frame.seq;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  let count = 0;
  return {
    socket,
    seen,
    async request<N extends RequestName>(name: N, params: RequestInput<N>) {
      count += 1;
      const frame = { id: String(count), name, params };
      const answer = Answer.parse(await socket.timeout(15_000).emitWithAck(FRAME.request, frame));
      if (!answer.ok) throw EarshotError.fromBody(answer.error);
      const result: unknown = REQUESTS[name].result.parse(answer.result);
      return result as RequestResult<N>; // parsed by the row of this very name
    },
    close() {
      socket.close();
    },
  };
}

/** What the client library says of its surroundings. */
export const JOIN_FACTS = {
  formFactor: 'desktop',
  client: { library: 'bench', browser: 'other', browserVersion: 0, os: 'other' },
} as const;
