import { parentPort, workerData } from 'node:worker_threads';
import { StoreService } from '../store/service.ts';
import type { AnswerMessage, RequestMessage, ThreadData } from './protocol.ts';

/**
 * The store's own thread: everything that waits for a disk happens here. Requests are worked off one after the other, in
 * the order in which they came.
 */

// Given by `ThreadStore`, which is all that starts this file.
const { url } = workerData as ThreadData;
const service = new StoreService(url);
let queue: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: RequestMessage) => {
  queue = queue.then(() => answer(request));
});

async function answer({ id, name, params }: RequestMessage): Promise<void> {
  let message: AnswerMessage;
  try {
    // The parameters were checked by the type of `ThreadStore.#ask`; they do not leave the process.
    const value = await service[name](params as never);
    message = { id, ok: true, value };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    message = { id, ok: false, away: service.isAway(error), message: text };
  }
  parentPort?.postMessage(message);
}
