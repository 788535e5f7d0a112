import type { LocalSourceState, Participant, RemoteTrack } from '@earshot/client';
import { troubleWords } from '../words/trouble-words.ts';

/** What a tile shows instead of, or beside, a picture. */
export interface TileState {
  readonly muted: boolean;
  readonly hasPicture: boolean;
  /** Why there is no picture although there should be one. */
  readonly note: string | undefined;
}

const WHY_NOT: Readonly<Record<NonNullable<RemoteTrack['unavailable']>, string>> = {
  codec_unsupported: 'cannot be shown: codec not supported',
  cap: 'is not shown, to keep a large call smooth',
  failed: 'cannot be shown: it failed and is tried again',
};

/** The sentence for a remote picture that does not come. Pure. */
export function pictureNote(track: RemoteTrack, what: 'Camera' | 'Screen'): string | undefined {
  if (track.unavailable !== undefined) return `${what} ${WHY_NOT[track.unavailable]}`;
  if (!track.paused) return undefined;
  if (track.pauseReason === 'hidden') return `${what} paused: the page is in the background`;
  if (track.pauseReason === 'interrupted') return `${what} interrupted`;
  return undefined;
}

/** A remote participant's tile; `shown` is whether cameras are shown at all. Pure. */
export function remoteTileState(participant: Participant, shown = true): TileState {
  const camera = shown ? trackOf(participant, 'camera') : undefined;
  const away = participant.connection === 'reconnecting' ? 'Reconnecting …' : undefined;
  return {
    muted: trackOf(participant, 'microphone')?.paused ?? true,
    hasPicture: camera !== undefined && !camera.paused && camera.unavailable === undefined,
    note: away ?? (camera === undefined ? undefined : pictureNote(camera, 'Camera')),
  };
}

/** One's own tile. Pure. */
export function localTileState(microphone: LocalSourceState, camera: LocalSourceState): TileState {
  return {
    muted: !isOn(microphone),
    hasPicture: isOn(camera) && camera.track !== undefined,
    note: camera.starting ? 'Camera is starting' : undefined,
  };
}

/** Whether an own source sends now. Pure. */
export function isOn(state: LocalSourceState): boolean {
  return state.active && !state.muted;
}

/** Whether a remote track is there and sends. Pure. */
export function isRunning(track: RemoteTrack | undefined): boolean {
  return track?.paused === false;
}

/** A participant's track of one source. Pure. */
export function trackOf(participant: Participant, source: RemoteTrack['source']): RemoteTrack | undefined {
  return participant.tracks.find((track) => track.source === source);
}

/** What a screen reader says of a tile. Pure. */
export function tileLabel(
  participant: Participant,
  state: TileState,
  marks: { readonly pinned: boolean; readonly spotlight: boolean },
): string {
  const facts = [
    participant.isLocal ? `${participant.name} (you)` : participant.name,
    marks.spotlight ? 'in the spotlight' : undefined,
    marks.pinned ? 'pinned' : undefined,
    state.muted ? 'microphone off' : undefined,
    state.hasPicture ? undefined : 'camera off',
    participant.handRaisedAt === undefined ? undefined : 'hand raised',
    state.note,
    troubleWords(participant.issues),
  ];
  return facts.filter((fact) => fact !== undefined).join(', ');
}
