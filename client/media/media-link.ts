import { EarshotError, type MediaParameters, type TransportId } from '@earshot/shared';
import { Device, type types } from 'mediasoup-client';
import { computeDelay } from '../reconnect.ts';
import { Scope } from '../scope.ts';
import type { Surroundings } from '../surroundings.ts';
import { IceRecovery } from './ice-recovery.ts';
import type { MediaOpening, Requester } from './ports.ts';

/** Openings in a row that never connected before the call is given up. */
const MAX_FRUITLESS_OPENINGS = 5;
/** Tries of `openMedia` for one renewal: about 25 s, longer than a worker takes to be replaced. */
const MAX_OPEN_TRIES = 8;

/** A server for the way to the call gave no answer; other codes are of wrong credentials and the like. */
const NO_ANSWER = 701;

/** Who uses the transports. */
export interface MediaLinkListener {
  /** New transports are there. Rejections count as a failed opening. */
  opened(opening: MediaOpening): Promise<void>;
  /** The transports of the last opening are closed. */
  closed(): void;
  /** So many relays gave no answer while the way to the server was looked for; 0 when media is opened anew. */
  relaysUnreachable(relays: number): void;
  /** Media is being repaired or renewed. */
  lost(): void;
  /** Media flows again, or can. */
  back(): void;
  /** Renewing does not help. */
  failed(error: EarshotError): void;
  stateChanged(direction: 'send' | 'receive', state: types.ConnectionState): void;
  /** The browser made an offer for a track of ours: publish it and answer its id. */
  publish(rtpParameters: types.RtpParameters, appData: types.AppData): Promise<string>;
}

/** What a link is made of. */
export interface MediaLinkOptions {
  readonly surroundings: Pick<Surroundings, 'clock' | 'random' | 'handlerFactory'>;
  readonly requester: Requester;
  readonly listener: MediaLinkListener;
  /** For preflight and relay-only calls. */
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
}

/** Both transports to the media server: opens them, keeps their paths alive, opens them anew when all else fails. */
export class MediaLink {
  readonly #options: MediaLinkOptions;
  readonly #scope: Scope;
  #opening: MediaOpening | undefined;
  #openingScope: Scope | undefined;
  #troubled = false;
  #renewing = false;
  #renewAgain = false;
  #fruitless = 0;
  /** Counts the seats of the session: what was asked for another is not used. */
  #seat = 0;
  /** Relays of this opening that gave no answer. */
  readonly #unreachable = new Set<string>();

  constructor(options: MediaLinkOptions) {
    this.#options = options;
    this.#scope = new Scope(options.surroundings.clock);
  }

  /** The transports of now. */
  get opening(): MediaOpening | undefined {
    return this.#opening;
  }

  /** Uses the parameters of `join`; `null` waits for `reconnectNeeded`. */
  async open(parameters: MediaParameters | null): Promise<void> {
    if (parameters === null) {
      this.#setTroubled(true);
      return;
    }
    try {
      await this.#use(parameters);
    } catch (thrown) {
      // Asking again does not teach the browser WebRTC.
      if (thrown instanceof Error && thrown.name === 'UnsupportedError')
        this.#options.listener.failed(new EarshotError('not_supported', undefined, { cause: thrown }));
      else this.renew(0);
    }
  }

  /** Opens media anew after `delayMs`: worker lost, transport timed out, ICE failed for good. Never rejects. */
  renew(delayMs: number): void {
    if (this.#scope.disposed) return;
    this.#setTroubled(true);
    this.#close();
    if (this.#renewing) {
      this.#renewAgain = true;
      return;
    }
    this.#renewing = true;
    void this.#renewUntilOpen(delayMs);
  }

  /** The session moved to a new seat: what was open is gone. */
  reset(): void {
    this.#seat += 1;
    this.#renewing = false;
    this.#renewAgain = false;
    this.#fruitless = 0;
    this.#close();
  }

  /** Releases everything. Idempotent. */
  dispose(): void {
    this.#scope.dispose();
    this.#close();
  }

  async #renewUntilOpen(delayMs: number): Promise<void> {
    const { random } = this.#options.surroundings;
    const seat = this.#seat;
    await this.#scope.wait(delayMs);
    for (let attempt = 0; !this.#isOver(seat); attempt += 1) {
      this.#renewAgain = false;
      await this.#scope.wait(computeDelay(attempt, random));
      try {
        const { media } = await this.#options.requester.request('openMedia', {});
        if (this.#isOver(seat)) break;
        await this.#use(media);
        if (!this.#mustRenewAgain()) break;
        attempt = 0;
      } catch (thrown) {
        const error = EarshotError.from(thrown);
        if (this.#isOver(seat) || error.code === 'ended') break;
        if (attempt + 1 >= MAX_OPEN_TRIES) {
          this.#options.listener.failed(error);
          break;
        }
      }
    }
    if (this.#isOver(seat)) return;
    this.#renewing = false;
    this.#judge();
  }

  /** Like the next, changed across awaits, which a plain property would hide from the type checker. */
  #isOver(seat: number): boolean {
    return this.#scope.disposed || this.#seat !== seat;
  }

  #mustRenewAgain(): boolean {
    return this.#renewAgain;
  }

  async #use(parameters: MediaParameters): Promise<void> {
    this.#close();
    this.#fruitless += 1;
    if (this.#fruitless > MAX_FRUITLESS_OPENINGS) {
      this.#options.listener.failed(new EarshotError('ice_failed'));
      return;
    }
    const { handlerFactory } = this.#options.surroundings;
    const seat = this.#seat;
    const device = await Device.factory(handlerFactory === undefined ? {} : { handlerFactory });
    // The shapes are mediasoup's own; ours bound the strings, theirs name the known header extensions.
    const routerRtpCapabilities = parameters.routerRtpCapabilities as types.RtpCapabilities;
    await device.load({ routerRtpCapabilities });
    if (this.#isOver(seat)) return;
    const scope = new Scope(this.#options.surroundings.clock);
    const opening = {
      parameters,
      device,
      send: device.createSendTransport(this.#toOptions(parameters, 'send')),
      receive: device.createRecvTransport(this.#toOptions(parameters, 'receive')),
    };
    this.#opening = opening;
    this.#openingScope = scope;
    this.#options.listener.relaysUnreachable(0);
    this.#unreachable.clear();
    this.#watch(opening.send, 'send', scope);
    this.#watch(opening.receive, 'receive', scope);
    await this.#options.listener.opened(opening);
    this.#judge();
  }

  #toOptions(parameters: MediaParameters, direction: 'send' | 'receive'): types.TransportOptions {
    const { transportId, iceParameters, iceCandidates, dtlsParameters } = parameters[direction];
    const policy = this.#options.iceTransportPolicy;
    return {
      id: transportId,
      iceParameters,
      iceCandidates,
      dtlsParameters,
      iceServers: parameters.iceServers,
      ...(policy === undefined ? {} : { iceTransportPolicy: policy }),
    };
  }

  #watch(transport: types.Transport, direction: 'send' | 'receive', scope: Scope): void {
    const { requester, listener } = this.#options;
    const transportId = transport.id as TransportId;
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      requester.request('connectTransport', { transportId, dtlsParameters }).then(() => {
        done();
      }, fail);
    });
    if (direction === 'send') {
      transport.on('produce', ({ rtpParameters, appData }, done, fail) => {
        listener.publish(rtpParameters, appData).then((id) => {
          done({ id });
        }, fail);
      });
    }
    const recovery = new IceRecovery({
      scope,
      restart: async () => {
        const answer = await requester.request('restartIce', { transportId });
        if (transport.closed) return;
        if (answer.iceServers.length > 0) await transport.updateIceServers({ iceServers: answer.iceServers });
        await transport.restartIce({ iceParameters: answer.iceParameters });
      },
      troubled: () => {
        this.#setTroubled(true);
      },
      giveUp: () => {
        this.renew(0);
      },
    });
    transport.on('icecandidateerror', ({ errorCode, url }) => {
      if (scope.disposed || errorCode !== NO_ANSWER || !/^turns?:/u.test(url)) return;
      // As many as there are servers: their number is bounded.
      this.#unreachable.add(url);
      listener.relaysUnreachable(this.#unreachable.size);
    });
    transport.on('connectionstatechange', (state) => {
      if (scope.disposed) return;
      if (state === 'connected') this.#fruitless = 0;
      recovery.handleState(state);
      listener.stateChanged(direction, state);
      this.#judge();
    });
  }

  /** Media is well when what carries something is connected: a transport that carries nothing stays `new`. */
  #judge(): void {
    const { send, receive } = this.#opening ?? {};
    if (this.#renewing || send === undefined || receive === undefined) return;
    const well = [send, receive].every(
      ({ connectionState: state }) => state === 'new' || state === 'connected',
    );
    if (well) this.#setTroubled(false);
  }

  #setTroubled(troubled: boolean): void {
    if (this.#troubled === troubled) return;
    this.#troubled = troubled;
    if (troubled) this.#options.listener.lost();
    else this.#options.listener.back();
  }

  #close(): void {
    const opening = this.#opening;
    if (opening === undefined) return;
    this.#opening = undefined;
    this.#openingScope?.dispose();
    this.#options.listener.closed();
    opening.send.close();
    opening.receive.close();
  }
}
