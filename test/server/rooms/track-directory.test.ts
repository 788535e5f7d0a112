import { ParticipantId, TrackId, type Source } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import type { CallTrack } from '@earshot/server/rooms/ports.ts';
import { TrackDirectory } from '@earshot/server/rooms/track-directory.ts';
import { EMPTY_REPORT } from '../../support/reports.ts';
import { createStage, publish } from './stage.ts';

const [ann, bob] = ['1', '2'].map((digit) =>
  ParticipantId.parse(`${digit.repeat(8)}-0000-4000-8000-000000000000`),
) as [ParticipantId, ParticipantId];

function track(start: string, participantId: ParticipantId, source: Source = 'camera'): CallTrack {
  return { trackId: TrackId.parse(`${start}-0000-4000-8000-00000000000a`), participantId, source };
}

const sent = (ref: string, source: Source = 'camera') => ({ ref, direction: 'send', source }) as const;
const received = (ref: string, source: Source = 'camera') => ({ ref, direction: 'receive', source }) as const;

describe('the tracks of a call', () => {
  it('Q6: are found by the beginning of their ids or by all of it, by those who can mean them', () => {
    const directory = new TrackDirectory();
    const camera = track('abcdef01', ann);
    directory.add(camera);
    expect(directory.find(sent('abcdef01'), ann)).toEqual(camera);
    expect(directory.find(received('abcdef01'), bob)).toEqual(camera);
    expect(directory.find(received(camera.trackId), bob)).toEqual(camera);
    expect(directory.find(received('abcdef01'), ann)).toBeUndefined();
    expect(directory.find(sent('abcdef01'), bob)).toBeUndefined();
    expect(directory.find(received('abcdef01', 'screen'), bob)).toBeUndefined();
    expect(directory.find(received('abcdef02'), bob)).toBeUndefined();
  });

  it('that begin alike are told apart by source and owner, else not at all', () => {
    const directory = new TrackDirectory();
    const [camera, microphone] = [track('abcdef01', ann), track('abcdef01', ann, 'microphone')];
    for (const each of [camera, microphone]) directory.add(each);
    expect(directory.find(received('abcdef01'), bob)).toEqual(camera);
    const cleo = ParticipantId.parse('33333333-0000-4000-8000-000000000000');
    const other = {
      ...track('abcdef01', bob),
      trackId: TrackId.parse('abcdef01-0000-4000-8000-00000000000b'),
    };
    directory.add(other);
    expect(directory.find(received('abcdef01'), cleo)).toBeUndefined();
    expect(directory.find(received('abcdef01'), bob)).toEqual(camera);
    expect(directory.find(received(other.trackId), cleo)).toEqual(other);
  });

  it('are found for two minutes after their end, and are forgotten then', () => {
    const directory = new TrackDirectory();
    const [early, late] = [track('abcdef01', ann), track('abcdef02', ann)];
    for (const each of [early, late]) directory.add(each);
    directory.end(early.trackId, 1_000);
    directory.end(late.trackId, 121_000);
    expect(directory.find(sent('abcdef01'), ann)).toEqual(early);
    directory.end(late.trackId, 121_001);
    expect(directory.find(sent('abcdef01'), ann)).toBeUndefined();
    expect(directory.find(sent('abcdef02'), ann)).toEqual(late);
  });

  it('are known to whoever takes the reports of a call', async () => {
    const stage = createStage();
    const guest = await stage.enter('ann');
    const trackId = await publish(guest, 'camera');
    guest.member.report(EMPTY_REPORT);
    expect(stage.reporter?.findTrack(sent(trackId.slice(0, 8)))?.trackId).toBe(trackId);
    guest.member.unpublish(trackId);
    guest.member.report(EMPTY_REPORT);
    expect(stage.reporter?.findTrack(sent(trackId.slice(0, 8)))?.trackId).toBe(trackId);
  });
});
