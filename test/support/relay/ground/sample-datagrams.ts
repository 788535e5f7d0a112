/** A client's ICE check with this user name. */
export function stunCheck(username: string): Buffer {
  const name = Buffer.from(username);
  const padded = Math.ceil(name.length / 4) * 4;
  // PRIORITY first, so that the name is not simply the first attribute.
  const check = Buffer.alloc(20 + 8 + 4 + padded);
  check.writeUInt16BE(0x0001, 0);
  check.writeUInt16BE(check.length - 20, 2);
  check.writeUInt32BE(0x2112_a442, 4);
  check.writeUInt16BE(0x0024, 20);
  check.writeUInt16BE(4, 22);
  check.writeUInt16BE(0x0006, 28);
  check.writeUInt16BE(name.length, 30);
  name.copy(check, 32);
  return check;
}

/** A packet of a sender; `marker` sets the bit that lies where RTCP has its type. */
export function rtpPacket(
  ssrc: number,
  sequence: number,
  { bytes = 100, payloadType = 100, marker = false } = {},
): Buffer {
  const packet = Buffer.alloc(bytes);
  packet[0] = 0x80;
  packet[1] = payloadType | (marker ? 0x80 : 0);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}

/** An empty receiver report. */
export function rtcpPacket(): Buffer {
  return Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 1]);
}
