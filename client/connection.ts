import {
  EarshotError,
  ERRORS,
  FRAME,
  SUPPORTED_VERSIONS,
  type ErrorBody,
  type ErrorCode,
  type RequestFrame,
} from '@earshot/shared';
import { io } from 'socket.io-client';

/** What a socket tells. After `closed` or `failed` nothing follows. */
export interface SocketListener {
  opened(): void;
  /** An event frame, not looked at yet. */
  event(frame: unknown): void;
  /** The server is about to close the socket for this reason. */
  fatal(error: EarshotError): void;
  closed(): void;
  failed(error: EarshotError): void;
}

/** One socket. */
export interface WireSocket {
  send(frame: RequestFrame, onAnswer: (answer: unknown) => void): void;
  /** No listener is called after it. */
  close(): void;
}

/** Opens a socket to the server at `url`. */
export type OpenSocket = (url: string, listener: SocketListener) => WireSocket;

/** An error that came over the wire; anything else than one of ours becomes `fallback`. */
export function toError(thrown: unknown, fallback: ErrorCode): EarshotError {
  if (thrown instanceof EarshotError) return thrown;
  const body = thrown as Partial<ErrorBody> | null | undefined;
  if (typeof body === 'object' && body !== null && typeof body.code === 'string' && body.code in ERRORS) {
    const message = typeof body.message === 'string' ? body.message : ERRORS[body.code].summary;
    return EarshotError.fromBody(
      body.details === undefined
        ? { code: body.code, message }
        : { code: body.code, message, details: body.details },
    );
  }
  return new EarshotError(fallback, undefined, { cause: thrown });
}

/** The part of socket.io's connect error that carries what the server's middleware said. */
interface ConnectError extends Error {
  readonly data?: unknown;
}

/** Opens a socket.io socket that never reconnects by itself: reconnecting is the session's decision. */
export const openSocketIo: OpenSocket = (url, listener) => {
  const socket = io(url, {
    auth: { versions: SUPPORTED_VERSIONS },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    autoConnect: false,
  });
  socket.on('connect', () => {
    listener.opened();
  });
  socket.on('connect_error', (error: ConnectError) => {
    listener.failed(toError(error.data ?? error, 'server_unreachable'));
  });
  socket.on('disconnect', () => {
    listener.closed();
  });
  socket.on(FRAME.event, (frame: unknown, acknowledge: unknown) => {
    listener.event(frame);
    // Where the server asks, it learns how far this client has read.
    if (typeof acknowledge === 'function') (acknowledge as () => void)();
  });
  socket.on(FRAME.fatal, (body: unknown) => {
    listener.fatal(toError(body, 'internal'));
  });
  socket.connect();
  return {
    send(frame, onAnswer) {
      socket.emit(FRAME.request, frame, onAnswer);
    },
    close() {
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
};
