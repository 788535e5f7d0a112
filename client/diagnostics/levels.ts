import type { StatsSample } from '../stats/api.ts';
import type { LevelSecond } from './detector.ts';
import type { DiagnosticsFacts } from './inputs.ts';

/** The public scale of sound levels ends here. */
const FULL_LEVEL = 65_536;

/** How loud it was here and from others. Pure. */
export function levelsOf(
  { streams }: StatsSample,
  { microphone }: DiagnosticsFacts,
  at: number,
): LevelSecond {
  const voices = streams.filter(({ source }) => source === 'microphone');
  const heard = voices
    .filter(({ direction }) => direction === 'receive')
    .map(({ audioOutputLevel }) => audioOutputLevel)
    .filter((level) => level !== undefined);
  // The meter looks at a moment; where the browser tells the energy, it is of the whole second.
  const own = voices.find(({ direction }) => direction === 'send')?.audioInputRms ?? microphone.level;
  return { at, own, heard: heard.length === 0 ? undefined : Math.max(...heard) / FULL_LEVEL };
}
