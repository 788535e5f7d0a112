import { FRAME, ParticipantId } from '@earshot/shared';
import { jsonOf } from '@earshot/server/primitives/json-text.ts';
import { writeEventPacket } from '@earshot/server/signalling/event-packet.ts';
import { describe, expect, it } from 'vitest';

const data = {
  messageId: '00000000-0000-4000-8000-000000000001',
  participantId: ParticipantId.parse('00000000-0000-4000-8000-000000000002'),
  name: '"Ann" \\ 語',
  text: 'a\nb\u2028',
  at: 1,
};

describe('an event on the wire', () => {
  it('is what socket.io itself would write', () => {
    const packet = writeEventPacket({ seq: 7, name: 'chat', data });
    expect(packet).toBe(`2${JSON.stringify([FRAME.event, { seq: 7, name: 'chat', data }])}`);
  });

  it('has its data written as JSON once, whatever its numbers', () => {
    let written = 0;
    const counted = {
      ...data,
      toJSON() {
        written += 1;
        return data;
      },
    };
    for (let seq = 1; seq <= 350; seq += 1) writeEventPacket({ seq, name: 'chat', data: counted });
    expect(written).toBe(1);
    expect(jsonOf(counted).bytes).toBe(Buffer.byteLength(JSON.stringify(data)));
  });
});
