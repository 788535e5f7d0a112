import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Finds `count` consecutive ports that are free for UDP and TCP on every loopback address used in tests. */
export async function freePortRun(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = 20_000 + Math.floor(Math.random() * 20_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${String(count)} consecutive free ports found in 50 tries`);
}

async function isFree(port: number): Promise<boolean> {
  return (await opens(() => listenTcp(port))) && (await opens(() => bindUdp(port)));
}

async function opens(open: () => Promise<void>): Promise<boolean> {
  try {
    await open();
    return true;
  } catch {
    return false; // taken by another program
  }
}

async function listenTcp(port: number): Promise<void> {
  const server = createServer();
  server.listen(port, '0.0.0.0');
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

async function bindUdp(port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(port, '0.0.0.0');
  await once(socket, 'listening');
  socket.close();
  await once(socket, 'close');
}
