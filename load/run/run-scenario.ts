import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import type { MediaManifest } from '../media/manifest.ts';
import { legSecondsOf, type LegSeconds } from './conservation.ts';
import { scrape } from './exposition.ts';
import { judge, type Facts, type ProbeNumbers } from './judge.ts';
import { startK6, type K6Run } from './k6.ts';
import { untilEmpty } from './leftovers.ts';
import type { RunOptions } from './options.ts';
import type { LayerRates } from './probe-math.ts';
import { Probes } from './probes.ts';
import type { RunRecord } from './record.ts';
import { Sampler } from './sampler.ts';
import { sharesBetween, steadyPart, sumUp, type Moment } from './samples.ts';
import { startServer, throttle, type LoadedServer } from './server.ts';

/** What setup has built and made. */
export interface Parts {
  /** The k6 binary. */
  readonly k6: string;
  /** Folder of the media. */
  readonly media: string;
}

/** How a run tells what it does. */
export type Say = (line: string) => void;

/** Time between lines of progress, ms. */
const PROGRESS_MS = 10_000;
/** Lines of k6 that are passed on: 350 participants may have the same complaint. */
const MAX_K6_LINES = 40;

/** Runs one scenario against a server of its own and judges it. */
export async function runScenario(options: RunOptions, parts: Parts, say: Say): Promise<RunRecord> {
  const startedAt = new Date().toISOString();
  const server = await startServer(options.plan.serverEnv);
  say(`server at ${server.url}, ${String(server.workers().length)} workers`);
  const run = new ScenarioRun(options, parts, { server, say });
  try {
    const facts = await run.play();
    return {
      scenario: options.scenario,
      startedAt,
      command: `npm run load -- ${process.argv.slice(2).join(' ')}`,
      machine: describeMachine(),
      reduced: options.env['LOAD_VARIANT'] === 'full' ? 'nothing' : options.plan.reduced,
      verdict: judge(facts, options.plan),
      summary: facts.summary,
      steady: facts.steady,
      others: facts.others,
      leftovers: facts.leftovers,
      probes: facts.probes,
      moments: run.moments,
    };
  } finally {
    await run.close();
    await server.stop();
  }
}

class ScenarioRun {
  moments: readonly Moment[] = [];
  readonly #options: RunOptions;
  readonly #parts: Parts;
  readonly #server: LoadedServer;
  readonly #say: Say;
  #k6: K6Run | undefined;
  #probes: Probes | undefined;
  #throttle: { stop(): void } | undefined;
  #saidAt = 0;
  #k6Lines = 0;

  constructor(options: RunOptions, parts: Parts, { server, say }: { server: LoadedServer; say: Say }) {
    this.#options = options;
    this.#parts = parts;
    this.#server = server;
    this.#say = say;
  }

  async play(): Promise<Facts> {
    const server = this.#server;
    const { plan, probes: count } = this.#options;
    const room = `load-${Date.now().toString(36)}`;
    if (count > 0) this.#probes = await Probes.join({ url: server.url, room, count });
    if (plan.workerDuty !== undefined) this.#throttle = throttle(() => server.workers(), plan.workerDuty);
    // The set of workers is fixed for a run: a lost one would show as a leg that ended.
    const workers = server.workers();
    const sampler = new Sampler(
      {
        url: server.url,
        nodePid: server.pid,
        workerPids: () => workers,
        k6Pid: () => this.#k6?.child.pid,
        browserPids: () => Probes.pids(),
      },
      (moment) => {
        this.#progress(moment);
      },
    );
    const { exit, summary } = await this.#runK6(room);
    this.#throttle?.stop();
    // Before browsers end: what their orphans used would count for whoever reaps them.
    this.moments = await sampler.stop();
    const probes = await this.#judgeProbes(sampler.began);
    if (exit !== 0) this.#say(`k6 left with exit code ${String(exit)}`);
    const leftovers = await untilEmpty(server.url);
    const legSeconds = await readLegSeconds(server.url);
    const first = this.moments[0];
    const last = this.moments.at(-1);
    const others = first === undefined || last === undefined ? 0 : sharesBetween(first, last).others;
    return { k6Exit: exit, summary, steady: sumUp(this.moments), others, leftovers, legSeconds, probes };
  }

  #runK6(room: string) {
    const { scenario, env, prometheus, probes } = this.#options;
    this.#k6 = startK6({
      k6: this.#parts.k6,
      scenario,
      prometheus,
      env: {
        ...env,
        EARSHOT_URL: this.#server.url,
        EARSHOT_API_KEY: this.#server.apiKey,
        LOAD_MEDIA: this.#parts.media,
        LOAD_ROOM: room,
        LOAD_BROWSERS: probes > 0 ? 'yes' : '',
      },
      onLine: (line) => {
        this.#k6Lines += 1;
        if (this.#k6Lines <= MAX_K6_LINES) this.#say(`  k6: ${line}`);
        else if (this.#k6Lines === MAX_K6_LINES + 1) this.#say('  k6: and more');
      },
    });
    return this.#k6.finish();
  }

  #judgeProbes(began: number): Promise<ProbeNumbers | undefined> {
    const probes = this.#probes;
    this.#probes = undefined;
    if (probes === undefined) return Promise.resolve(undefined);
    const rates = layerRates(this.#parts.media, this.#options.env['LOAD_VARIANT'] ?? 'small');
    return probes.finish({ rates, full: fullTime(began, this.moments) });
  }

  #progress({ at, server }: Moment): void {
    if (at - this.#saidAt < PROGRESS_MS && this.#saidAt !== 0) return;
    this.#saidAt = at;
    if (server === undefined) {
      this.#say(`${(at / 1_000).toFixed(0)} s: the server did not answer`);
      return;
    }
    const packets = server.workerPackets.map((value) => value.toFixed(0)).join(' + ');
    this.#say(
      `${(at / 1_000).toFixed(0)} s: ${String(server.participants)} participants, ${packets} packets/s, event loop p99 ${(server.eventLoopDelay * 1_000).toFixed(1)} ms`,
    );
  }

  /** Ends what is still running after a failure. */
  async close(): Promise<void> {
    this.#throttle?.stop();
    await this.#k6?.child.stop();
    await this.#probes?.close();
  }
}

/** When everybody was in, ms since the epoch. */
function fullTime(began: number, moments: readonly Moment[]): { from: number; until: number } | undefined {
  const steady = steadyPart(moments);
  const [first] = steady;
  const last = steady.at(-1);
  return first === undefined || last === undefined
    ? undefined
    : { from: began + first.at, until: began + last.at };
}

/** A server that does not answer has not shown that it counts right. */
function readLegSeconds(url: string): Promise<LegSeconds | undefined> {
  return scrape(url).then(legSecondsOf, () => undefined);
}

function layerRates(media: string, variant: string): LayerRates {
  const manifest = JSON.parse(readFileSync(path.join(media, 'manifest.json'), 'utf8')) as MediaManifest;
  const layers = manifest.cameras
    .filter((camera) => camera.variant === variant)
    .flatMap((camera) => camera.layers);
  return new Map(layers.toSorted((a, b) => b.fps - a.fps).map(({ height, fps }) => [height, fps]));
}

function describeMachine(): string {
  const all = cpus();
  const gib = (totalmem() / 1_073_741_824).toFixed(0);
  return `${String(all.length)} x ${all[0]?.model.trim() ?? 'unknown processor'}, ${gib} GiB, Node ${process.versions.node}`;
}
