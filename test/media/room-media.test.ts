import { TransportId } from '@earshot/shared';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Media } from '../../server/media/media.ts';
import { CallMedia } from '../../server/media/room-media.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import {
  advanceUntil,
  closeTestRooms,
  codeOf,
  newParticipant,
  newTrack,
  openMedia,
  openPublisher,
  openReceiver,
  openTestRoom,
  opusParameters,
  spec,
  videoParameters,
} from './fixtures.ts';

const FINGERPRINT = {
  algorithm: 'sha-256' as const,
  value: Array.from({ length: 32 }, () => 'AB').join(':'),
};

afterEach(closeTestRooms);

const NO_TRANSPORTS = { udp: 0, tcp: 0, unconnected: 0 };

/** Transports without a path, by direction. */
function unconnectedOf(media: Media): { send: number; receive: number } {
  const { send, receive } = media.numbers().transports;
  return { send: send.unconnected, receive: receive.unconnected };
}

describe('a leg’s media', () => {
  let media: Media;
  let counts: Record<string, number>;

  beforeAll(async () => {
    ({ media, counts } = await openMedia({
      ice: {
        stunUrls: ['stun:127.0.0.1:3478'],
        turnUrls: ['turn:127.0.0.1:3478?transport=udp'],
        turnSecret: 'shared',
        turnTtlSeconds: 600,
      },
    }));
  });

  afterAll(async () => {
    await media.close();
  });

  it('comes with two transports on the worker’s one UDP and one TCP port', async () => {
    const { room } = openTestRoom(media);
    const id = newParticipant();
    const parameters = await room.openLeg(id);
    expect(parameters.send.transportId).not.toBe(parameters.receive.transportId);
    const candidates = [...parameters.send.iceCandidates, ...parameters.receive.iceCandidates];
    expect(new Set(candidates.map(({ protocol }) => protocol))).toEqual(new Set(['udp', 'tcp']));
    expect(new Set(candidates.map(({ protocol, port }) => `${protocol} ${String(port)}`)).size).toBe(2);
    expect(parameters.videoCodecs).toEqual(['video/VP8', 'video/H264', 'video/VP9', 'video/AV1']);
    expect(parameters.cameraMode).toBe('simulcast');
    const turn = parameters.iceServers[1];
    expect(turn?.username).toMatch(new RegExp(`^\\d+:${id}$`, 'u'));
    expect(turn?.credential).toMatch(/^[A-Za-z0-9+/]{27}=$/u);
  });

  it('offers Opus and the video codecs in the room’s order', async () => {
    const other = await openMedia({ videoCodecs: ['video/AV1', 'video/VP8'], enableUdp: false });
    const { room } = openTestRoom(other.media);
    const parameters = await room.openLeg(newParticipant());
    const names = parameters.routerRtpCapabilities.codecs?.map(({ mimeType }) => mimeType) ?? [];
    expect(names.filter((name) => name !== 'video/rtx')).toEqual(['audio/opus', 'video/AV1', 'video/VP8']);
    expect(parameters.send.iceCandidates.map(({ protocol }) => protocol)).toEqual(['tcp']);
    await other.media.close();
  });

  it('gets new ICE credentials for each of its transports', async () => {
    const { room } = openTestRoom(media);
    const id = newParticipant();
    const { send, receive } = await room.openLeg(id);
    for (const { transportId, iceParameters } of [send, receive]) {
      const fresh = await room.restartIce(id, transportId);
      expect(fresh.iceParameters.usernameFragment).not.toBe(iceParameters.usernameFragment);
      expect(fresh.iceServers).toHaveLength(2);
    }
  });

  it('connects a transport once, and says why not', async () => {
    const { room } = openTestRoom(media);
    const id = newParticipant();
    const { send } = await room.openLeg(id);
    const bad = { fingerprints: [{ algorithm: 'sha-256' as const, value: 'no fingerprint' }] };
    expect(await codeOf(room.connectTransport(id, send.transportId, bad))).toBe('media_rejected');
    await room.connectTransport(id, send.transportId, { role: 'client', fingerprints: [FINGERPRINT] });
    const again = room.connectTransport(id, send.transportId, { fingerprints: [FINGERPRINT] });
    expect(await codeOf(again)).toBe('wrong_state');
    const unknown = TransportId.parse('nothing');
    expect(await codeOf(room.restartIce(id, unknown))).toBe('transport_not_found');
    const stranger = room.connectTransport(newParticipant(), send.transportId, {
      fingerprints: [FINGERPRINT],
    });
    expect(await codeOf(stranger)).toBe('transport_not_found');
  });

  it('refuses a publish that cannot work, with a code', async () => {
    const { room } = openTestRoom(media);
    const id = newParticipant();
    await room.openLeg(id);
    const single = spec('camera', { rtpParameters: videoParameters(1) });
    expect(await codeOf(room.publish(id, single))).toBe('media_rejected');
    const h263 = spec('screen', { rtpParameters: videoParameters(1, 'video/H263') });
    expect(await codeOf(room.publish(id, h263))).toBe('codec_unsupported');
    const asAudio = spec('microphone', { rtpParameters: videoParameters(1) });
    expect(await codeOf(room.publish(id, asAudio))).toBe('media_rejected');
    const good = spec('microphone');
    await room.publish(id, good);
    expect(await codeOf(room.publish(id, good))).toBe('wrong_state');
    const doubleMid = spec('screenAudio', { rtpParameters: good.rtpParameters });
    expect(await codeOf(room.publish(id, doubleMid))).toBe('media_rejected');
    expect(await codeOf(room.publish(newParticipant(), spec('microphone')))).toBe('wrong_state');
    expect(media.numbers().producers).toEqual({ microphone: 1, camera: 0, screen: 0, screenAudio: 0 });
  });

  it('takes SVC cameras with one encoding', async () => {
    const { room } = openTestRoom(media);
    const id = newParticipant();
    await room.openLeg(id);
    const parameters = videoParameters(1, 'video/VP9');
    const [encoding] = parameters.encodings ?? [];
    const svc = { ...parameters, encodings: [{ ...encoding, scalabilityMode: 'L3T3_KEY' }] };
    await room.publish(id, spec('camera', { rtpParameters: svc }));
    expect(media.numbers().producers.camera).toBe(1);
  });

  it('forgets a track that is unpublished while it is being made', async () => {
    const { room } = openTestRoom(media);
    const id = newParticipant();
    await room.openLeg(id);
    const track = spec('microphone');
    const publishing = room.publish(id, track);
    room.unpublish(track.trackId);
    expect(await codeOf(publishing)).toBe('wrong_state');
    expect(media.numbers().producers.microphone).toBe(0);
  });

  it('replaces an earlier leg of the same participant with all it carried', async () => {
    const test = openTestRoom(media);
    const { id, trackId } = await openPublisher(test, 'microphone');
    const receiver = await openReceiver(test);
    test.room.setReception(receiver, { audio: [trackId], video: [] });
    await until(() => (test.told(receiver, 'consumersAdded').length === 1 ? undefined : 'no consumer'));
    await test.room.openLeg(id);
    await until(() => {
      const [removed] = test.told(receiver, 'consumersRemoved');
      return removed?.removed[0]?.reason === 'media_lost' ? undefined : 'not removed';
    });
    expect(media.numbers().producers.microphone).toBe(0);
    expect(unconnectedOf(media)).toEqual({ send: 2, receive: 2 });
  });

  it('takes its consumers along with its transport, without a request for each', async () => {
    const test = openTestRoom(media);
    const { trackId } = await openPublisher(test, 'microphone');
    const receiver = await openReceiver(test);
    test.room.setReception(receiver, { audio: [trackId], video: [] });
    await until(() => (test.told(receiver, 'consumersAdded').length === 1 ? undefined : 'no consumer'));
    if (!(test.room instanceof CallMedia)) throw new TypeError('the media of a call is CallMedia');
    const consumers = [...test.room.legs].flatMap((leg) => leg.collectConsumers());
    const taken: string[] = [];
    for (const { consumer } of consumers) consumer.on('transportclose', () => taken.push(consumer.id));
    test.room.closeLeg(receiver);
    expect(consumers).toHaveLength(1);
    expect(taken).toEqual(consumers.map(({ consumer }) => consumer.id));
  });

  it('lets only the latest of two openings win', async () => {
    const { room } = openTestRoom(media);
    const id = newParticipant();
    const first = codeOf(room.openLeg(id));
    const second = codeOf(room.openLeg(id));
    expect([await first, await second]).toEqual(['wrong_state', undefined]);
    expect(unconnectedOf(media)).toEqual({ send: 1, receive: 1 });
  });

  it('is closed again when its participant leaves while it is being made', async () => {
    const { room } = openTestRoom(media);
    const id = newParticipant();
    const opening = codeOf(room.openLeg(id));
    room.closeLeg(id);
    expect(await opening).toBe('wrong_state');
    expect(unconnectedOf(media)).toEqual({ send: 0, receive: 0 });
  });

  it('rejects or ignores everything after the room is closed', async () => {
    const test = openTestRoom(media);
    const { id, trackId } = await openPublisher(test, 'microphone');
    test.room.close();
    expect(await codeOf(test.room.openLeg(id))).toBe('wrong_state');
    expect(await codeOf(test.room.publish(id, spec('microphone')))).toBe('wrong_state');
    expect(await codeOf(test.room.restartIce(id, TransportId.parse('x')))).toBe('wrong_state');
    test.room.setPaused(trackId, true);
    test.room.unpublish(newTrack());
    test.room.setReception(id, { audio: [trackId], video: [] });
    test.room.resumeConsumers(id, []);
    test.room.closeLeg(id);
    test.room.close();
    expect(test.lost).toEqual([]);
  });

  it('takes its counters back to zero after fifty rounds of opening and closing', async () => {
    const before = { ...counts };
    for (let round = 0; round < 50; round += 1) {
      const test = openTestRoom(media);
      const publisher = await openPublisher(test, 'camera');
      const receiver = await openReceiver(test);
      test.room.setReception(receiver, {
        audio: [],
        video: [{ trackId: publisher.trackId, height: 180, priority: 7 }],
      });
      if (round % 2 === 0) test.room.closeLeg(publisher.id);
      test.room.close();
    }
    const numbers = media.numbers();
    expect(numbers.producers).toEqual({ microphone: 0, camera: 0, screen: 0, screenAudio: 0 });
    expect(numbers.consumers).toEqual({ microphone: 0, camera: 0, screen: 0, screenAudio: 0 });
    expect(numbers.transports).toEqual({ send: NO_TRANSPORTS, receive: NO_TRANSPORTS });
    expect(numbers.workers[0]).toMatchObject({ up: true, routers: 0, transports: 0 });
    const closed = (name: string) => (counts[name] ?? 0) - (before[name] ?? 0);
    expect(closed('transport leg') + closed('transport room')).toBe(200);
    expect(counts['request timeout']).toBeUndefined();
  });
});

describe('a transport without a path', () => {
  it('is closed with its leg after 15 s when it carries something', async () => {
    const clock = createFakeClock();
    const { media, counts } = await openMedia({ clock });
    const test = openTestRoom(media);
    const { id, trackId } = await openPublisher(test, 'microphone');
    const receiver = await openReceiver(test);
    const idle = await openReceiver(test);
    clock.advance(10_000);
    test.room.setReception(receiver, { audio: [trackId], video: [] });
    await until(() => (test.told(receiver, 'consumersAdded').length === 1 ? undefined : 'no consumer'));
    clock.advance(4_999);
    expect(test.lost).toEqual([]);
    clock.advance(1);
    expect(test.lost).toEqual([{ ids: [id], reason: 'transport_timeout' }]);
    // The receiver's consumer went with its track, and an unconnected transport that carries nothing may stay.
    await until(() => (test.told(receiver, 'consumersRemoved').length === 1 ? undefined : 'not removed'));
    clock.advance(60_000);
    expect(test.lost).toHaveLength(1);
    expect(unconnectedOf(media)).toEqual({ send: 2, receive: 2 });
    expect(counts['transport timeout']).toBe(2);
    await test.room.openLeg(id);
    await test.room.publish(id, { ...spec('microphone'), rtpParameters: opusParameters() });
    test.room.closeLeg(idle);
    await media.close();
  });

  it('counts from the first consumer for one who only receives', async () => {
    const clock = createFakeClock();
    const { media } = await openMedia({ clock });
    const test = openTestRoom(media);
    const receiver = await openReceiver(test);
    clock.advance(100_000);
    const { id, trackId } = await openPublisher(test, 'microphone');
    clock.advance(1_000);
    test.room.setReception(receiver, { audio: [trackId], video: [] });
    await until(() => (test.told(receiver, 'consumersAdded').length === 1 ? undefined : 'no consumer'));
    clock.advance(14_000);
    expect(test.lost).toEqual([{ ids: [id], reason: 'transport_timeout' }]);
    // A new publisher appears in time: the receiver has a consumer again when its limit is looked at.
    const other = await openPublisher(test, 'microphone');
    test.room.setReception(receiver, { audio: [other.trackId], video: [] });
    await until(() => (test.told(receiver, 'consumersAdded').length === 2 ? undefined : 'no consumer'));
    await advanceUntil(clock, 1_000, () => (test.lost.length >= 2 ? undefined : 'receiver not lost'));
    expect(test.lost[1]).toEqual({ ids: [receiver], reason: 'transport_timeout' });
    await media.close();
  });
});
