import type { IncomingMessage } from 'node:http';
import type {
  DtlsParameters,
  Router,
  RtpCapabilities,
  RtpParameters,
  WebRtcServer,
  WebRtcTransport,
} from 'mediasoup/types';
import type { Impairment } from '../relay/link.ts';
import type { GroundRelay } from '../relay/ground/ground-relay.ts';

interface Body {
  readonly id: string;
  readonly kind: 'audio' | 'video';
  readonly producerId: string;
  readonly consumerId: string;
  readonly spatialLayer: number;
  readonly dtlsParameters: DtlsParameters;
  readonly rtpParameters: RtpParameters;
  readonly rtpCapabilities: RtpCapabilities;
}

/** The body of a request, as JSON. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Body;
}

/** What the page asks the server for; all media pass the relay. */
export function routes({
  router,
  webRtcServer,
  relay,
}: {
  readonly router: Router;
  readonly webRtcServer: WebRtcServer;
  readonly relay: GroundRelay;
}): Record<string, (body: Body) => Promise<unknown>> {
  const transports = new Map<string, WebRtcTransport>();
  const consumers = new Map<string, Awaited<ReturnType<WebRtcTransport['consume']>>>();
  const producers: Awaited<ReturnType<WebRtcTransport['produce']>>[] = [];
  const find = <T>(map: Map<string, T>, id: string): T => {
    const found = map.get(id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };
  return {
    '/capabilities': async () => router.rtpCapabilities,
    '/transport': async () => {
      const transport = await router.createWebRtcTransport({
        webRtcServer,
        initialAvailableOutgoingBitrate: 1_000_000,
      });
      // The page makes the one that sends first.
      const direction = transports.size === 0 ? 'send' : 'receive';
      transports.set(transport.id, transport);
      await relay.name(transport.iceParameters.usernameFragment, {
        participant: 'page',
        transport: direction,
      });
      const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
      return { id, iceParameters, iceCandidates, dtlsParameters };
    },
    '/connect': async (body) => {
      await find(transports, body.id).connect({ dtlsParameters: body.dtlsParameters });
      return {};
    },
    '/produce': async (body) => {
      const producer = await find(transports, body.id).produce({
        kind: body.kind,
        rtpParameters: body.rtpParameters,
      });
      producers.push(producer);
      return { id: producer.id };
    },
    '/consume': async (body) => {
      const { producerId, rtpCapabilities } = body;
      const consumer = await find(transports, body.id).consume({ producerId, rtpCapabilities, paused: true });
      consumers.set(consumer.id, consumer);
      return { id: consumer.id, producerId, kind: consumer.kind, rtpParameters: consumer.rtpParameters };
    },
    '/resume': async (body) => {
      await find(consumers, body.consumerId).resume();
      return {};
    },
    '/layers': async (body) => {
      await find(consumers, body.consumerId).setPreferredLayers({ spatialLayer: body.spatialLayer });
      return {};
    },
    '/pause': async () => {
      await Promise.all(producers.map((producer) => producer.pause()));
      return {};
    },
    // What is sent on its way up, and what is received on its way down.
    '/impair': async (body) => {
      const impairment = body as Impairment;
      await relay.impair({ participant: 'page', transport: 'send', direction: 'up' }, impairment);
      await relay.impair({ participant: 'page', transport: 'receive', direction: 'down' }, impairment);
      return {};
    },
  };
}
