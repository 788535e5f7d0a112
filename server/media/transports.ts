import { EarshotError, TransportId, type DtlsParameters, type TransportParameters } from '@earshot/shared';
import { NotFoundError } from 'mediasoup/errors';
import type { types } from 'mediasoup';
import type { MediaSettings } from './options.ts';
import type { LiveWorker } from './workers.ts';

/**
 * Start estimate of what a receiver can take, bits/s. mediasoup's own 600 kbps is less than one 720p camera: the first
 * seconds of a call with several tiles would look bad for no reason. The estimator corrects it within seconds.
 */
const INITIAL_OUTGOING_BITRATE = 1_000_000;
/** More for each video after the first, bits/s, and no more than so much in all: a page of tiles starts readable. */
const INITIAL_PER_VIDEO = 150_000;
const INITIAL_MAX = 2_500_000;

/** First guess of a receiver's path, bits/s, by the number of videos it will probably receive. Pure. */
export function computeInitialBitrate(expectedVideos: number): number {
  return Math.min(
    INITIAL_MAX,
    INITIAL_OUTGOING_BITRATE + Math.max(0, expectedVideos - 1) * INITIAL_PER_VIDEO,
  );
}

/** Why a transport ended, for the metric. */
export type TransportCloseReason = 'leg' | 'timeout' | 'worker' | 'room';

/** What a transport of a leg needs. */
export interface LegTransportOptions {
  readonly settings: MediaSettings;
  readonly live: LiveWorker;
  readonly router: types.Router;
  /** Whose transport it is, for the trace of the join. */
  readonly owner: { readonly participantId: string; readonly direction: 'send' | 'receive' };
  /** Whether it has a producer or consumer now. */
  readonly isCarrying: () => boolean;
  /** Videos it will probably carry, for the first guess of its path. */
  readonly expectedVideos?: number | undefined;
  /**
   * Told what the path is estimated to carry, bit/s: about once a second while video is sent, at once when it changes
   * much. The worker tells by itself, so nothing is polled.
   */
  readonly estimated?: (bps: number) => void;
  /** It carries something and was not connected for too long. Called once, from a timer. */
  readonly lost: (reason: 'transport_timeout' | 'ice_failed') => void;
}

/**
 * One transport of a leg. mediasoup-client connects lazily, so that one which carries nothing may stay unconnected for
 * ever; one that carries something is watched: without a path its consumers cost the worker more and more, and the
 * person waits for nothing.
 *
 * SRTP: the worker offers AES-GCM first and is the DTLS server towards browsers (mediasoup-client takes the client's
 * role), so that its order wins and AES-CM is used only with those that lack GCM.
 */
export class LegTransport {
  readonly transport: types.WebRtcTransport;
  readonly #options: LegTransportOptions;
  #connecting = false;
  #everConnected = false;
  #closed = false;
  #cancelWatch: (() => void) | undefined;

  private constructor(transport: types.WebRtcTransport, options: LegTransportOptions) {
    this.transport = transport;
    this.#options = options;
    const { observer } = options.settings;
    transport.on('icestatechange', (state) => {
      observer.transportState('ice', state, options.owner);
      this.watch();
    });
    transport.on('dtlsstatechange', (state) => {
      observer.transportState('dtls', state, options.owner);
      this.watch();
    });
  }

  /** Rejects with `worker_lost`, `internal`. */
  static async open(options: LegTransportOptions): Promise<LegTransport> {
    const { settings, live, router } = options;
    const transport = await live.call(() =>
      router.createWebRtcTransport({
        webRtcServer: live.webRtcServer,
        enableUdp: settings.enableUdp,
        enableTcp: settings.enableTcp,
        preferUdp: true,
        initialAvailableOutgoingBitrate: computeInitialBitrate(options.expectedVideos ?? 0),
      }),
    );
    const opened = new LegTransport(transport, options);
    if (options.estimated !== undefined) await opened.#watchEstimate(options.estimated);
    return opened;
  }

  get id(): TransportId {
    return TransportId.parse(this.transport.id);
  }

  /** Seen from the client. */
  get direction(): 'send' | 'receive' {
    return this.#options.owner.direction;
  }

  get isConnected(): boolean {
    const { iceState, dtlsState } = this.transport;
    return dtlsState === 'connected' && (iceState === 'connected' || iceState === 'completed');
  }

  /** How its media goes; `unconnected` until ICE and DTLS are through and while they are not. */
  get path(): 'udp' | 'tcp' | 'unconnected' {
    const { iceSelectedTuple } = this.transport;
    return this.isConnected && iceSelectedTuple !== undefined ? iceSelectedTuple.protocol : 'unconnected';
  }

  /** What the client needs to connect it. */
  get parameters(): TransportParameters {
    const { iceParameters, iceCandidates, dtlsParameters } = this.transport;
    return { transportId: this.id, iceParameters, iceCandidates, dtlsParameters };
  }

  /** Rejects with `wrong_state`, `media_rejected`, `worker_lost`, `transport_not_found`. */
  async connect(dtlsParameters: DtlsParameters): Promise<void> {
    if (this.#connecting) throw new EarshotError('wrong_state', 'The transport is already connected.');
    assertFingerprints(dtlsParameters);
    this.#connecting = true;
    try {
      await this.#options.live.call(() => this.transport.connect({ dtlsParameters }));
    } catch (cause) {
      const error = toTransportError(cause);
      // Bad parameters leave it as it was: the client may try again.
      if (error.code === 'media_rejected') this.#connecting = false;
      throw error;
    }
  }

  /** Estimates and probes no further than this, bit/s. Never rejects; answers whether it holds. */
  async limitOutgoing(bps: number): Promise<boolean> {
    if (this.#closed || this.transport.closed) return false;
    try {
      await this.#options.live.call(() => this.transport.setMaxOutgoingBitrate(bps));
      return true;
    } catch (error) {
      // A lost worker is told of elsewhere.
      if (!(error instanceof EarshotError))
        this.#options.settings.logger.warn({ error: String(error) }, 'outgoing bitrate not limited');
      return false;
    }
  }

  /** New credentials. Rejects with `worker_lost`, `transport_not_found`. */
  async restartIce(): Promise<types.IceParameters> {
    try {
      return await this.#options.live.call(() => this.transport.restartIce());
    } catch (cause) {
      throw toTransportError(cause);
    }
  }

  /** Looks whether the time limit runs; called when it begins to carry something and when its state changes. */
  watch(): void {
    if (this.#closed) return;
    if (this.isConnected) {
      this.#everConnected = true;
      this.#stopWatch();
      return;
    }
    if (this.#cancelWatch !== undefined || !this.#options.isCarrying()) return;
    const { clock, limits } = this.#options.settings;
    this.#cancelWatch = clock.after(limits.transportConnectTimeoutMs, () => {
      this.#cancelWatch = undefined;
      if (this.#closed || this.isConnected || !this.#options.isCarrying()) return;
      if (!this.#everConnected)
        this.#options.settings.observer.transportUnconnected(this.#options.owner.direction);
      this.#options.lost(this.#everConnected ? 'ice_failed' : 'transport_timeout');
    });
  }

  close(reason: TransportCloseReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWatch();
    if (!this.transport.closed) this.transport.close();
    this.#options.settings.observer.transportClosed(reason);
  }

  async #watchEstimate(estimated: (bps: number) => void): Promise<void> {
    this.transport.on('trace', (trace) => {
      if (trace.type !== 'bwe') return;
      const { availableBitrate } = trace.info as { readonly availableBitrate?: unknown };
      if (typeof availableBitrate === 'number') estimated(availableBitrate);
    });
    try {
      await this.#options.live.call(() => this.transport.enableTraceEvent(['bwe']));
    } catch (error) {
      this.close('leg');
      throw error;
    }
  }

  #stopWatch(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
  }
}

/** Bytes of a digest. */
const DIGEST_BYTES = { 'sha-1': 20, 'sha-224': 28, 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 };

/** The worker takes any text and fails the handshake later, without a word to the client. */
function assertFingerprints({ fingerprints }: DtlsParameters): void {
  for (const { algorithm, value } of fingerprints) {
    const isHex = /^[0-9a-f]{2}(?::[0-9a-f]{2})*$/iu.test(value);
    if (!isHex || value.length !== DIGEST_BYTES[algorithm] * 3 - 1) {
      throw new EarshotError('media_rejected', 'A certificate fingerprint is malformed.', {
        details: { algorithm },
      });
    }
  }
}

function toTransportError(thrown: unknown): EarshotError {
  if (thrown instanceof EarshotError) return thrown;
  if (thrown instanceof NotFoundError) return new EarshotError('transport_not_found');
  // The worker and mediasoup refuse what they are given with a TypeError.
  const code = thrown instanceof TypeError ? 'media_rejected' : 'internal';
  return new EarshotError(code, undefined, { cause: thrown });
}
