import { cpus } from 'node:os';
import { benchBundle } from './bundle.ts';
import { benchCallSignalling } from './call-signalling.ts';
import { benchJoin } from './join.ts';
import { benchRooms } from './rooms.ts';
import { printTable } from './table.ts';

process.stdout.write(
  `Earshot benchmarks on ${String(cpus().length)} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}\n`,
);
printTable('Room decisions (Node, no media)', await benchRooms());
printTable('Signalling of a call that goes on', await benchCallSignalling());
printTable('Signalling (real sockets, one real media worker)', await benchJoin());
printTable('Client bundle', await benchBundle());
