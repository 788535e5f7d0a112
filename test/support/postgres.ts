import { openDatabase } from '@earshot/server/calls/database/open.ts';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findTool } from '../../scripts/tools.mjs';
import { until } from './until.ts';

/** Whom Postgres runs as where the tests run as root, which it refuses: `nobody`. */
const NOBODY = 65_534;

/** A Postgres of the tests' own, on a Unix socket in a temporary folder. */
export interface TestPostgres {
  /** Makes an empty database and gives its URL. */
  makeDatabase(): Promise<string>;
  /** Ends it as a crash would: connections break, what was not committed is lost. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** It answers nothing more, and its connections stay. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes all of it. */
  close(): Promise<void>;
}

interface Program {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Makes a cluster and starts it. */
export async function openPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-pg-'));
  const postgres = new LivingPostgres(folder, await provide('postgres', folder));
  try {
    await postgres.init(await provide('initdb', folder));
    await postgres.start();
  } catch (error) {
    await postgres.close();
    throw error;
  }
  return postgres;
}

const isRoot = process.getuid?.() === 0;
const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** The program, where its user may read it: what setup unpacked may stand in a home that nobody else may enter. */
async function provide(name: 'postgres' | 'initdb', folder: string): Promise<Program> {
  const tool = await findTool(name);
  if (tool === undefined) throw new Error(`${name} is missing: npm run setup`);
  if (!isRoot || tool.folder === undefined) return tool;
  const copy = path.join(folder, 'programs');
  const { folder: from } = tool;
  if (!existsSync(copy)) cpSync(from, copy, { recursive: true, verbatimSymlinks: true });
  const moved = (text: string) => text.replaceAll(from, copy);
  const env = Object.entries(tool.env).map(([key, value]) => [key, moved(value)]);
  return { path: moved(tool.path), env: Object.fromEntries(env) as Record<string, string> };
}

class LivingPostgres implements TestPostgres {
  readonly #folder: string;
  readonly #data: string;
  readonly #program: Program;
  #child: ChildProcess | undefined;
  #said = '';
  #databases = 0;

  constructor(folder: string, program: Program) {
    this.#folder = folder;
    this.#data = path.join(folder, 'data');
    this.#program = program;
  }

  async init({ path: file, env }: Program): Promise<void> {
    mkdirSync(this.#data);
    if (isRoot) await Promise.all([this.#folder, this.#data].map((made) => chown(made, NOBODY, NOBODY)));
    const options = ['--no-sync', '--no-locale', '--encoding=UTF8', '--auth=trust', '--username=earshot'];
    execFileSync(file, [...options, `--pgdata=${this.#data}`], {
      ...identity,
      cwd: this.#folder,
      env: { ...process.env, ...env },
      stdio: 'pipe',
    });
  }

  async start(): Promise<void> {
    const settings = ['listen_addresses=', 'fsync=off', 'jit=off', `unix_socket_directories=${this.#folder}`];
    const child = spawn(
      this.#program.path,
      ['-D', this.#data, ...settings.flatMap((setting) => ['-c', setting])],
      {
        ...identity,
        cwd: this.#folder,
        env: { ...process.env, ...this.#program.env },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    this.#child = child;
    child.stderr.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-4_000)));
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`Postgres ended: ${this.#said}`);
        await this.#tell('SELECT 1');
        return undefined;
      },
      { what: 'Postgres', timeoutMs: 60_000 },
    );
  }

  async makeDatabase(): Promise<string> {
    const name = `store_${String((this.#databases += 1))}`;
    await this.#tell(`CREATE DATABASE ${name}`);
    return this.#urlOf(name);
  }

  async crash(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    this.#signal(child, 'SIGCONT');
    // What its users call an immediate shutdown: no rollback, no checkpoint; the log is played at the next start.
    child.kill('SIGQUIT');
    await ended;
  }

  freeze(): void {
    if (this.#child !== undefined) this.#signal(this.#child, 'SIGSTOP');
  }

  thaw(): void {
    if (this.#child !== undefined) this.#signal(this.#child, 'SIGCONT');
  }

  async close(): Promise<void> {
    await this.crash();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** To it and to the processes of its connections, which are no group. */
  #signal({ pid = 0 }: ChildProcess, signal: 'SIGSTOP' | 'SIGCONT'): void {
    const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
    for (const each of [pid, ...children.split(' ').filter(Boolean).map(Number)]) process.kill(each, signal);
  }

  async #tell(sql: string): Promise<void> {
    const database = await openDatabase(this.#urlOf('postgres'));
    await database.script(sql).finally(() => database.close());
  }

  #urlOf(database: string): string {
    return `postgres://earshot@/${database}?host=${encodeURIComponent(this.#folder)}`;
  }
}
