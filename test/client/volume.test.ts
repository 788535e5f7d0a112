import type { ParticipantId } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { ReceiverLevels, VolumeWatch } from '../../client/volume.ts';
import { fakeId } from '../support/fake-call.ts';

const participantId = fakeId(2) as ParticipantId; // brands are the server's to give

describe('who is heard', () => {
  test('is shown over the pauses between words, and no longer', () => {
    const watch = new VolumeWatch();
    watch.update([{ participantId, level: 0.8 }], 0);
    watch.update([{ participantId, level: 0 }], 600);
    expect(watch.isHeard(participantId)).toBe(true);
    expect(watch.levelOf(participantId)).toBe(0);
    watch.update([{ participantId, level: 0 }], 601);
    expect(watch.isHeard(participantId)).toBe(false);
  });

  test('is nobody who whispers or is gone', () => {
    const watch = new VolumeWatch();
    watch.update([{ participantId, level: 0.2 }], 0);
    expect(watch.isHeard(participantId)).toBe(false);
    watch.update([{ participantId, level: 0.9 }], 10);
    watch.update([], 20);
    expect(watch.isHeard(participantId)).toBe(false);
    expect(watch.levelOf(participantId)).toBe(0);
  });

  test('is left to the server’s word where the browser tells no level', () => {
    const watch = new VolumeWatch();
    watch.update([{ participantId, level: undefined }], 0);
    expect(watch.isHeard(participantId)).toBe(true);
  });
});

describe('the level of a receiver', () => {
  const receiver = (timestamp: number, audioLevel?: number) => {
    const sources = [
      { timestamp, rtpTimestamp: 0, source: 1, ...(audioLevel === undefined ? {} : { audioLevel }) },
    ];
    return { getSynchronizationSources: () => sources } as object as RTCRtpReceiver; // the one method that is used
  };

  test('is that of its newest packet, and none when no packet comes any more', () => {
    const levels = new ReceiverLevels();
    const speaking = receiver(5, 0.1);
    expect(levels.read(speaking, 0)).toBeCloseTo(2 / 3);
    expect(levels.read(speaking, 1_000)).toBeCloseTo(2 / 3);
    expect(levels.read(speaking, 1_001)).toBe(0);
  });

  test('is unknown where there is no receiver or it tells none', () => {
    const levels = new ReceiverLevels();
    expect(levels.read(undefined, 0)).toBeUndefined();
    expect(levels.read(receiver(5), 0)).toBeUndefined();
  });
});
