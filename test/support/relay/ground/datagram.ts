/** What a datagram on a media port is. */
export type Kind = 'stun' | 'dtls' | 'rtp' | 'rtcp' | 'other';

/** What a datagram says of itself in the clear: SRTP leaves the header open (RFC 3711 section 3.1). */
export interface Datagram {
  readonly kind: Kind;
  /** Sender of an RTP packet. */
  readonly ssrc?: number;
  /** ICE username of the server, in a check of the client. */
  readonly serverUfrag?: string;
}

const RTP_HEADER_BYTES = 12;
const STUN_HEADER_BYTES = 20;
const STUN_COOKIE = 0x2112_a442;
const BINDING_REQUEST = 0x0001;
const USERNAME = 0x0006;

/** Reads a datagram by its first bytes (RFC 7983 section 7; RTCP apart by RFC 5761 section 4). */
export function readDatagram(datagram: Buffer): Datagram {
  const first = datagram[0] ?? 255;
  if (first <= 3) return readStun(datagram);
  if (first >= 20 && first <= 63) return { kind: 'dtls' };
  if (first < 128 || first > 191) return { kind: 'other' };
  const second = datagram[1] ?? 0;
  if (second >= 192 && second <= 223) return { kind: 'rtcp' };
  if (datagram.length < RTP_HEADER_BYTES) return { kind: 'other' };
  return { kind: 'rtp', ssrc: datagram.readUInt32BE(8) };
}

/** A client's check names both ends, the one it is sent to first: `server:client` (RFC 8445 section 7.2.2). */
function readStun(datagram: Buffer): Datagram {
  if (datagram.length < STUN_HEADER_BYTES || datagram.readUInt32BE(4) !== STUN_COOKIE)
    return { kind: 'other' };
  if (datagram.readUInt16BE(0) !== BINDING_REQUEST) return { kind: 'stun' };
  const serverUfrag = findAttribute(datagram, USERNAME)?.toString('utf8').split(':')[0];
  return serverUfrag === undefined ? { kind: 'stun' } : { kind: 'stun', serverUfrag };
}

/** Value of a STUN attribute: type and length of two bytes each, padded to four (RFC 8489 section 14). */
function findAttribute(datagram: Buffer, wanted: number): Buffer | undefined {
  for (let at = STUN_HEADER_BYTES; at + 4 <= datagram.length;) {
    const bytes = datagram.readUInt16BE(at + 2);
    const ends = at + 4 + bytes;
    if (ends > datagram.length) return undefined;
    if (datagram.readUInt16BE(at) === wanted) return datagram.subarray(at + 4, ends);
    at = ends + ((4 - (bytes % 4)) % 4);
  }
  return undefined;
}
