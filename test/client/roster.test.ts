import type { SnapshotPart } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { Roster } from '../../client/roster.ts';
import { fakeChat, fakeId, fakeJoinResult, fakeParticipant, fakeTrack } from '../support/fake-call.ts';

const whole = (...counts: number[]) =>
  fakeJoinResult({ participants: counts.map((count) => fakeParticipant(count)) }).snapshot;
const names = (roster: Roster) => roster.participants.map(({ name }) => name);

/** A picture in parts of one member each. */
function inParts(snapshotId: number, counts: readonly number[]): SnapshotPart[] {
  const { head } = whole(1);
  return counts.map((count, index) => ({
    snapshotId,
    index,
    last: index === counts.length - 1,
    ...(index === 0 && head !== undefined ? { head } : {}),
    participants: [fakeParticipant(count)],
    chat: [],
  }));
}

describe('the roster', () => {
  test('lists oneself first and the others in order of joining', () => {
    const roster = new Roster();
    roster.handleSnapshot(whole(3, 1, 2));
    expect(names(roster)).toEqual(['Person 1', 'Person 2', 'Person 3']);
  });

  test('is replaced only when the last part of a picture is there', () => {
    const roster = new Roster();
    const [first, second, third] = inParts(7, [1, 2, 3]);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three parts');
    expect(roster.handleSnapshot(first)).toMatchObject({ added: [] });
    expect(roster.complete).toBe(false);
    roster.handleSnapshot(second);
    expect(names(roster)).toEqual([]);
    expect(roster.handleSnapshot(third).added).toHaveLength(3);
    expect(roster.complete).toBe(true);
    expect(names(roster)).toEqual(['Person 1', 'Person 2', 'Person 3']);
  });

  test('ignores the rest of a picture that another has overtaken', () => {
    const roster = new Roster();
    const [first, second] = inParts(7, [1, 2]);
    const newer = inParts(8, [1, 3]);
    if (first === undefined || second === undefined) throw new Error('two parts');
    roster.handleSnapshot(first);
    for (const part of newer) roster.handleSnapshot(part);
    roster.handleSnapshot(second);
    expect(names(roster)).toEqual(['Person 1', 'Person 3']);
  });

  test('says who came and who is gone when a picture replaces another', () => {
    const roster = new Roster();
    roster.handleSnapshot(whole(1, 2));
    const change = roster.handleSnapshot(whole(1, 3));
    expect(change.added).toEqual([fakeId(3)]);
    expect(change.removed).toMatchObject([{ info: { name: 'Person 2' }, reason: 'connection_lost' }]);
    expect(change.updated).toEqual([fakeId(1)]);
  });

  test('follows members as they come, change and go', () => {
    const roster = new Roster();
    roster.handleSnapshot(whole(1));
    const two = fakeParticipant(2);
    expect(roster.handleJoined({ participants: [two] }).added).toEqual([two.participantId]);
    expect(roster.handleJoined({ participants: [two] })).toMatchObject({
      added: [],
      updated: [two.participantId],
    });
    roster.handleUpdated({ updates: [{ participantId: two.participantId, handRaisedAt: 5 }] });
    expect(roster.find(two.participantId)).toMatchObject({ handRaisedAt: 5, name: 'Person 2' });
    const change = roster.handleLeft({
      participants: [{ participantId: two.participantId, reason: 'hangup' }],
    });
    expect(change.removed).toMatchObject([{ reason: 'hangup', info: { handRaisedAt: 5 } }]);
    expect(names(roster)).toEqual(['Person 1']);
  });

  test('follows tracks, and forgets the reason of a pause that is over', () => {
    const roster = new Roster();
    const two = fakeParticipant(2);
    const track = fakeTrack(1);
    roster.handleSnapshot(whole(1, 2));
    const { participantId } = two;
    roster.handleTrackPublished({ tracks: [{ participantId, track }] });
    roster.handleTrackUpdated({
      updates: [{ participantId, trackId: track.trackId, paused: true, pauseReason: 'user' }],
    });
    expect(roster.findTrack(track.trackId)?.track).toMatchObject({ paused: true, pauseReason: 'user' });
    roster.handleTrackUpdated({ updates: [{ participantId, trackId: track.trackId, paused: false }] });
    expect(roster.findTrack(track.trackId)?.track).toEqual({
      trackId: track.trackId,
      source: 'microphone',
      paused: false,
    });
    roster.handleTrackUnpublished({ tracks: [{ participantId, trackId: track.trackId }] });
    expect(roster.findTrack(track.trackId)).toBeUndefined();
  });

  test('changes nothing for members that it does not know', () => {
    const roster = new Roster();
    roster.handleSnapshot(whole(1));
    const { participantId } = fakeParticipant(9);
    expect(roster.handleUpdated({ updates: [{ participantId, name: 'Nobody' }] }).updated).toEqual([]);
    expect(roster.handleTrackPublished({ tracks: [{ participantId, track: fakeTrack(1) }] }).updated).toEqual(
      [],
    );
    expect(roster.handleLeft({ participants: [{ participantId, reason: 'hangup' }] }).removed).toEqual([]);
  });

  test('leaves speakers out who are gone', () => {
    const roster = new Roster();
    roster.handleSnapshot(whole(1, 2));
    const ids = [fakeParticipant(3), fakeParticipant(2)].map(({ participantId }) => participantId);
    roster.handleSpeakers({ participantIds: ids, at: 1 });
    expect(roster.speakers).toEqual([fakeId(2)]);
  });

  test('keeps a hundred messages, each once', () => {
    const roster = new Roster();
    roster.handleSnapshot(whole(1));
    for (let count = 0; count < 101; count += 1) expect(roster.handleChat(fakeChat(count))).toBe(true);
    expect(roster.handleChat(fakeChat(100))).toBe(false);
    expect(roster.chat).toHaveLength(100);
    expect(roster.chat[0]?.text).toBe('message 1');
  });
});
