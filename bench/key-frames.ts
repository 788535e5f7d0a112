import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { createSocket } from 'node:dgram';
import { ms, percentile, type Row } from './table.ts';
import { isKeyFrame, openUdpCamera } from './udp-camera.ts';

const RECEIVERS = 20;
const JOIN_MS = 1_000;
const DELAYS = [0, 300, 1_000] as const;
/** What a camera's producer is made with (server/media/publish-rules.ts). */
const CHOSEN = 300;

/** What `keyFrameRequestDelay` does when 20 receivers come within a second. Real packets on loopback. */
export async function benchKeyFrames(): Promise<Row[]> {
  const worker = await mediasoup.createWorker();
  const rows: Row[] = [];
  try {
    for (const delay of DELAYS) {
      const router = await worker.createRouter({
        mediaCodecs: [{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 }],
      });
      rows.push(await benchDelay(router, delay));
      router.close();
    }
  } finally {
    worker.close();
  }
  return rows;
}

async function benchDelay(router: types.Router, delay: number): Promise<Row> {
  const camera = await openUdpCamera(router, delay);
  const waits = await Promise.all(
    Array.from({ length: RECEIVERS }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, (index * JOIN_MS) / RECEIVERS)); // measured: they come one by one
      return await measureFirstKeyFrame(router, camera.producer);
    }),
  );
  const { asked, keyFrames } = camera;
  camera.close();
  return {
    what: `${String(RECEIVERS)} receivers within 1 s, delay ${String(delay)} ms${delay === CHOSEN ? ' (ours)' : ''}`,
    value: `${String(asked)} asked, ${String(keyFrames)} made`,
    note: `first key frame after ${ms(percentile(waits, 50))} median, ${ms(percentile(waits, 95))} p95`,
  };
}

/** ms from `resume` until the first key frame is there. */
async function measureFirstKeyFrame(router: types.Router, { id }: types.Producer): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    rtcpMux: true,
  });
  await transport.connect({ ip: '127.0.0.1', port: socket.address().port });
  const { rtpCapabilities } = router as { rtpCapabilities: types.RtpCapabilities };
  const consumer = await transport.consume({ producerId: id, rtpCapabilities, paused: true });
  const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
  const startedAt = performance.now();
  const first = new Promise<number>((resolve) => {
    socket.on('message', (packet) => {
      if (isKeyFrame(packet, ssrc)) resolve(performance.now() - startedAt);
    });
  });
  await consumer.resume();
  const took = await first;
  socket.close();
  return took;
}
