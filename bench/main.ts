import { cpus } from 'node:os';
import { benchBundle } from './bundle.ts';
import { benchCallSignalling } from './call-signalling.ts';
import { benchIngest } from './ingest.ts';
import { benchJoin } from './join.ts';
import { benchRooms } from './rooms.ts';
import { benchKeyFrames } from './key-frames.ts';
import { benchMedia } from './media.ts';
import { benchStore } from './store.ts';
import { benchWorkers } from './workers.ts';
import { printTable, type Row } from './table.ts';

process.stdout.write(
  `Earshot benchmarks on ${String(cpus().length)} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}\n`,
);
/** By the name that picks one: `npm run bench -- workers`. Without a name all of them run. */
const BENCHES: Readonly<Record<string, readonly [title: string, run: () => Promise<Row[]>]>> = {
  rooms: ['Room decisions (Node, no media)', benchRooms],
  'call-signalling': ['Signalling of a call that goes on', benchCallSignalling],
  join: ['Signalling (real sockets, one real media worker)', benchJoin],
  ingest: ['Reports of a large call (virtual time, the real store)', benchIngest],
  media: ['Media of a large call (real workers, nobody sends)', benchMedia],
  'key-frames': ['Key frames by the delay of requests (real packets)', benchKeyFrames],
  workers: ['What one worker carries (real packets, SRTP)', benchWorkers],
  store: ['Call store (SQLite on its own thread)', benchStore],
  bundle: ['Client bundle', benchBundle],
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  process.stderr.write(`No benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}\n`);
  process.exit(1);
}
for (const [name, [title, run]] of Object.entries(BENCHES)) {
  if (names.length === 0 || names.includes(name)) printTable(title, await run());
}
