import { describe, expect, it } from 'vitest';
import { readPackets, withDtx, writePackets } from '../../load/media/ogg.ts';
import { arrange, FRAME_SAMPLES, levelsOf, spurtsOf, toWav } from '../../load/media/pcm.ts';
import { CAMERAS_PER_VARIANT, KEY_FRAME_SECONDS, LOOP_SECONDS, VARIANTS } from '../../load/media/recipe.ts';

const tone = (frames: number, height: number) =>
  Int16Array.from({ length: frames * FRAME_SAMPLES }, (_, index) => (index % 2 === 0 ? height : -height));

describe('levels of speech', () => {
  it('are 0 for the loudest, 127 for silence, and 20 lower for a tenth', () => {
    const [loud = NaN, quieter = NaN, silent] = levelsOf(
      arrange([tone(1, 32_767), tone(1, 3_277), new Int16Array(FRAME_SAMPLES)], [0, 0, 0]),
    );
    expect(loud).toBe(0);
    expect(quieter - loud).toBe(20);
    expect(silent).toBe(127);
  });

  it('make spurts: short gaps belong to them, long ones part them', () => {
    const levels = [127, 20, 20, ...Array<number>(10).fill(127), 25, ...Array<number>(30).fill(90), 30];
    expect(spurtsOf(levels)).toEqual([
      { startFrame: 1, frames: 13 },
      { startFrame: 44, frames: 1 },
    ]);
  });

  it('keep sentences on frames, each after its pause', () => {
    const whole = arrange([tone(2, 9).subarray(0, FRAME_SAMPLES + 1), tone(1, 7)], [0.02, 0.04]);
    expect(whole.length).toBe(6 * FRAME_SAMPLES);
    expect([whole[0], whole[FRAME_SAMPLES], whole[5 * FRAME_SAMPLES]]).toEqual([0, 9, 7]);
  });

  it('go into a WAV file that says how long it is', () => {
    const wav = toWav(tone(1, 100));
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav.readUInt32LE(40)).toBe(FRAME_SAMPLES * 2);
    expect(wav.length).toBe(44 + FRAME_SAMPLES * 2);
  });
});

describe('Ogg', () => {
  const packets = [3, 255, 300, 510, 1, 40].map((size, index) => Buffer.alloc(size, index + 1));

  it('gives back the packets that were put in, one to a page', () => {
    const ogg = writePackets(packets);
    expect(readPackets(ogg)).toEqual(packets);
    expect(ogg.toString('latin1').split('OggS')).toHaveLength(packets.length + 1);
  });

  it('refuses what is no Ogg', () => {
    expect(() => readPackets(Buffer.from('RIFFxxxx'))).toThrow('no Ogg page at byte 0');
  });

  it('keeps speech, a hangover of ten frames and a refresh every twenty; the rest shrinks to its first byte', () => {
    const audio = Array.from({ length: 60 }, () => Buffer.from([0x78, 1, 2, 3]));
    const silent = audio.map((_, frame) => frame >= 5 && frame < 55);
    const kept = withDtx([Buffer.from('head'), Buffer.from('tags'), ...audio], silent)
      .slice(2)
      .flatMap((packet, frame) => (packet.length > 2 ? [frame] : []));
    expect(kept).toEqual([...Array.from({ length: 15 }, (_, index) => index), 34, 54, 55, 56, 57, 58, 59]);
  });
});

describe('the recipe of cameras', () => {
  it('has a key frame every 1 to 2 s, and the loop ends with a whole number of them', () => {
    expect(KEY_FRAME_SECONDS).toBeGreaterThanOrEqual(1);
    expect(KEY_FRAME_SECONDS).toBeLessThanOrEqual(2);
    expect(Number.isInteger(CAMERAS_PER_VARIANT)).toBe(true);
    for (const { fps } of Object.values(VARIANTS).flat()) {
      expect(Number.isInteger(fps * KEY_FRAME_SECONDS), `${String(fps)} fps`).toBe(true);
      expect(Number.isInteger(fps * LOOP_SECONDS)).toBe(true);
    }
  });
});
