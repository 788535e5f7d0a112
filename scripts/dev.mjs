// `npm run dev`: rebuilds the pages and restarts the server on every change.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodePath, repository } from './lib/cache.mjs';
import { findWorker } from './worker/paths.mjs';

const worker = findWorker();
const env = { ...process.env, ...(worker === undefined ? {} : { MEDIASOUP_WORKER_BIN: worker }) };
const commands = [
  {
    args: [join(repository, 'node_modules/vite/bin/vite.js'), 'build', '--watch', '--logLevel', 'warn'],
    cwd: 'client/pages',
  },
  { args: ['--watch', 'server/main.ts'], cwd: '.' },
];
const children = commands.map(({ args, cwd }) =>
  spawn(nodePath(), args, { cwd: join(repository, cwd), env, stdio: 'inherit' }),
);

// A terminal's Ctrl-C reaches the children by itself; another sender's signal is passed on. The first child to end, ends all.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => children.forEach((child) => child.kill('SIGTERM')));
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode ??= code ?? 0;
    for (const other of children) if (other.exitCode === null) other.kill('SIGTERM');
  });
}
