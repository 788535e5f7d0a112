import type { MediaParameters, ParticipantId, RtpCapabilities, TrackId, TransportId } from '@earshot/shared';
import type { types } from 'mediasoup';
import type { DownlinkReading, MediaEvent, Reception } from '../rooms/ports.ts';
import type { SpellLog } from '../spell-log.ts';
import { DownlinkWatch } from './downlink-watch.ts';
import { createIceServers } from './ice-servers.ts';
import type { PacketCounters } from './histories.ts';
import type { MediaSettings } from './options.ts';
import type { TrackHold } from './pipes.ts';
import type { Place } from './place.ts';
import { OutgoingLimit } from './outgoing-limit.ts';
import { PathLossWatch } from './path-loss.ts';
import type { Publication } from './publications.ts';
import type { PolledTransport } from './readings.ts';
import { Reconciler } from './reconciler.ts';
import type { Stay } from './room-routers.ts';
import { computeInitialBitrate, LegTransport, type TransportCloseReason } from './transports.ts';

/** What a leg's media needs. */
export interface LegOptions {
  readonly participantId: ParticipantId;
  /** Left when the leg is closed. */
  readonly stay: Stay;
  readonly settings: MediaSettings;
  /** Videos it will probably receive, for the first guess of its path. */
  readonly expectedVideos: number | undefined;
  readonly findPublication: (trackId: TrackId) => Publication | undefined;
  /** Makes a track available at its place. */
  readonly hold: (publication: Publication, place: Place) => TrackHold | Promise<TrackHold>;
  /** Its worker gives something up. */
  readonly isShed: () => boolean;
  readonly tellDownlink: (reading: DownlinkReading) => void;
  readonly send: (event: MediaEvent) => void;
  /** One of its transports has no path. Called from a timer, at most once. */
  readonly lost: (leg: Leg, reason: 'transport_timeout' | 'ice_failed') => void;
}

/** One participant's media: two transports, what it publishes and what it receives. */
export class Leg {
  readonly participantId: ParticipantId;
  readonly publications = new Map<TrackId, Publication>();
  readonly reconciler: Reconciler;
  readonly place: Place;
  readonly #send: LegTransport;
  readonly #receive: LegTransport;
  readonly #settings: MediaSettings;
  readonly #downlink: DownlinkWatch;
  readonly #limit: OutgoingLimit;
  readonly #loss: PathLossWatch;
  readonly #stay: Stay;

  private constructor(options: LegOptions, transports: { send: LegTransport; receive: LegTransport }) {
    const { settings, findPublication } = options;
    const { place } = options.stay;
    this.#stay = options.stay;
    this.participantId = options.participantId;
    this.place = place;
    this.#settings = settings;
    this.#send = transports.send;
    this.#receive = transports.receive;
    this.reconciler = new Reconciler({
      receive: transports.receive,
      call: place.live.call,
      lane: place.lane,
      settings,
      findPublication,
      hold: (publication) => options.hold(publication, place),
      send: options.send,
      isShed: options.isShed,
      videosPlanned: (bps) => {
        this.#limit.setNeeded(bps);
      },
    });
    this.#limit = new OutgoingLimit(settings.clock, (bps) => transports.receive.limitOutgoing(bps));
    this.#loss = new PathLossWatch(settings.clock, (data) => {
      options.send({ name: 'pathLoss', data });
    });
    this.#downlink = new DownlinkWatch({
      clock: settings.clock,
      initialBps: computeInitialBitrate(options.expectedVideos ?? 0),
      videos: () => this.reconciler.subscriptions,
      tell: options.tellDownlink,
    });
  }

  /** Makes both transports. Rejects with `worker_lost`, `internal`. */
  static async open(options: LegOptions): Promise<Leg> {
    const { settings } = options;
    const { place } = options.stay;
    let leg: Leg | undefined;
    const lost = (reason: 'transport_timeout' | 'ice_failed') => {
      if (leg !== undefined) options.lost(leg, reason);
    };
    const base = { settings, live: place.live, router: place.router, lost };
    const opened = await Promise.allSettled([
      LegTransport.open({
        ...base,
        owner: { participantId: options.participantId, direction: 'send' },
        isCarrying: () => (leg?.publications.size ?? 0) > 0,
      }),
      LegTransport.open({
        ...base,
        owner: { participantId: options.participantId, direction: 'receive' },
        isCarrying: () => (leg?.reconciler.size ?? 0) > 0,
        expectedVideos: options.expectedVideos,
        estimated: (bps) => {
          leg?.handleEstimate(bps);
        },
      }),
    ]);
    const [send, receive] = opened;
    if (send.status === 'fulfilled' && receive.status === 'fulfilled') {
      leg = new Leg(options, { send: send.value, receive: receive.value });
      return leg;
    }
    for (const one of opened) if (one.status === 'fulfilled') one.value.close('leg');
    throw send.status === 'rejected'
      ? send.reason
      : receive.status === 'rejected'
        ? receive.reason
        : undefined;
  }

  /** What its receive path is believed to carry, bit/s; `undefined` before the first estimate. */
  get availableBps(): number | undefined {
    return this.#downlink.availableBps;
  }

  /** While its receive path did not carry all that was wanted. */
  get narrow(): SpellLog {
    return this.#downlink.narrow;
  }

  get receiveTransport(): types.WebRtcTransport {
    return this.#receive.transport;
  }

  get sendTransport(): types.WebRtcTransport {
    return this.#send.transport;
  }

  get transports(): readonly LegTransport[] {
    return [this.#send, this.#receive];
  }

  findTransport(transportId: TransportId): LegTransport | undefined {
    return this.transports.find(({ id }) => id === transportId);
  }

  /** The media part of `join`. */
  createParameters(): MediaParameters {
    const settings = this.#settings;
    return {
      routerRtpCapabilities: this.place.router.rtpCapabilities as RtpCapabilities,
      send: this.#send.parameters,
      receive: this.#receive.parameters,
      iceServers: createIceServers(settings.ice, this.participantId, settings.clock.now()),
      videoCodecs: [...settings.videoCodecs],
      cameraMode: settings.cameraMode,
    };
  }

  /** Its transports, for reading their statistics. */
  collectTransports(): PolledTransport[] {
    return this.transports.map((one) => ({
      id: one.transport.id,
      get closed() {
        return one.transport.closed;
      },
      getStats: () => one.transport.getStats(),
      ...(one === this.#receive ? { handleStats: this.#handleStats } : {}),
    }));
  }

  /** Its consumers, for reading their statistics. */
  collectConsumers(): { consumer: types.Consumer; isConnected: boolean }[] {
    const { isConnected } = this.#receive;
    return [...this.reconciler.subscriptions].map(({ consumer }) => ({ consumer, isConnected }));
  }

  setReceiver(capabilities: RtpCapabilities): void {
    this.reconciler.setCapabilities(capabilities);
  }

  setReception(reception: Reception): void {
    this.reconciler.setReception(reception);
  }

  /** A track was published: its transport has to connect in time. */
  watchSend(): void {
    this.#send.watch();
  }

  /** Packets of a track of its own between two readings. */
  handleSent({ trackId }: Publication, latest: PacketCounters | undefined): void {
    this.#loss.handleSent(trackId, latest);
  }

  /** What its receive path is estimated to carry, bit/s. */
  handleEstimate(bps: number): void {
    this.#downlink.handleEstimate(bps);
  }

  readonly #handleStats = (stats: types.BaseTransportStats): void => {
    if (!this.#receive.isConnected || this.#receive.transport.closed) return;
    this.#downlink.handleStats(stats);
    this.#loss.handleReceived(this.#downlink.lossRatio);
    this.reconciler.outbox.tellLimits(this.reconciler.subscriptions);
    const { availableOutgoingBitrate } = stats;
    if (availableOutgoingBitrate !== undefined) this.#settings.observer.estimated(availableOutgoingBitrate);
  };

  /** Its publications are the room's to close. */
  close(reason: TransportCloseReason): void {
    // Transports first: they take their consumers along, which else would be a request to the worker for each.
    for (const transport of this.transports) transport.close(reason);
    this.reconciler.close();
    this.#limit.close();
    this.#loss.close();
    this.#stay.leave();
  }
}
