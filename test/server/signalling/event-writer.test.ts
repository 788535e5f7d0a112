import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { ParticipantId } from '@earshot/shared';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventWriter } from '@earshot/server/signalling/event-writer.ts';
import { WriteSlices } from '@earshot/server/signalling/write-slices.ts';

const chat = {
  messageId: '00000000-0000-4000-8000-000000000001',
  participantId: ParticipantId.parse('00000000-0000-4000-8000-000000000002'),
  name: 'Ann',
  text: 'a',
  at: 1,
};
const chatEvent = (seq: number) => ({ seq, name: 'chat' as const, data: chat });

describe('events of one socket', () => {
  let http: HttpServer;
  let io: Server;
  let client: WebSocket;
  let turns: (() => void)[];
  const received: string[] = [];

  beforeEach(async () => {
    turns = [];
    received.length = 0;
    http = createServer();
    io = new Server(http, { transports: ['websocket'] });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    const { port } = http.address() as AddressInfo;
    client = new WebSocket(`ws://127.0.0.1:${String(port)}/socket.io/?EIO=4&transport=websocket`);
    client.addEventListener('message', ({ data }) => received.push(String(data)));
  });

  afterEach(async () => {
    client.close();
    await io.close();
  });

  async function connected(): Promise<EventWriter> {
    await once(client, 'open');
    const slices = new WriteSlices(
      () => 0,
      (action) => turns.push(action),
    );
    const isConnected = once(io, 'connection');
    client.send('40');
    const [socket] = (await isConnected) as [Socket];
    const writer = new EventWriter(socket.conn, slices);
    await vi.waitFor(() => {
      expect(received.some((packet) => packet.startsWith('40'))).toBe(true);
    });
    received.length = 0;
    return writer;
  }

  it('go out slice by slice, also the second of one turn', async () => {
    const writer = await connected();
    writer.write(chatEvent(1));
    writer.write(chatEvent(2));
    expect(turns).toHaveLength(1);
    turns.shift()?.();
    await vi.waitFor(() => {
      expect(received).toHaveLength(1);
      expect(turns).toHaveLength(1);
    });
    turns.shift()?.();
    await vi.waitFor(() => {
      expect(received.map((packet) => /"seq":(\d+)/u.exec(packet)?.[1])).toEqual(['1', '2']);
    });
  });
});
