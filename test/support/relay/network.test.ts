import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { openNetwork, type Network } from './network.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

describe('network', () => {
  it('carries UDP and TCP both ways, holds TCP and loses UDP while cut, and goes on after', async () => {
    const udpServer = await openEchoUdp();
    const media = udpServer.address().port;
    const { port: tcpPort } = await openEchoTcp();
    const network = await openNetwork({ address: '127.0.0.9', signallingPort: tcpPort, mediaPorts: [media] });
    closers.push(() => {
      network.close();
    });
    const { udpReplies, sendUdp } = openUdpClient(network, media);
    const { received, write } = await openTcpClient(network);

    sendUdp('one');
    write('a');
    await until(() =>
      udpReplies.includes('one') && received() === 'a' ? undefined : `${String(udpReplies)}|${received()}`,
    );

    network.cut();
    sendUdp('lost');
    write('b');
    await until(() => (network.lost > 0 ? undefined : 'nothing was lost yet'));
    network.restore();
    await until(() => {
      sendUdp('two');
      return udpReplies.includes('two') && received() === 'ab'
        ? undefined
        : `${String(udpReplies)}|${received()}`;
    });
    expect(udpReplies).not.toContain('lost');
  });
});

async function openEchoUdp(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    socket.send(message, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closers.push(() => {
    socket.close();
  });
  return socket;
}

async function openEchoTcp(): Promise<AddressInfo> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined); // the test ends by resetting connections
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.close();
  });
  return server.address() as AddressInfo;
}

function openUdpClient(network: Network, port: number) {
  const client = createSocket('udp4');
  const udpReplies: string[] = [];
  client.on('message', (message) => udpReplies.push(message.toString()));
  closers.push(() => {
    client.close();
  });
  return {
    udpReplies,
    sendUdp: (text: string) => {
      client.send(text, port, network.address);
    },
  };
}

async function openTcpClient(network: Network) {
  const { hostname, port } = new URL(network.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // reset when the network closes
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  await once(socket, 'connect');
  closers.push(() => {
    socket.destroy();
  });
  return { received: () => text, write: (data: string) => socket.write(data) };
}
