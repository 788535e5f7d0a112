/**
 * Spreads media work over turns of the event loop: at most `sliceMs` of Node at a time, audio before video, and no
 * more than `maxInFlight` unanswered requests per worker, so that answers do not come as one burst either. A speaker
 * change in a room of 350 is hundreds of consumers; between two slices sockets are served.
 */
export interface WorkSlices {
  /**
   * One lane for each room: rooms take turns, so that a large one does not keep the others waiting. What is not answered
   * yet is counted for all lanes of a worker (any object that stands for it): a stuck worker blocks only its own.
   */
  openLane(worker: object): WorkLane;
}

/** A lane's work is started in order, audio first: before the video of any other lane too. */
export interface WorkLane {
  /**
   * Runs `work` in a later turn, settles as it does. Work that waits when the lane is closed is dropped and its promise
   * rejects with `LaneClosed`.
   */
  run<T>(urgency: 'audio' | 'video', work: () => Promise<T> | T): Promise<T>;
  close(): void;
}

/** Why work of a closed lane did not run. */
export class LaneClosed extends Error {}

interface Task {
  start(): Promise<unknown>;
  drop(): void;
}

/** Requests of all lanes of one worker. */
interface WorkerCount {
  waiting: number;
  inFlight: number;
}

interface Lane {
  readonly audio: Task[];
  readonly video: Task[];
  readonly worker: WorkerCount;
}

/** `monotonic` in ms; `defer` runs its argument in a later turn (default `setImmediate`). */
export function createWorkSlices(options: {
  readonly monotonic: () => number;
  readonly sliceMs?: number;
  readonly maxInFlight?: number;
  readonly defer?: (action: () => void) => void;
}): WorkSlices {
  const { monotonic, sliceMs = 5, maxInFlight = 64, defer = setImmediate } = options;
  const lanes = new Set<Lane>();
  const workers = new WeakMap<object, WorkerCount>();
  let scheduled = false;

  const wake = () => {
    if (scheduled) return;
    scheduled = true;
    defer(slice);
  };

  const start = (task: Task, worker: WorkerCount) => {
    worker.waiting -= 1;
    worker.inFlight += 1;
    void task.start().then(() => {
      worker.inFlight -= 1;
      if (worker.waiting > 0) wake();
    });
  };

  /** One task of each lane in turn, so that lanes share the slice. Answers whether time is left. */
  const runAll = (urgency: 'audio' | 'video', endsAt: number): boolean => {
    let ran = true;
    while (ran) {
      ran = false;
      for (const lane of lanes) {
        const task = lane.worker.inFlight >= maxInFlight ? undefined : lane[urgency].shift();
        if (task === undefined) continue;
        ran = true;
        start(task, lane.worker);
        if (monotonic() >= endsAt) return false;
      }
    }
    return true;
  };

  const slice = () => {
    scheduled = false;
    const endsAt = monotonic() + sliceMs;
    if (!runAll('audio', endsAt) || !runAll('video', endsAt)) wake();
  };

  return {
    openLane(worker) {
      const count = workers.get(worker) ?? { waiting: 0, inFlight: 0 };
      workers.set(worker, count);
      const lane: Lane = { audio: [], video: [], worker: count };
      lanes.add(lane);
      return {
        run: (urgency, work) =>
          new Promise((resolve, reject) => {
            if (!lanes.has(lane)) {
              reject(new LaneClosed());
              return;
            }
            count.waiting += 1;
            lane[urgency].push(createTask(work, { resolve, reject }));
            wake();
          }),
        close() {
          lanes.delete(lane);
          count.waiting -= lane.audio.length + lane.video.length;
          for (const task of [...lane.audio, ...lane.video]) task.drop();
          lane.audio.length = 0;
          lane.video.length = 0;
        },
      };
    },
  };
}

function createTask<T>(
  work: () => Promise<T> | T,
  { resolve, reject }: { resolve: (value: T) => void; reject: (error: Error) => void },
): Task {
  return {
    start: async () => {
      try {
        resolve(await work());
      } catch (thrown) {
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    },
    drop: () => {
      reject(new LaneClosed());
    },
  };
}
