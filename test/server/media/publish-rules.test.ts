import { EarshotError, ParticipantId } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import {
  assertPublishable,
  computeStreamId,
  getKeyFrameRequestDelay,
  getKind,
  hasAudioLevel,
} from '../../../server/media/publish-rules.ts';
import { opusParameters, spec, videoParameters } from '../../media/fixtures.ts';

function refusal(...args: Parameters<typeof assertPublishable>): EarshotError | undefined {
  try {
    assertPublishable(...args);
    return undefined;
  } catch (error) {
    return EarshotError.from(error);
  }
}

describe('a track to publish', () => {
  it('is taken as browsers make it', () => {
    for (const source of ['microphone', 'camera', 'screen', 'screenAudio'] as const) {
      expect(refusal(spec(source), 'simulcast')).toBeUndefined();
    }
    expect(refusal(spec('camera', { rtpParameters: videoParameters(2) }), 'simulcast')).toBeUndefined();
  });

  it('is refused when it is a camera without layers', () => {
    const error = refusal(spec('camera', { rtpParameters: videoParameters(1) }), 'simulcast');
    expect(error?.code).toBe('media_rejected');
    expect(error?.details).toEqual({ source: 'camera', cameraMode: 'simulcast', encodings: 1 });
    const temporalOnly = videoParameters(1);
    const encodings = [{ ssrc: 1, scalabilityMode: 'L1T3' }];
    const camera = spec('camera', { rtpParameters: { ...temporalOnly, encodings } });
    expect(refusal(camera, 'L3T3_KEY')?.code).toBe('media_rejected');
  });

  it('is taken with one encoding of several spatial layers, or simulcast where SVC was asked for', () => {
    const encodings = [{ ssrc: 1, scalabilityMode: 'L3T3_KEY' }];
    const svc = { ...videoParameters(1, 'video/VP9'), encodings };
    expect(refusal(spec('camera', { rtpParameters: svc }), 'L3T3_KEY')).toBeUndefined();
    expect(refusal(spec('camera'), 'L3T3_KEY')).toBeUndefined();
  });

  it('is refused when codec and source do not fit', () => {
    const audioCamera = spec('camera', { rtpParameters: opusParameters() });
    expect(refusal(audioCamera, 'simulcast')?.code).toBe('media_rejected');
    const nothing = spec('microphone', { rtpParameters: { ...opusParameters(), codecs: [] } });
    expect(refusal(nothing, 'simulcast')?.code).toBe('media_rejected');
    const two = spec('microphone', {
      rtpParameters: { ...opusParameters(), encodings: [{ ssrc: 1 }, { ssrc: 2 }] },
    });
    expect(refusal(two, 'simulcast')?.code).toBe('media_rejected');
  });

  it('is refused when its packets could not be told apart', () => {
    const rtpParameters = { ...videoParameters(), headerExtensions: [] };
    expect(refusal(spec('camera', { rtpParameters }), 'simulcast')?.message).toContain('rtp-stream-id');
  });

  it('is known to carry its loudness or not', () => {
    expect(hasAudioLevel(opusParameters())).toBe(true);
    expect(hasAudioLevel({ ...opusParameters(), headerExtensions: [] })).toBe(false);
  });

  it('plays in sync with its own kind', () => {
    const id = ParticipantId.parse('00000000-0000-4000-8000-000000000001');
    const stream = (source: Parameters<typeof getKind>[0]) => computeStreamId(id, source);
    expect(stream('microphone')).toBe(`${id}-camera`);
    expect(stream('camera')).toBe(stream('microphone'));
    expect(stream('screenAudio')).toBe(`${id}-screen`);
    expect(stream('screen')).toBe(stream('screenAudio'));
    expect(
      ['microphone', 'screenAudio', 'camera', 'screen'].map((source) => getKind(source as 'camera')),
    ).toEqual(['audio', 'audio', 'video', 'video']);
  });

  it('merges key-frame requests to cameras only', () => {
    expect(getKeyFrameRequestDelay('camera')).toBe(300);
    expect(getKeyFrameRequestDelay('screen')).toBe(0);
  });
});
