import { scrape } from './exposition.ts';
import { poll } from './poll.ts';
import { cpuOfOthers, cpuOfTree, familyOf, readProcesses, readResident } from './proc.ts';
import { serverNumbers, type Moment, type ServerNumbers } from './samples.ts';

const INTERVAL_MS = 2_000;
/** Two hours of samples; a longer run keeps its latest. */
const MAX_MOMENTS = 3_600;

/** Whom a sampler watches. */
export interface Watched {
  readonly url: string;
  readonly nodePid: number;
  readonly workerPids: () => readonly number[];
  readonly k6Pid: () => number | undefined;
  readonly browserPids: () => readonly number[];
}

/** Reads a run's processes and the server's metrics every 2 s. */
export class Sampler {
  readonly #watched: Watched;
  readonly #onMoment: (moment: Moment) => void;
  /** ms since the epoch; the moments count from it. */
  readonly began = Date.now();
  readonly #moments: Moment[] = [];
  readonly #loop: Promise<void>;
  #isStopped = false;

  constructor(watched: Watched, onMoment: (moment: Moment) => void) {
    this.#watched = watched;
    this.#onMoment = onMoment;
    this.#loop = this.#run();
  }

  /** Takes a last sample and gives all. */
  async stop(): Promise<readonly Moment[]> {
    this.#isStopped = true;
    await this.#loop;
    return this.#moments;
  }

  async #run(): Promise<void> {
    for (;;) {
      const isLast = this.#isStopped;
      const moment = await this.#read();
      this.#moments.push(moment);
      if (this.#moments.length > MAX_MOMENTS) this.#moments.shift();
      this.#onMoment(moment);
      if (isLast) return;
      await poll(() => this.#isStopped, { everyMs: 50, limitMs: INTERVAL_MS });
    }
  }

  async #read(): Promise<Moment> {
    const { url, nodePid, workerPids, k6Pid, browserPids } = this.#watched;
    let server: ServerNumbers | undefined;
    try {
      server = serverNumbers(await scrape(url));
    } catch {
      // A server that is too busy to answer shows as a gap.
    }
    const all = readProcesses();
    const byPid = new Map(all.map((process_) => [process_.pid, process_]));
    const own = (pid: number | undefined) => (pid === undefined ? 0 : (byPid.get(pid)?.cpuMs ?? 0));
    const workers = workerPids();
    const k6 = k6Pid();
    return {
      at: Date.now() - this.began,
      cpu: {
        others: cpuOfOthers(all, familyOf(all, process.pid)),
        node: own(nodePid),
        workers: workers.map(own),
        k6: own(k6),
        browsers: browserPids().reduce((sum, pid) => sum + cpuOfTree(familyOf(all, pid)), 0),
      },
      memory: {
        node: readResident(nodePid),
        workers: workers.reduce((sum, pid) => sum + readResident(pid), 0),
        k6: k6 === undefined ? 0 : readResident(k6),
      },
      server,
    };
  }
}
