import {
  EarshotError,
  type AnyEvent,
  type EndReason,
  type RequestInput,
  type RequestName,
  type RequestResult,
} from '@earshot/shared';
import type { Clock } from './clock.ts';
import type { OpenSocket } from './connection.ts';
import { decideOrder, readEventFrame } from './event-order.ts';
import { openLiveSocket, type LiveSocket } from './live-socket.ts';
import { computeDelay, shouldGiveUp } from './reconnect.ts';
import { RequestQueue } from './request-queue.ts';
import { Scope } from './scope.ts';
import { isFinal, toEndReason } from './session-errors.ts';

/** Tries to reach the server for a join before giving up: about 5 s when it refuses at once. */
const JOIN_ATTEMPTS = 5;

/** What a session needs. */
export interface SessionOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly openSocket: OpenSocket;
  /** Parameters of `join`: made anew for each, because tokens expire. `previous` is the session to replace. */
  readonly makeJoin: (previous: SessionKeys | undefined) => Promise<RequestInput<'join'>>;
}

/** What identifies a session to the server. */
export interface SessionKeys {
  readonly sessionId: string;
  readonly resumeToken: string;
}

/** Who hears about a session. */
export interface SessionListener {
  event(event: AnyEvent): void;
  /** The socket is away; the session tries to come back by itself. */
  lost(): void;
  /** It is back. `snapshot`: too much was missed, the whole picture follows. */
  resumed(mode: 'replay' | 'snapshot'): void;
  /** The old session was gone, and a new seat was taken in the same room. */
  rejoined(result: RequestResult<'join'>): void;
  ended(reason: EndReason, error: EarshotError | undefined): void;
}

/** The signalling relation of a participant: one socket after another, requests and events across them. */
export class Session {
  readonly #options: SessionOptions;
  readonly #scope: Scope;
  readonly #queue: RequestQueue;
  #live: LiveSocket | undefined;
  #listener: SessionListener | undefined;
  #joined: RequestResult<'join'> | undefined;
  #lastSeq = 0;
  #acceptGap = false;
  #ended = false;
  #moving = false;
  #hurry: (() => void) | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#scope = new Scope(options.clock);
    this.#queue = new RequestQueue(options.clock, options.newId);
  }

  /** The socket is there and the session on it. */
  get connected(): boolean {
    return this.#live?.open === true && !this.#ended;
  }

  /** What the last `join` answered. */
  get joined(): RequestResult<'join'> | undefined {
    return this.#joined;
  }

  /**
   * Takes a seat. Rejects with the server's refusal, `server_unreachable`, `timeout` or `cancelled`. Events are held
   * until `start()`.
   */
  async join(signal?: AbortSignal): Promise<RequestResult<'join'>> {
    for (let attempt = 0; ; attempt += 1) {
      await this.#pause(computeDelay(attempt, this.#options.random));
      if (signal?.aborted === true || this.#ended) throw new EarshotError('cancelled');
      try {
        return await this.#takeSeat(await this.#open(signal), undefined);
      } catch (thrown) {
        const error = EarshotError.from(thrown);
        if (error.category !== 'network' || error.code === 'timeout' || attempt + 1 >= JOIN_ATTEMPTS)
          throw error;
      }
    }
  }

  /** Delivers events from now on, those held first. */
  start(listener: SessionListener): void {
    this.#listener = listener;
    if (this.#live !== undefined) this.#attach(this.#live);
  }

  /** Asks the server; survives a change of sockets. Rejects with its error, `timeout`, `message_too_large`, `ended`. */
  async request<N extends RequestName>(name: N, params: RequestInput<N>): Promise<RequestResult<N>> {
    if (this.#ended) throw new EarshotError('ended');
    // The server keeps to the table; what it answers is not parsed again (see event-order.ts).
    return (await this.#queue.request(name, params)) as RequestResult<N>;
  }

  /** There is reason to believe that the network is back: the next try is now. */
  hurry(): void {
    this.#hurry?.();
  }

  /**
   * The server is going away: takes a seat anew, after `delayMs`, and lets the old session go only when that succeeded.
   * Never rejects; while it fails, the old session goes on.
   */
  async move(delayMs: number): Promise<void> {
    if (this.#moving) return;
    this.#moving = true;
    await this.#scope.wait(delayMs);
    for (let attempt = 0; this.connected; attempt += 1) {
      await this.#scope.wait(computeDelay(attempt, this.#options.random));
      const live = await this.#open().catch(() => undefined);
      if (live === undefined) continue;
      const moved = await this.#rejoin(live, { moving: true }).then(
        () => true,
        () => false,
      );
      if (moved) break;
    }
    this.#moving = false;
  }

  /** Ends it here, without a word to the server. Unanswered requests get `ended`. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#hurry?.();
    this.#scope.dispose();
    this.#live?.close();
    this.#live = undefined;
    this.#queue.detach();
    this.#queue.rejectAll(new EarshotError('ended'));
  }

  #open(signal?: AbortSignal): Promise<LiveSocket> {
    const { openSocket, url, clock, newId } = this.#options;
    return openLiveSocket(openSocket, url, { clock, newId, ...(signal === undefined ? {} : { signal }) });
  }

  async #takeSeat(
    live: LiveSocket,
    previous: SessionKeys | undefined,
    extra: Pick<RequestInput<'join'>, 'moving'> = {},
  ): Promise<RequestResult<'join'>> {
    try {
      const params = { ...(await this.#options.makeJoin(previous)), ...extra };
      const result = (await live.request('join', params)) as RequestResult<'join'>;
      if (this.#ended) throw new EarshotError('cancelled');
      // After a move the old one is of no use; its events must not mix with the new one's.
      this.#live?.close();
      this.#live = live;
      this.#joined = result;
      this.#lastSeq = 0;
      return result;
    } catch (error) {
      live.close();
      throw error;
    }
  }

  #attach(live: LiveSocket): void {
    this.#live = live;
    this.#queue.attach((frame, onAnswer) => {
      live.send(frame, onAnswer);
    });
    live.listen({
      frame: (frame) => {
        this.#handleFrame(frame);
      },
      lost: (error) => {
        this.#handleLoss(error);
      },
    });
  }

  #handleFrame(frame: unknown): void {
    const read = readEventFrame(frame);
    if (read === undefined || this.#ended) return;
    const verdict = decideOrder(this.#lastSeq, read.seq);
    if (verdict === 'duplicate') return;
    if (verdict === 'gap' && !this.#acceptGap) {
      // Something was lost on the way: resuming from the last handled event brings it, or a snapshot.
      const live = this.#live;
      live?.close();
      this.#handleLoss(undefined);
      return;
    }
    this.#acceptGap = false;
    this.#lastSeq = read.seq;
    this.#listener?.event(read.event);
  }

  #handleLoss(error: EarshotError | undefined): void {
    if (this.#ended) return;
    this.#live = undefined;
    this.#queue.detach();
    if (error?.code === 'message_too_large') this.#queue.rejectLargest(error);
    else if (error !== undefined && isFinal(error)) {
      this.#end('failed.server', error);
      return;
    }
    this.#listener?.lost();
    void this.#recover(error?.retry === 'elsewhere' || error?.retry === 'rejoin');
  }

  /** Tries to come back until it succeeds or the place is certainly lost. Never rejects. */
  async #recover(rejoin: boolean): Promise<void> {
    const { clock, random } = this.#options;
    const lostAt = clock.monotonic();
    let needsSeat = rejoin;
    for (let attempt = 0; !this.#ended; attempt += 1) {
      await this.#pause(computeDelay(attempt, random));
      if (this.#isEnded() || this.#live !== undefined) return;
      try {
        const live = await this.#open();
        if (needsSeat) await this.#rejoin(live);
        else await this.#resume(live);
        return;
      } catch (thrown) {
        const error = EarshotError.from(thrown);
        if (error.retry === 'rejoin') needsSeat = true;
        else if (isFinal(error)) {
          this.#end(error.code === 'ended' ? toEndReason(error) : 'failed.server', error);
          return;
        }
        if (shouldGiveUp(clock.monotonic() - lostAt, this.#joined?.resumeGraceMs ?? 0)) {
          this.#end('connection_lost', error);
          return;
        }
      }
    }
  }

  async #resume(live: LiveSocket): Promise<void> {
    const keys = this.#joined;
    try {
      if (keys === undefined) throw new EarshotError('session_unknown');
      const { sessionId, resumeToken } = keys;
      const params = { sessionId, resumeToken, lastSeq: this.#lastSeq };
      const answer = (await live.request('resume', params)) as RequestResult<'resume'>;
      // Ended, or a move got there first.
      if (this.#ended || this.#live !== undefined) throw new EarshotError('cancelled');
      this.#acceptGap = answer.mode === 'snapshot';
      this.#listener?.resumed(answer.mode);
      this.#attach(live);
    } catch (error) {
      live.close();
      throw error;
    }
  }

  async #rejoin(live: LiveSocket, extra: Pick<RequestInput<'join'>, 'moving'> = {}): Promise<void> {
    const result = await this.#takeSeat(live, this.#joined, extra);
    this.#queue.rejectAll(
      new EarshotError('connection_lost', 'The session was lost before this was answered.'),
    );
    this.#listener?.rejoined(result);
    this.#attach(live);
  }

  /** The answer changes across awaits, which a plain property would hide from the type checker. */
  #isEnded(): boolean {
    return this.#ended;
  }

  #end(reason: EndReason, error: EarshotError | undefined): void {
    const listener = this.#listener;
    this.close();
    listener?.ended(reason, error);
  }

  #pause(delayMs: number): Promise<void> {
    if (delayMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#scope.after(delayMs, () => {
        this.#hurry = undefined;
        resolve();
      });
      this.#hurry = () => {
        this.#hurry = undefined;
        cancel();
        resolve();
      };
    });
  }
}
