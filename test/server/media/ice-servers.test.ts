import { IceServer } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createIceServers } from '../../../server/media/ice-servers.ts';

const turnUrls = ['turn:turn.example.org:3478'];

describe('the ICE servers for a client', () => {
  it('hold TURN credentials that end, made as TURN servers with a shared secret expect', () => {
    const options = { stunUrls: [], turnUrls, turnSecret: 'north', turnTtlSeconds: 3_600 };
    const servers = createIceServers(options, 'participant', 1_699_996_400_999);
    // echo -n 1700000000:participant | openssl dgst -sha1 -hmac north -binary | base64
    expect(servers).toEqual([
      { urls: turnUrls, username: '1700000000:participant', credential: 'Zn27WQGaQJtsakVlWEkrJHVR85s=' },
    ]);
    expect(() => IceServer.array().parse(servers)).not.toThrow();
  });

  it('hold STUN servers without credentials', () => {
    const options = { stunUrls: ['stun:a', 'stun:b'], turnUrls: [], turnTtlSeconds: 1 };
    expect(createIceServers(options, 'x', 0)).toEqual([{ urls: ['stun:a', 'stun:b'] }]);
  });

  it('hold no TURN server that the client could not use', () => {
    expect(createIceServers({ stunUrls: [], turnUrls, turnTtlSeconds: 1 }, 'x', 0)).toEqual([]);
  });

  it('differ from client to client', () => {
    const options = { stunUrls: [], turnUrls, turnSecret: 'north', turnTtlSeconds: 60 };
    const [a] = createIceServers(options, 'a', 0);
    const [b] = createIceServers(options, 'b', 0);
    expect(a?.credential).not.toBe(b?.credential);
  });
});
