import { parentPort, workerData } from 'node:worker_threads';
import { GroundCore, type GroundOptions } from './core.ts';
import type { Answer, Order } from './ground-relay.ts';
import { runAtOnce } from './real-time.ts';

/*
 * The relay's thread: it does what it is told, one order after the other. The server of a test runs in the test's own
 * process; on its event loop the relay would delay media whenever the server is busy, and measure itself.
 */

const port = parentPort;
if (port === null) throw new Error('ground-main.ts runs as a worker thread only');
runAtOnce();
const core = await GroundCore.open(workerData as GroundOptions);

port.on('message', ({ id, order }: { id: number; order: Order }) => {
  port.postMessage({ id, ...obey(order) } satisfies Answer);
});
port.postMessage({ id: 0 } satisfies Answer);

function obey(order: Order): Omit<Answer, 'id'> {
  try {
    switch (order.do) {
      case 'name':
        core.name(order.serverUfrag, order.leg);
        return {};
      case 'impair':
        core.impair(order.place, order.impairment);
        return {};
      case 'read':
        return { reading: core.read() };
    }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
