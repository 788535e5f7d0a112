import { describe, expect, it } from 'vitest';
import { DEFAULT_VIDEO_CODECS, selectMediaCodecs } from '../../../server/media/codecs.ts';

const names = (order: readonly string[]) => selectMediaCodecs(order).map(({ mimeType }) => mimeType);

describe('a room’s codecs', () => {
  it('are Opus and the video codecs in the order asked for', () => {
    expect(names(['video/AV1', 'video/VP8'])).toEqual(['audio/opus', 'video/AV1', 'video/VP8']);
    expect(names(DEFAULT_VIDEO_CODECS)).toEqual([
      'audio/opus',
      'video/VP8',
      'video/H264',
      'video/VP9',
      'video/AV1',
    ]);
  });

  it('hold nothing twice and nothing unknown', () => {
    expect(names(['video/vp8', 'video/VP8', 'video/H265', 'audio/opus'])).toEqual([
      'audio/opus',
      'video/VP8',
    ]);
  });

  it('give Opus error correction, silence suppression and frames of 20 ms', () => {
    expect(selectMediaCodecs([])[0]?.parameters).toMatchObject({ useinbandfec: 1, usedtx: 1, ptime: 20 });
  });
});
