import type {
  AnyEvent,
  Answer,
  EarshotError,
  ErrorBody,
  RequestFrame,
  RequestName,
  RequestParams,
} from '@earshot/shared';
import type { OpenSocket, SocketListener } from '../../client/connection.ts';

/** One socket that the client under test opened. */
export interface FakeSocket {
  readonly url: string;
  /** All requests on it, in order. */
  readonly requests: RequestFrame[];
  closedByClient: boolean;
  /** Lets the client in. */
  open(): void;
  refuse(error: EarshotError): void;
  /** Sends an event with this number. */
  event(seq: number, event: AnyEvent): void;
  fatal(error: EarshotError): void;
  /** The network takes it away. */
  cut(): void;
  /** Answers the newest unanswered request of this name. */
  answer(name: RequestName, result: unknown): void;
  answerError(name: RequestName, error: ErrorBody): void;
}

/** What a scripted server does with a request: an answer, or `undefined` to leave it unanswered. */
export type Responder = (name: RequestName, params: unknown, socket: FakeSocket) => Answer | undefined;

/** Sockets in memory: the test is the server. */
export interface FakeSignalling {
  readonly sockets: FakeSocket[];
  /** The newest socket. Throws when there is none. */
  readonly last: FakeSocket;
  readonly openSocket: OpenSocket;
  /** Answers requests at once. */
  respond: Responder;
  /** New sockets open by themselves. */
  autoOpen: boolean;
  /** Parameters of all requests of this name, on all sockets. */
  paramsOf<N extends RequestName>(name: N): RequestParams<N>[];
}

/** Makes it. */
export function createFakeSignalling(): FakeSignalling {
  const sockets: FakeSocket[] = [];
  const signalling: FakeSignalling = {
    sockets,
    get last() {
      const last = sockets.at(-1);
      if (last === undefined) throw new Error('no socket was opened');
      return last;
    },
    respond: () => undefined,
    autoOpen: true,
    openSocket: (url, listener) => {
      const { socket, send } = createFakeSocket(url, listener, () => signalling.respond);
      sockets.push(socket);
      if (signalling.autoOpen)
        queueMicrotask(() => {
          socket.open();
        });
      return {
        send,
        close: () => {
          socket.closedByClient = true;
        },
      };
    },
    paramsOf: (name) =>
      sockets.flatMap(({ requests }) =>
        // The client under test types its own requests.
        requests.filter((frame) => frame.name === name).map((frame) => frame.params as never),
      ),
  };
  return signalling;
}

function createFakeSocket(
  url: string,
  listener: SocketListener,
  responder: () => Responder,
): { socket: FakeSocket; send: ReturnType<OpenSocket>['send'] } {
  const waiting: { frame: RequestFrame; onAnswer: (answer: unknown) => void }[] = [];
  let gone = false;
  const reply = (name: RequestName, answer: Answer) => {
    const at = waiting.findLastIndex(({ frame }) => frame.name === name);
    const [found] = at === -1 ? [] : waiting.splice(at, 1);
    if (found === undefined) throw new Error(`no ${name} waits for an answer`);
    found.onAnswer(answer);
  };
  const tell = (action: () => void) => {
    if (!gone && !socket.closedByClient) action();
  };
  const socket: FakeSocket = {
    url,
    requests: [],
    closedByClient: false,
    open: () => {
      tell(() => {
        listener.opened();
      });
    },
    refuse: (error) => {
      tell(() => {
        listener.failed(error);
      });
    },
    event: (seq, { name, data }) => {
      tell(() => {
        listener.event({ seq, name, data });
      });
    },
    fatal: (error) => {
      tell(() => {
        listener.fatal(error);
      });
    },
    cut: () => {
      tell(() => {
        gone = true;
        listener.closed();
      });
    },
    answer: (name, result) => {
      reply(name, { ok: true, result });
    },
    answerError: (name, error) => {
      reply(name, { ok: false, error });
    },
  };
  const send: ReturnType<OpenSocket>['send'] = (frame, onAnswer) => {
    if (gone || socket.closedByClient) return;
    socket.requests.push(frame);
    const name = frame.name as RequestName;
    const answer = responder()(name, frame.params, socket);
    if (answer === undefined) waiting.push({ frame, onAnswer });
    else
      queueMicrotask(() => {
        if (!gone) onAnswer(answer);
      });
  };
  return { socket, send };
}
