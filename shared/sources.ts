/** What a track carries. `screenAudio` is the sound of a share. Imports nothing, so that clients need no schemas. */
export const SOURCES = ['microphone', 'camera', 'screen', 'screenAudio'] as const;

/** Whether a source is sound or picture. */
export function kindOf(source: (typeof SOURCES)[number]): 'audio' | 'video' {
  return source === 'microphone' || source === 'screenAudio' ? 'audio' : 'video';
}
