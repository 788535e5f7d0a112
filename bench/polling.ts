import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { Histories } from '../server/media/histories.ts';
import { openUdpCamera } from './udp-camera.ts';
import type { Row } from './table.ts';

const TIMES = 2_000;
/** As the poller asks: all producers and transports every 5 s, consumers every 30 s and some of them every 10 s. */
const PERIOD_S = 5;
const CONSUMERS_EVERY_S = 30;
const WATCHED = { share: 0.2, everyS: 10 } as const;

/** What asking a worker for statistics costs Node in a call of so many legs that each send two tracks. Real packets. */
export async function benchPolling(call: { legs: number; received: number }): Promise<Row[]> {
  const worker = await mediasoup.createWorker();
  try {
    const router = await worker.createRouter({
      mediaCodecs: [{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 }],
    });
    const camera = await openUdpCamera(router, 0);
    const { transport, consumer } = await openConsumer(router, camera.producer);
    const histories = new Histories();
    const costs = {
      producer: await measure(async (at) => {
        const rows = await camera.producer.getStats();
        histories.addReceived('producer', rows, { at, clockRate: 90_000 });
      }),
      transport: await measure(async (at) => {
        const [row] = await transport.getStats();
        histories.addTransport('transport', at, row?.bytesReceived ?? 0);
      }),
      consumer: await measure(async (at) => {
        const row = (await consumer.getStats()).find(({ type }) => type === 'outbound-rtp');
        if (row !== undefined) histories.addSent('consumer', at, row);
      }),
    };
    camera.close();
    return [describe(costs, call)];
  } finally {
    worker.close();
  }
}

type Asked = 'producer' | 'transport' | 'consumer';

function describe(costs: Readonly<Record<Asked, number>>, call: { legs: number; received: number }): Row {
  const consumers = call.legs * call.received;
  const rates: Readonly<Record<Asked, number>> = {
    producer: (2 * call.legs) / PERIOD_S,
    transport: (2 * call.legs) / PERIOD_S,
    consumer: consumers / CONSUMERS_EVERY_S + (consumers * WATCHED.share) / WATCHED.everyS,
  };
  const asked = Object.keys(rates) as Asked[];
  const share = asked.reduce((sum, name) => sum + (rates[name] * costs[name]) / 1e6, 0);
  const each = asked.map((name) => `${name} ${costs[name].toFixed(0)} µs x ${rates[name].toFixed(0)}/s`);
  return { what: 'polling workers', value: `${(share * 100).toFixed(1)} % of a core`, note: each.join(', ') };
}

async function openConsumer(router: types.Router, { id }: types.Producer) {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    rtcpMux: true,
  });
  // Nobody listens at the discard port.
  await transport.connect({ ip: '127.0.0.1', port: 9 });
  const { rtpCapabilities } = router as { rtpCapabilities: types.RtpCapabilities };
  return { transport, consumer: await transport.consume({ producerId: id, rtpCapabilities }) };
}

/** µs of Node's CPU for one of many, asked a few at a time as the poller does. */
async function measure(ask: (at: number) => Promise<void>): Promise<number> {
  const few = () => Promise.all(Array.from({ length: 20 }, () => ask(performance.now())));
  for (let done = 0; done < TIMES / 4; done += 20) await few();
  const before = process.cpuUsage();
  for (let done = 0; done < TIMES; done += 20) await few();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / TIMES;
}
