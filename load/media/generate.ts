import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CameraMedia, LayerFile, MediaManifest, MicrophoneMedia } from './manifest.ts';
import { readPackets, withDtx, writePackets } from './ogg.ts';
import { arrange, levelsOf, spurtsOf, toWav } from './pcm.ts';
import {
  CAMERAS_PER_VARIANT,
  KEY_FRAME_SECONDS,
  LOOP_SECONDS,
  VARIANTS,
  VOICES,
  type Encode,
  type Voice,
} from './recipe.ts';

const execute = promisify(execFile);
const ffmpeg = (args: readonly string[]) =>
  execute('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args], { maxBuffer: 64 * 1024 * 1024 });

/** Makes all media and their manifest in an empty folder. Rejects when ffmpeg or espeak-ng fails. */
export async function generateMedia(folder: string): Promise<MediaManifest> {
  const cameras: CameraMedia[] = [];
  for (const variant of ['full', 'small'] as const) cameras.push(...(await makeCameras(folder, variant)));
  const microphones: MicrophoneMedia[] = [];
  for (const [index, voice] of VOICES.entries())
    microphones.push(await makeMicrophone(folder, `speech-${String(index + 1)}`, voice));
  const manifest: MediaManifest = { cameras, microphones };
  writeFileSync(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function makeCameras(folder: string, variant: CameraMedia['variant']): Promise<CameraMedia[]> {
  const layers = await Promise.all(VARIANTS[variant].map((encode) => makeLayer(folder, variant, encode)));
  return Array.from({ length: CAMERAS_PER_VARIANT }, (_, index) => ({
    name: `${variant === 'full' ? 'camera' : 'small'}-${String(index + 1)}`,
    variant,
    startSeconds: index * KEY_FRAME_SECONDS,
    layers,
  }));
}

async function makeLayer(folder: string, variant: string, encode: Encode): Promise<LayerFile> {
  const { width, height, fps, bitrate } = encode;
  const file = `${variant}-${String(height)}.ivf`;
  const rate = String(bitrate);
  const keyFrames = String(Math.round(KEY_FRAME_SECONDS * fps));
  await ffmpeg([
    ...['-f', 'lavfi', '-i', `testsrc2=size=${String(width)}x${String(height)}:rate=${String(fps)}`],
    ...[
      '-t',
      String(LOOP_SECONDS),
      '-pix_fmt',
      'yuv420p',
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
      '-cpu-used',
      '8',
    ],
    ...['-b:v', rate, '-maxrate', rate, '-minrate', rate, '-bufsize', rate, '-undershoot-pct', '95'],
    // As a browser encodes a call: no frame waits for later ones, key frames stand where the loop can be entered.
    ...[
      '-lag-in-frames',
      '0',
      '-auto-alt-ref',
      '0',
      '-error-resilient',
      '1',
      '-g',
      keyFrames,
      '-keyint_min',
      keyFrames,
    ],
    ...['-flags', '+bitexact', '-fflags', '+bitexact', '-f', 'ivf', path.join(folder, file)],
  ]);
  return { ...encode, file };
}

async function makeMicrophone(folder: string, name: string, voice: Voice): Promise<MicrophoneMedia> {
  const scratch = path.join(folder, `.${name}`);
  mkdirSync(scratch);
  const sentences: Int16Array[] = [];
  for (const [index, text] of voice.sentences.entries())
    sentences.push(await speak(path.join(scratch, `${String(index)}.wav`), text, voice));
  rmSync(scratch, { recursive: true });

  const samples = arrange(sentences, voice.pauses);
  const levels = levelsOf(samples);
  const media = { name, file: `${name}.ogg`, levels: `${name}.levels.json`, wav: `${name}.wav` };
  writeFileSync(path.join(folder, media.wav), toWav(samples));
  writeFileSync(path.join(folder, media.levels), JSON.stringify(levels));
  const ogg = path.join(folder, media.file);
  await ffmpeg([
    ...[
      '-i',
      path.join(folder, media.wav),
      '-c:a',
      'libopus',
      '-application',
      'voip',
      '-frame_duration',
      '20',
    ],
    ...[
      '-b:a',
      '24k',
      '-vbr',
      'on',
      '-fec',
      '1',
      '-packet_loss',
      '10',
      '-flags',
      '+bitexact',
      '-fflags',
      '+bitexact',
      ogg,
    ],
  ]);
  // The encoder flushes its look-ahead into one frame more than there are levels.
  const packets = readPackets(readFileSync(ogg)).slice(0, levels.length + 2);
  const loud = new Set(
    spurtsOf(levels).flatMap(({ startFrame, frames }) =>
      Array.from({ length: frames }, (_, i) => startFrame + i),
    ),
  );
  const silent = levels.map((_, frame) => !loud.has(frame));
  writeFileSync(ogg, writePackets(withDtx(packets, silent)));
  return { ...media, spurts: spurtsOf(levels) };
}

/** One sentence as samples at 48 kHz. */
async function speak(file: string, text: string, { voice, speed, pitch }: Voice): Promise<Int16Array> {
  await execute('espeak-ng', ['-v', voice, '-s', String(speed), '-p', String(pitch), '-w', file, text]);
  const raw = `${file}.raw`;
  await ffmpeg(['-i', file, '-ac', '1', '-ar', '48000', '-f', 's16le', raw]);
  const bytes = readFileSync(raw);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
