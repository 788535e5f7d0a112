import { LIMITS, ParticipantId } from '@earshot/shared';
import { assertDataFits, selectRecipients } from '@earshot/server/rooms/data-messages.ts';
import { describe, expect, it } from 'vitest';

const limit = LIMITS.maxDataBytes;

describe('the size of a data message', () => {
  it('is that of its UTF-8 text', () => {
    assertDataFits({ payload: 'é'.repeat(limit / 2), encoding: 'text' });
    expect(() => {
      assertDataFits({ payload: `${'é'.repeat(limit / 2)}a`, encoding: 'text' });
    }).toThrow(expect.objectContaining({ code: 'message_too_large' }));
  });

  it('is that of the bytes in its base64', () => {
    const encode = (bytes: number) => Buffer.alloc(bytes, 255).toString('base64');
    assertDataFits({ payload: encode(limit), encoding: 'base64' });
    expect(() => {
      assertDataFits({ payload: encode(limit + 1), encoding: 'base64' });
    }).toThrow(expect.objectContaining({ code: 'message_too_large' }));
  });

  it.each(['a', 'abc', 'ab=c', 'äbcd', 'ab==cd=='])('is not asked for of bad base64: %s', (payload) => {
    expect(() => {
      assertDataFits({ payload, encoding: 'base64' });
    }).toThrow(expect.objectContaining({ code: 'bad_params' }));
  });
});

const id = (n: number) => ParticipantId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const present = new Map([1, 2, 3].map((n) => [id(n), { participantId: id(n), hidden: n === 3 }] as const));
const recipientsOf = (to?: ParticipantId[]) =>
  selectRecipients(id(1), present, to).map(({ participantId }) => participantId);

describe('the recipients of a data message', () => {
  it('are all others, hidden ones too, when none is named', () => {
    expect(recipientsOf()).toEqual([id(2), id(3)]);
  });

  it('are those named who are there and not hidden, each once', () => {
    expect(recipientsOf([id(2), id(2), id(3), id(9)])).toEqual([id(2)]);
  });

  it('are 64 named ones at most', () => {
    const many = Array.from({ length: 65 }, (_, n) => id(n));
    expect(recipientsOf(many.slice(0, 64))).toHaveLength(2);
    expect(() => recipientsOf(many)).toThrow(expect.objectContaining({ code: 'recipient_limit' }));
  });
});
