import { CONNECTION_RATE, EarshotError, FRAME, LIMITS, type Answer, type ErrorCode } from '@earshot/shared';
import type { Socket } from 'socket.io';
import { createTokenBucket, type TokenBucket } from '../primitives/token-bucket.ts';
import {
  answerError,
  dispatchConnecting,
  dispatchWithinSession,
  isConnecting,
  isWithinSession,
  logged,
  readFrame,
  type KnownRequest,
} from './dispatch.ts';
import type { ConnectingName } from './handlers/types.ts';
import { EventWriter } from './event-writer.ts';
import type { NumberedEvent } from './outbox.ts';
import { FamilyRates } from './rates.ts';
import type { Services } from './services.ts';
import type { EventSink, Session } from './session.ts';

type Acknowledge = (answer: Answer) => void;

/** One socket: reads requests, writes answers and the events of the session that it carries. */
export class Connection implements EventSink {
  readonly connectionId: string;
  readonly #socket: Socket;
  readonly #services: Services;
  readonly #events: EventWriter;
  readonly #rates = new FamilyRates();
  readonly #frames: TokenBucket;
  #session: Session | undefined;
  /** Session whose join is not answered yet: it ends with this socket. */
  #seated: Session | undefined;
  #connecting = false;
  #closed = false;
  #cancelTimeout: (() => void) | undefined;
  /** Newest event that was written before the last heartbeat went out. */
  #seqAtHeartbeat = 0;

  constructor(socket: Socket, services: Services) {
    this.#socket = socket;
    this.#services = services;
    this.#events = new EventWriter(socket.conn, services.writes);
    this.connectionId = socket.id;
    this.#frames = createTokenBucket(CONNECTION_RATE, services.clock.monotonic());
    this.#armTimeout();
    socket.on(FRAME.request, (raw: unknown, acknowledge: unknown) => {
      void this.#handleFrame(raw, acknowledge);
    });
    socket.onAny((name: unknown) => {
      if (name !== FRAME.request) this.#fail(new EarshotError('bad_frame'));
    });
    this.#watchPackets();
    socket.once('disconnect', () => {
      this.#handleClose();
      // A client may leave socket.io's namespace and stay connected below: one carrier serves one connection.
      setImmediate(() => {
        socket.conn.close();
      });
    });
  }

  emit(frame: NumberedEvent): void {
    if (this.#closed) return;
    this.#events.write(frame);
    if (this.#session?.isTooSlow === true) this.#disconnectSoon();
  }

  release(_why: 'moved' | 'ended'): void {
    this.#session = undefined;
    this.#disconnectSoon();
  }

  async #handleFrame(raw: unknown, acknowledge: unknown): Promise<void> {
    const { clock, history, observer } = this.#services;
    const began = clock.monotonic();
    if (this.#closed) return;
    if (!isAcknowledge(acknowledge)) {
      this.#fail(new EarshotError('bad_frame', 'A request asks for an acknowledgement.'));
      return;
    }
    const { name, answer, leg, afterwards } = await this.#answer(raw);
    const result = answer.ok ? 'ok' : answer.error.code;
    const ms = clock.monotonic() - began;
    observer.requestHandled(name, result, ms / 1_000);
    if (leg !== undefined) {
      const { callId, participantId } = leg;
      history?.event({ callId, participantId, at: clock.now(), name: 'operation', detail: name, result, ms });
    }
    acknowledge(answer);
    afterwards?.();
  }

  async #answer(raw: unknown): Promise<Outcome> {
    let request: KnownRequest;
    try {
      request = readFrame(raw);
    } catch (thrown) {
      const error = EarshotError.from(thrown);
      const answer = answerError(error);
      if (error.code !== 'bad_frame') return { name: 'unknown', answer };
      return {
        name: 'unknown',
        answer,
        afterwards: () => {
          this.#fail(error);
        },
      };
    }
    if (isConnecting(request)) return this.#connect(request);
    const session = this.#session;
    if (session === undefined || !isWithinSession(request))
      return { name: request.name, answer: answerError(new EarshotError('not_joined')) };
    const answer = await dispatchWithinSession({ session, services: this.#services }, request);
    return { name: request.name, answer, leg: session.leg };
  }

  async #connect(request: KnownRequest<ConnectingName>): Promise<Outcome> {
    const { name } = request;
    if (this.#session !== undefined || this.#connecting)
      return { name, answer: answerError(new EarshotError('already_joined')) };
    this.#connecting = true;
    this.#cancelTimeout?.();
    try {
      const { result, session, lastSeq } = await dispatchConnecting(
        {
          connectionId: this.connectionId,
          isClosed: () => this.#closed,
          services: this.#services,
          rates: this.#rates,
          onSeat: (seated) => {
            this.#seated = seated;
          },
        },
        request,
      );
      const afterwards = () => {
        this.#carry(session, lastSeq);
      };
      return { name, answer: { ok: true, result }, leg: session.leg, afterwards };
    } catch (thrown) {
      this.#armTimeout();
      return { name, answer: answerError(logged(this.#services, name, thrown)) };
    } finally {
      this.#connecting = false;
    }
  }

  #carry(session: Session, lastSeq: number): void {
    this.#seated = undefined;
    if (this.#closed) {
      session.detach(this.connectionId);
      return;
    }
    this.#session = session;
    session.attach(this, lastSeq);
  }

  #armTimeout(): void {
    this.#cancelTimeout?.();
    if (this.#closed) return;
    this.#cancelTimeout = this.#services.clock.after(LIMITS.handshakeTimeoutMs, () => {
      this.#fail(new EarshotError('timeout', 'The connection neither joined nor resumed in time.'));
    });
  }

  /**
   * Whatever comes in counts, requests or not. Frames and heartbeats share one ordered stream and the client handles them
   * in order: the answer to a heartbeat says that all events written before it have arrived.
   */
  #watchPackets(): void {
    const { clock } = this.#services;
    this.#socket.conn.on('packet', (packet: { type: string }) => {
      if (packet.type === 'message' && !this.#frames.take(clock.monotonic()))
        this.#fail(new EarshotError('rate_limited'));
    });
    this.#socket.conn.on('packetCreate', (packet: { type: string }) => {
      if (packet.type === 'ping') this.#seqAtHeartbeat = this.#session?.lastSeq ?? 0;
    });
    this.#socket.conn.on('heartbeat', () => {
      this.#session?.acknowledge(this.#seqAtHeartbeat);
    });
  }

  /** Says why, then closes. */
  #fail(error: EarshotError): void {
    if (this.#closed) return;
    this.#services.logger.debug({ code: error.code }, 'connection refused');
    this.#socket.emit(FRAME.fatal, error.toBody());
    this.#disconnect();
  }

  /** After whatever runs in this turn: a room's decision, or the answer to `leave`, which is still written. */
  #disconnectSoon(): void {
    setImmediate(() => {
      this.#disconnect();
    });
  }

  #disconnect(): void {
    if (!this.#closed) this.#socket.disconnect(true);
  }

  #handleClose(): void {
    this.#closed = true;
    this.#cancelTimeout?.();
    const session = this.#session ?? this.#seated;
    this.#session = undefined;
    this.#seated = undefined;
    session?.detach(this.connectionId);
  }
}

interface Outcome {
  readonly name: KnownRequest['name'] | 'unknown';
  /** Whose request it was; `undefined` when nobody's yet. */
  readonly leg?: Session['leg'];
  readonly answer: Answer & ({ ok: true } | { ok: false; error: { code: ErrorCode } });
  /** Runs once the answer is written. */
  readonly afterwards?: () => void;
}

function isAcknowledge(value: unknown): value is Acknowledge {
  return typeof value === 'function';
}
