import type { LocalSourceState } from '@earshot/client';
import { describe, expect, it } from 'vitest';
import {
  localTileState,
  pictureNote,
  remoteTileState,
  tileLabel,
} from '../../../client/pages/model/tile-state.ts';
import { participant, track } from './participants.ts';

const source = (fields: Partial<LocalSourceState> = {}): LocalSourceState => ({
  active: true,
  muted: false,
  muteReason: undefined,
  starting: false,
  deviceId: undefined,
  track: undefined,
  ...fields,
});

describe('what a tile shows', () => {
  it('says why a picture cannot be shown', () => {
    expect(pictureNote(track({ unavailable: 'codec_unsupported' }), 'Camera')).toBe(
      'Camera cannot be shown: codec not supported',
    );
    expect(pictureNote(track({ unavailable: 'cap' }), 'Camera')).toContain('large call');
    expect(pictureNote(track({ paused: true, pauseReason: 'hidden' }), 'Screen')).toContain('background');
  });

  it('says nothing when the camera is there, or was switched off by its owner', () => {
    expect(pictureNote(track(), 'Camera')).toBeUndefined();
    expect(pictureNote(track({ paused: true, pauseReason: 'user' }), 'Camera')).toBeUndefined();
  });

  it('counts a participant without a microphone as muted', () => {
    expect(remoteTileState(participant('Ada')).muted).toBe(true);
    const speaking = participant('Ada', { tracks: [track({ source: 'microphone', kind: 'audio' })] });
    expect(remoteTileState(speaking).muted).toBe(false);
  });

  it('shows a reconnecting participant as such', () => {
    expect(remoteTileState(participant('Ada', { connection: 'reconnecting' })).note).toContain(
      'Reconnecting',
    );
  });

  it('shows the own picture only while the camera sends', () => {
    expect(localTileState(source(), source({ muted: true })).hasPicture).toBe(false);
    expect(localTileState(source({ active: false }), source({ active: false }))).toMatchObject({
      muted: true,
    });
  });

  it('tells screen readers the same', () => {
    const plain = { pinned: false, spotlight: false };
    const ada = participant('Ada', { handRaisedAt: 5 });
    expect(tileLabel(ada, remoteTileState(ada), plain)).toBe('Ada, microphone off, camera off, hand raised');
    const me = participant('Bo', { isLocal: true });
    const state = { muted: false, hasPicture: true, note: undefined };
    expect(tileLabel(me, state, plain)).toBe('Bo (you)');
    expect(tileLabel(me, state, { pinned: true, spotlight: true })).toBe(
      'Bo (you), in the spotlight, pinned',
    );
  });

  it('shows no camera where cameras are not wanted, and no reason for its absence', () => {
    const ada = participant('Ada', { tracks: [track({ unavailable: 'cap' })] });
    expect(remoteTileState(ada, false)).toMatchObject({ hasPicture: false, note: undefined });
    expect(remoteTileState(ada, true).note).toBeDefined();
  });
});
