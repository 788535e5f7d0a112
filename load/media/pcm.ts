/** Speech as 16-bit mono samples at 48 kHz, cut into the frames of Opus. */

export const SAMPLE_RATE = 48_000;
/** Samples of one 20 ms frame. */
export const FRAME_SAMPLES = 960;
/** Level of a silent frame, -dBov. */
export const SILENCE = 127;
/** Quieter than this counts as silence, -dBov. */
const QUIET = 50;
/** Gaps in speech shorter than this belong to the spurt, frames. */
const GAP_FRAMES = 15;

/** Level of each 20 ms frame in -dBov, as the audio-level header extension has it: 0 loudest, 127 silence. */
export function levelsOf(samples: Int16Array): number[] {
  return Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, frame) => {
    const part = samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES);
    const power = part.reduce((sum, sample) => sum + sample * sample, 0) / FRAME_SAMPLES;
    if (power < 1) return SILENCE;
    return Math.min(SILENCE, Math.max(0, Math.round(-10 * Math.log10(power / 32_768 ** 2))));
  });
}

/** Where somebody talks, by the levels. */
export function spurtsOf(levels: readonly number[]): { startFrame: number; frames: number }[] {
  const spurts: { startFrame: number; frames: number }[] = [];
  for (const [frame, level] of levels.entries()) {
    if (level >= QUIET) continue;
    const last = spurts.at(-1);
    if (last !== undefined && frame - (last.startFrame + last.frames) < GAP_FRAMES)
      last.frames = frame - last.startFrame + 1;
    else spurts.push({ startFrame: frame, frames: 1 });
  }
  return spurts;
}

/** Puts sentences one after the other, each after its pause and starting with a frame; the end is a whole frame. */
export function arrange(sentences: readonly Int16Array[], pauses: readonly number[]): Int16Array {
  const starts: number[] = [];
  let at = 0;
  for (const [index, sentence] of sentences.entries()) {
    at += toFrames((pauses[index] ?? 1) * SAMPLE_RATE);
    starts.push(at);
    at += toFrames(sentence.length);
  }
  const whole = new Int16Array(at);
  for (const [index, sentence] of sentences.entries()) whole.set(sentence, starts[index]);
  return whole;
}

function toFrames(samples: number): number {
  return Math.ceil(samples / FRAME_SAMPLES) * FRAME_SAMPLES;
}

/** A WAV file. */
export function toWav(samples: Int16Array): Buffer {
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // one channel
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
