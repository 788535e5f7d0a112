import { afterEach, beforeEach, describe, it } from 'vitest';
import { CallMedia } from '../../server/media/room-media.ts';
import { computeTrackLayers } from '../../server/media/layers.ts';
import type { Media } from '../../server/media/media.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import {
  closeTestRooms,
  openMedia,
  openPublisher,
  openReceiver,
  openTestRoom,
  videoParameters,
} from './fixtures.ts';

describe('the path of a receiver', () => {
  let media: Media;
  const clock = createFakeClock();

  beforeEach(async () => {
    ({ media } = await openMedia({
      clock,
      limits: { transportConnectTimeoutMs: 1e9, workerRequestTimeoutMs: 1e8 },
    }));
  });
  afterEach(async () => {
    closeTestRooms();
    await media.close();
  });

  it('is probed for no more than twice what its videos cost in the wanted layers', async () => {
    const test = openTestRoom(media);
    const rtpParameters = videoParameters(3);
    const { trackId } = await openPublisher(test, 'camera', { rtpParameters });
    const receiver = await openReceiver(test);
    test.room.setReception(receiver, { audio: [], video: [{ trackId, height: 720, priority: 100 }] });
    await until(() => (test.told(receiver, 'consumersAdded').length === 1 ? undefined : 'no consumer'));
    if (!(test.room instanceof CallMedia)) throw new TypeError('the media of a call is CallMedia');
    const leg = [...test.room.legs].find(({ participantId }) => participantId === receiver);
    clock.advance(5_000);
    const wanted = computeTrackLayers(rtpParameters.encodings ?? [], 720).bitrates[2] ?? 0;
    await until(async () => {
      const limits = await Promise.all(
        (leg?.transports ?? []).map(
          async ({ transport }) => (await transport.getStats())[0]?.maxOutgoingBitrate,
        ),
      );
      return limits.includes(2 * wanted) ? undefined : `limits are ${limits.join()}`;
    });
  });
});
