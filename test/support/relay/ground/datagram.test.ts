import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDatagram } from './datagram.ts';
import { rtcpPacket, rtpPacket, stunCheck } from './sample-datagrams.ts';

describe('datagram', () => {
  it.each(['server', 'srv', 'a'])('reads the server’s ICE username %s out of a check', (ufrag) => {
    expect(readDatagram(stunCheck(`${ufrag}:client`))).toEqual({ kind: 'stun', serverUfrag: ufrag });
  });

  it('finds no name in an answer, in a check cut short, and in what only looks like STUN', () => {
    const answer = stunCheck('server:client');
    answer.writeUInt16BE(0x0101, 0);
    expect(readDatagram(answer)).toEqual({ kind: 'stun' });
    expect(readDatagram(stunCheck('server:client').subarray(0, 34))).toEqual({ kind: 'stun' });
    const noCookie = stunCheck('server:client');
    noCookie.writeUInt32BE(0, 4);
    expect(readDatagram(noCookie)).toEqual({ kind: 'other' });
  });

  it('tells senders of RTP apart, also with the marker bit', () => {
    expect(readDatagram(rtpPacket(0xffff_0001, 1))).toEqual({ kind: 'rtp', ssrc: 0xffff_0001 });
    expect(readDatagram(rtpPacket(5, 1, { marker: true }))).toEqual({ kind: 'rtp', ssrc: 5 });
  });

  it('tells RTCP and DTLS from RTP', () => {
    expect(readDatagram(rtcpPacket())).toEqual({ kind: 'rtcp' });
    expect(readDatagram(Buffer.from([22, 254, 253]))).toEqual({ kind: 'dtls' });
    expect(readDatagram(Buffer.from([0x80, 100]))).toEqual({ kind: 'other' });
    expect(readDatagram(Buffer.alloc(0))).toEqual({ kind: 'other' });
  });

  it('reads anything without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(3), (bytes, first) => {
        const check = stunCheck('server:client');
        check.set(bytes.subarray(0, check.length - 8), 8);
        check[0] = first;
        readDatagram(check);
        readDatagram(Buffer.from(bytes));
      }),
    );
  });
});
