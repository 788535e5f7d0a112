import { LIMITS, REQUESTS, RtpCapabilities, RtpParameters } from '@earshot/shared';
import { describe, expect, it } from 'vitest';

const many = (count: number, item: unknown) => Array.from({ length: count }, () => item);
const codec = { mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000 };
const extension = { uri: 'urn:x', id: 1 };
const feedback = { type: 'nack' };
const capability = { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000 };

describe('lists and texts of the protocol', () => {
  const published = (rtp: object) => (count: number, item: unknown) =>
    RtpParameters.safeParse({ codecs: [codec], ...rtp, ...fill(rtp, many(count, item)) }).success;
  const fill = (rtp: object, list: unknown[]) =>
    Object.fromEntries(Object.keys(rtp).map((key) => [key, list]));
  const rows: [string, number, (count: number) => boolean][] = [
    ['codecs sent', LIMITS.maxRtpListEntries, (count) => published({ codecs: [] })(count, codec)],
    [
      'header extensions sent',
      LIMITS.maxRtpListEntries,
      (count) => published({ headerExtensions: [] })(count, extension),
    ],
    [
      'kinds of feedback of a codec',
      LIMITS.maxRtpListEntries,
      (count) => published({ codecs: [] })(1, { ...codec, rtcpFeedback: many(count, feedback) }),
    ],
    ['encodings', LIMITS.maxEncodings, (count) => published({ encodings: [] })(count, { ssrc: 1 })],
    [
      'codecs that can be received',
      LIMITS.maxRtpListEntries,
      (count) => RtpCapabilities.safeParse({ codecs: many(count, capability) }).success,
    ],
    [
      'header extensions that can be received',
      LIMITS.maxRtpListEntries,
      (count) =>
        RtpCapabilities.safeParse({ headerExtensions: many(count, { uri: 'urn:x', preferredId: 1 }) })
          .success,
    ],
    [
      'characters of a topic',
      LIMITS.maxTopicCharacters,
      (count) =>
        REQUESTS['data.send'].params.safeParse({ topic: 't'.repeat(count), payload: 'p', encoding: 'text' })
          .success,
    ],
  ];

  it.each(rows)('%s: %d and no more', (_what, limit, isTaken) => {
    expect([isTaken(1), isTaken(limit), isTaken(limit + 1)]).toEqual([true, true, false]);
  });
});
