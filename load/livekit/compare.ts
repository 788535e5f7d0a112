// `npm run bench:livekit`: the same load on Earshot and on LiveKit, by turns, both started anew each time.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { MediaManifest } from '../media/manifest.ts';
import { startChild } from '../run/child.ts';
import { toText } from '../run/table.ts';
import {
  parseOutcome,
  readClocks,
  readMemory,
  toRow,
  type Clocks,
  type Outcome,
  type Row,
} from './measure.ts';
import { startEarshot, startLivekit, type Contender } from './servers.ts';
import { compare } from './verdict.ts';

/** What setup has built and made. */
export interface Parts {
  readonly livekit: string;
  readonly sfuLoad: string;
  readonly media: string;
}

interface Settings {
  readonly repetitions: number;
  /** Flags of the load program. */
  readonly flags: readonly string[];
}

const USAGE =
  'Usage: npm run bench:livekit -- [--receivers 350] [--audio 2] [--video 1] [--repetitions 5] [--seconds 15]';
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Compares and prints; gives the exit code. */
export async function main(args: readonly string[], parts: Parts): Promise<number> {
  const settings = readSettings(args);
  const media = makeMedia(parts.media);
  const rows: Row[] = [];
  try {
    for (let repetition = 1; repetition <= settings.repetitions; repetition += 1) {
      const order =
        repetition % 2 === 1 ? (['earshot', 'livekit'] as const) : (['livekit', 'earshot'] as const);
      for (const sfu of order) {
        say(`repetition ${String(repetition)}: ${sfu}`);
        const contender = await (sfu === 'earshot' ? startEarshot() : startLivekit(parts.livekit));
        try {
          rows.push(
            await measure({ repetition, sfu }, contender, [
              parts.sfuLoad,
              '-media',
              media,
              ...settings.flags,
            ]),
          );
        } finally {
          await contender.stop();
        }
      }
    }
  } finally {
    rmSync(media, { recursive: true, force: true });
  }
  const { table, line, code } = compare(rows);
  save(args, rows, line);
  say(`\n${toText(table)}\n`);
  say(
    `load: ${settings.flags.join(' ')}; transport-wide feedback on; both started anew each time, order alternating`,
  );
  if (code === 1) say('FAILED: a server did not carry the load (see the notes)');
  if (code === 2) say('VOID: other processes took more than a fifth of a core');
  say(line);
  return code;
}

function readSettings(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      receivers: { type: 'string', default: '350' },
      audio: { type: 'string', default: '2' },
      video: { type: 'string', default: '1' },
      repetitions: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '15' },
    },
  });
  const { receivers, audio, video, repetitions, seconds } = values;
  for (const value of Object.values(values)) if (!/^\d{1,4}$/u.test(value)) throw new Error(USAGE);
  // The senders have places too.
  const places = String(Math.max(1, Number(receivers) - Number(audio) - Number(video)));
  return {
    repetitions: Math.max(1, Number(repetitions)),
    flags: ['-receivers', places, '-audio', audio, '-video', video, '-measure', `${seconds}s`],
  };
}

/**
 * One small camera. Earshot takes cameras as simulcast only, and stops the upper layer because nobody watches it; to LiveKit
 * the lower one is sent alone. So both get and forward the same packets.
 */
function makeMedia(from: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-bench-media-'));
  const manifest = JSON.parse(readFileSync(path.join(from, 'manifest.json'), 'utf8')) as MediaManifest;
  const source = manifest.cameras.find(({ variant }) => variant === 'full');
  const layers = source?.layers.slice(0, 2) ?? [];
  if (layers.length < 2) throw new Error(`${from} holds no camera with layers`);
  const camera = { name: 'bench', variant: 'full', startSeconds: 0, layers };
  const files = [
    ...layers.map(({ file }) => file),
    ...manifest.microphones.flatMap(({ file, levels }) => [file, levels]),
  ];
  for (const file of files) symlinkSync(path.join(from, file), path.join(folder, file));
  const text = JSON.stringify({ cameras: [camera], microphones: manifest.microphones });
  writeFileSync(path.join(folder, 'manifest.json'), text);
  return folder;
}

async function measure(
  of: { repetition: number; sfu: Row['sfu'] },
  contender: Contender,
  [command = '', ...flags]: readonly string[],
): Promise<Row> {
  let begin: Clocks | undefined;
  let end: Clocks | undefined;
  let outcome: Outcome | undefined;
  let memory = 0;
  const child = startChild(command, [...contender.flags, ...flags], {
    env: process.env,
    onLine: (line) => {
      const told = parseOutcome(line);
      if (told === undefined) {
        say(`  ${line}`);
        return;
      }
      const clocks = readClocks({ server: contender.pid, client: child.pid });
      if (told.event === 'begin') begin = clocks;
      else [end, outcome, memory] = [clocks, told, readMemory(contender.pid)];
    },
  });
  const code = await child.exited;
  if (begin === undefined || end === undefined || outcome === undefined)
    throw new Error(`The load on ${of.sfu} ended early (exit code ${String(code)}):\n${child.tail()}`);
  return toRow({ ...of, memory }, { begin, end }, outcome);
}

function save(args: readonly string[], rows: readonly Row[], line: string): void {
  const folder = path.join(import.meta.dirname, '../results');
  mkdirSync(folder, { recursive: true });
  const startedAt = new Date().toISOString();
  const record = { startedAt, command: `npm run bench:livekit -- ${args.join(' ')}`, rows, line };
  writeFileSync(
    path.join(folder, `livekit-${startedAt.replaceAll(':', '-')}.json`),
    `${JSON.stringify(record, null, 2)}\n`,
  );
}
