/** Just enough of Ogg to take Opus packets out of what ffmpeg writes, and to put them back one to a page. */

const HEADER_BYTES = 27;
const MAX_LACING = 255;
/** Page flags. */
const CONTINUED = 1;
const FIRST = 2;
const LAST = 4;
/** Packets before the audio: `OpusHead` and `OpusTags`. */
const HEADER_PACKETS = 2;
/** Frames of speech that DTX lets pass after the last sound, and how often it lets one through in silence. */
const DTX_HANGOVER_FRAMES = 10;
const DTX_REFRESH_FRAMES = 20;
/** Granule position counts samples at 48 kHz. */
const FRAME_GRANULES = 960;

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit += 1) value = (value << 1) ^ (value < 0 ? 0x04c1_1db7 : 0);
  return value >>> 0;
});

function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ (crcTable[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}

/** All packets of an Ogg stream, headers included. Throws where the bytes are no Ogg. */
export function readPackets(ogg: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let open: Buffer[] = [];
  let at = 0;
  while (at < ogg.length) {
    if (ogg.toString('latin1', at, at + 4) !== 'OggS') throw new Error(`no Ogg page at byte ${String(at)}`);
    if (((ogg[at + 5] ?? 0) & CONTINUED) === 0) open = [];
    const segments = ogg[at + 26] ?? 0;
    let body = at + HEADER_BYTES + segments;
    for (let segment = 0; segment < segments; segment += 1) {
      const size = ogg[at + HEADER_BYTES + segment] ?? 0;
      open.push(ogg.subarray(body, body + size));
      body += size;
      if (size < MAX_LACING) {
        packets.push(Buffer.concat(open));
        open = [];
      }
    }
    at = body;
  }
  return packets;
}

function page(packet: Buffer, options: { flags: number; granule: number; sequence: number }): Buffer {
  const lacing = Buffer.alloc(Math.floor(packet.length / MAX_LACING) + 1, MAX_LACING);
  lacing[lacing.length - 1] = packet.length % MAX_LACING;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('OggS', 0, 'latin1');
  header[5] = options.flags;
  header.writeBigInt64LE(BigInt(options.granule), 6);
  header.writeUInt32LE(1, 14); // serial number of the only stream
  header.writeUInt32LE(options.sequence, 18);
  header[26] = lacing.length;
  const bytes = Buffer.concat([header, lacing, packet]);
  bytes.writeUInt32LE(crcOf(bytes), 22);
  return bytes;
}

/** An Ogg Opus stream with one packet to a page. */
export function writePackets(packets: readonly Buffer[]): Buffer {
  return Buffer.concat(
    packets.map((packet, sequence) => {
      const isLast = sequence === packets.length - 1;
      const flags = (sequence === 0 ? FIRST : 0) | (isLast ? LAST : 0);
      const frames = Math.max(0, sequence - HEADER_PACKETS + 1);
      return page(packet, { flags, granule: frames * FRAME_GRANULES, sequence });
    }),
  );
}

/**
 * What an encoder with DTX would have done in silence: frames become their first byte alone, which says "nothing to send",
 * but for a hangover after speech and a refresh every 400 ms. (Debian's ffmpeg cannot switch DTX on.)
 * @param packets headers included
 * @param silent whether each audio frame is silent
 */
export function withDtx(packets: readonly Buffer[], silent: readonly boolean[]): Buffer[] {
  let run = 0;
  return packets.map((packet, index) => {
    if (index < HEADER_PACKETS) return packet;
    run = silent[index - HEADER_PACKETS] === true ? run + 1 : 0;
    const isKept = run <= DTX_HANGOVER_FRAMES || (run - DTX_HANGOVER_FRAMES) % DTX_REFRESH_FRAMES === 0;
    return isKept ? packet : packet.subarray(0, 1);
  });
}
