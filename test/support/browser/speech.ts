import { writeFile } from 'node:fs/promises';
import { seededRandom } from '../relay/random.ts';

/** Enough for speech, and a third of the work of 48 kHz; the browser resamples. */
const SAMPLE_RATE = 16_000;
const HEADER_BYTES = 44;

/** One piece of what a voice says, in samples; silent ones have no level. */
interface Syllable {
  readonly samples: number;
  readonly level: number;
  readonly pitchHz: number;
  /** Centres of the two strongest resonances, which make the vowel, Hz. */
  readonly formantsHz: readonly [number, number];
}

/**
 * A voice for Chromium's fake microphone, 16 bit mono: harmonics of a gliding pitch under two formants, three to six
 * syllables a second, pauses between words of at most 200 ms. Chromium's own fake microphone beeps for 20 ms twice a
 * second, the same on all pages at once, which neither an encoder with DTX nor a detector of speech takes for a voice.
 */
export function synthesizeSpeech({ seconds, seed }: { seconds: number; seed: number }): Buffer {
  const random = seededRandom(seed);
  const total = seconds * SAMPLE_RATE;
  const file = Buffer.alloc(HEADER_BYTES + total * 2);
  writeHeader(file, total * 2);
  let phase = 0;
  for (let at = 0; at < total;) {
    const syllable = drawSyllable(random);
    for (let index = 0; index < syllable.samples && at < total; index += 1, at += 1) {
      const progress = index / syllable.samples;
      phase += (syllable.pitchHz * (1.1 - 0.2 * progress)) / SAMPLE_RATE;
      const sample = syllable.level * Math.sin(Math.PI * progress) * voicedAt(phase, syllable);
      file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), HEADER_BYTES + at * 2);
    }
  }
  return file;
}

/** Writes a voice where Chromium shall read it: `--use-file-for-fake-audio-capture`, which loops. */
export async function writeSpeech(path: string, options: { seconds: number; seed: number }): Promise<void> {
  await writeFile(path, synthesizeSpeech(options));
}

/** Writes what a microphone gives that hears nothing. */
export async function writeSilence(path: string, { seconds }: { seconds: number }): Promise<void> {
  const dataBytes = seconds * SAMPLE_RATE * 2;
  const file = Buffer.alloc(HEADER_BYTES + dataBytes);
  writeHeader(file, dataBytes);
  await writeFile(path, file);
}

function drawSyllable(random: () => number): Syllable {
  const between = (low: number, high: number) => low + (high - low) * random();
  const isPause = random() < 0.15;
  const ms = isPause ? between(60, 200) : between(170, 330);
  return {
    samples: Math.round((ms / 1000) * SAMPLE_RATE),
    level: isPause ? 0 : between(0.25, 0.6),
    pitchHz: between(110, 210),
    formantsHz: [between(300, 800), between(900, 2_300)],
  };
}

/** Harmonics of the pitch, loud near the formants. */
function voicedAt(phase: number, { pitchHz, formantsHz }: Syllable): number {
  let sum = 0;
  for (let harmonic = 1; harmonic * pitchHz < 3_400; harmonic += 1) {
    const frequency = harmonic * pitchHz;
    const [first, second] = formantsHz.map((centre) => 1 / (1 + ((frequency - centre) / 120) ** 2));
    sum += ((first ?? 0) + 0.5 * (second ?? 0)) * Math.sin(2 * Math.PI * harmonic * phase);
  }
  return sum * 0.5;
}

function writeHeader(file: Buffer, dataBytes: number): void {
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // mono
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(SAMPLE_RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(dataBytes, 40);
}
