import { nameTransports, requireAllCarried } from '../support/browser/selected-pairs.ts';
import type { Injected } from '../support/relay/ground/reading.ts';
import { until } from '../support/until.ts';
import { watchDelays, type DelaySecond } from './delays.ts';
import { doFault, type Actors } from './faults.ts';
import type { JudgedInterval } from '@earshot/server/telemetry/judged.ts';
import { compareLosses, countPackets } from './losses.ts';
import { watchMachine, type Machine } from './machine.ts';
import type { LossReading, Measured, RttReading } from './measured.ts';
import type { PageLog } from './page.ts';
import { readRtts } from './rtts.ts';
import { isBrief, PEOPLE, SAME_VOICE, type Person, type Row } from './rows.ts';
import { whyUnsettled, type Look } from './settle.ts';
import type { TruthStage } from './stage.ts';
import { EXPECTED, LATEST_CLEAR_SECONDS } from './expected.ts';

/** A call that does not come to rest in this time never will. */
const SETTLE_TIMEOUT_MS = 75_000;
/** What came once is not raised again before. */
const ONCE_IN_MS = 60_000;
/** A report comes every ten seconds, and the server may wait a moment for what belongs to it. */
const JUDGED_TIMEOUT_MS = 30_000;

/**
 * Three voices and one picture: a receiver that hears only one publisher could not tell that one's uplink from its own
 * downlink.
 */
const SENDS = { publisher: 'all', subscriber: 'voice', witness: 'voice' } as const;

/** Plays one row: a call of three, its fault, and all that everybody said of it. */
export async function runRow(row: Row, stage: TruthStage, say: (text: string) => void): Promise<Measured> {
  const room = `truth-${row.id}-${crypto.randomUUID().slice(0, 8)}`;
  const opened = await Promise.all(
    PEOPLE.map(async (person) => [person, await stage.open(row, person)] as const),
  );
  const actors = Object.fromEntries(opened) as Actors;
  try {
    for (const person of PEOPLE) await join(person, { row, stage, actors, room });
    await untilReceived(actors);
    for (const actor of Object.values(actors)) await nameTransports(stage.relay, actor);
    say(`${row.id}: connected`);
    const unrest = await untilSettled(row, actors);
    say(`${row.id}: ${unrest ?? 'settled'}; ${String(Math.round(row.seconds))} s of ${row.fault.kind}`);
    return await measure(row, { stage, actors, unrest });
  } finally {
    await Promise.all(Object.values(actors).map((actor) => actor.close()));
  }
}

async function join(
  person: Person,
  { row, stage, actors, room }: { row: Row; stage: TruthStage; actors: Actors; room: string },
): Promise<void> {
  const { name } = actors[person];
  await actors[person].join({
    room,
    name,
    token: await stage.app.token({ room, identity: name, name }),
    sends: SENDS[person],
    drawsCamera: row.fault.kind === 'frozenCamera' && person === 'publisher',
    startsMuted: row.fault.kind === 'silentMicrophone' && person === 'publisher',
  });
}

/** Both receivers get the picture, and the voice unless it begins muted. */
async function untilReceived({ subscriber, witness }: Actors): Promise<void> {
  await until(
    async () => {
      const all = await Promise.all([subscriber, witness].map((actor) => actor.streams()));
      const videos = all.filter(({ streams }) =>
        streams.some(
          ({ direction, kind, packets }) => direction === 'receive' && kind === 'video' && packets > 0,
        ),
      );
      return videos.length === 2 ? undefined : `${String(videos.length)} of 2 receive a picture`;
    },
    { timeoutMs: 60_000, intervalMs: 500, what: 'both receivers receiving' },
  );
}

/** Waits for rest; answers why there was none. */
async function untilSettled(row: Row, actors: Actors): Promise<string | undefined> {
  const looks: Look[] = [];
  const look = async () => {
    const [publisher, ...receivers] = await Promise.all(PEOPLE.map((person) => actors[person].streams()));
    const lost = receivers.flatMap(({ streams }) => streams).reduce((sum, stream) => sum + stream.lost, 0);
    const raised = (await issuesOf(actors)).length;
    const heldBackMs = await heldBackFor(row, actors);
    looks.push({ at: performance.now(), outgoingBps: publisher?.outgoingBps, lost, raised, heldBackMs });
    return whyUnsettled(looks);
  };
  try {
    await until(look, { timeoutMs: SETTLE_TIMEOUT_MS, intervalMs: 1_000, what: 'rest' });
    return undefined;
  } catch {
    return `it never came to rest: ${whyUnsettled(looks) ?? ''}`;
  }
}

/** What the row must raise and came while its pages started, ms from now. */
async function heldBackFor(row: Row, actors: Actors): Promise<number> {
  const waits = EXPECTED[row.id].raise.map(async ({ codes, on }) => {
    const { issues } = await actors[on].log();
    const since = issues.filter(({ code, level }) => codes.includes(code) && level !== 'good');
    return Math.max(0, ...since.map(({ at }) => at + ONCE_IN_MS - Date.now()));
  });
  return Math.max(0, ...(await Promise.all(waits)));
}

/** The window itself: everything is counted just before the fault and just before its end. */
async function measure(
  row: Row,
  { stage, actors, unrest }: Pick<Window, 'stage' | 'actors' | 'unrest'>,
): Promise<Measured> {
  const machineWatch = watchMachine();
  const delayWatch = watchDelays(stage.relay);
  const connectionsBefore = await countConnections(actors);
  const window = await stage.relay.openWindow();
  const before = await countPackets(stage, actors);
  const onsetAt = Date.now();
  const undo = await doFault(row, stage, actors);
  let after: typeof before | undefined;
  try {
    await wait(row.seconds * 1_000 - (Date.now() - onsetAt));
    // A worker that stands still answers nobody.
    if (!isBrief(row)) after = await countPackets(stage, actors);
  } finally {
    await undo();
  }
  const endedAt = Date.now();
  const injected = await window.close();
  const delays = await delayWatch.close();
  const losses = after === undefined ? [] : compareLosses({ before, after, injected }, actors);
  const carried = await carriedBy(row, { stage, actors, injected });
  const machine = machineWatch.close(injected);
  if (row.quick !== true) await untilCleared(actors, endedAt);
  return finish(row, {
    stage,
    actors,
    onsetAt,
    endedAt,
    losses,
    delays,
    machine,
    connectionsBefore,
    carried,
    unrest,
  });
}

interface Window {
  readonly stage: TruthStage;
  readonly actors: Actors;
  readonly onsetAt: number;
  readonly endedAt: number;
  readonly losses: readonly LossReading[];
  readonly delays: readonly DelaySecond[];
  readonly machine: Machine;
  readonly connectionsBefore: number;
  readonly carried: string | undefined;
  readonly unrest: string | undefined;
}

async function finish(row: Row, parts: Window): Promise<Measured> {
  const { stage, actors, onsetAt, endedAt, losses, delays, machine, connectionsBefore, carried } = parts;
  const logs = await Promise.all(PEOPLE.map(async (person) => [person, await actors[person].log()] as const));
  const people = Object.fromEntries(logs) as Record<Person, PageLog>;
  const judged = await untilJudged(stage, people, endedAt);
  const rtts: readonly RttReading[] = readRtts(row, { delays, actors, judged, people, onsetAt, endedAt });
  return {
    row,
    onsetAt,
    endedAt,
    people,
    judged,
    losses,
    rtts,
    newConnections: (await countConnections(actors)) - connectionsBefore,
    machine,
    failure: carried,
    unrest: parts.unrest,
  };
}

async function countConnections(actors: Actors): Promise<number> {
  const all = await Promise.all(PEOPLE.map((person) => actors[person].streams()));
  return all.reduce((sum, { connections }) => sum + connections, 0);
}

async function carriedBy(
  row: Row,
  { stage, actors, injected }: Pick<Window, 'stage' | 'actors'> & { injected: Injected },
): Promise<string | undefined> {
  try {
    // A worker that stands still sends nothing back.
    if (row.fault.kind !== 'stoppedWorker')
      await requireAllCarried(injected, stage.relay, Object.values(actors));
    return injected.refused > 0 ? 'the relay refused datagrams' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Waits until nothing is raised any more, at most as long as that may take. */
async function untilCleared(actors: Actors, endedAt: number): Promise<void> {
  const raised = async () => {
    const open = await issuesOf(actors);
    return open.length === 0 ? undefined : open.join(', ');
  };
  const timeoutMs = LATEST_CLEAR_SECONDS * 1_000 - (Date.now() - endedAt) + 2_000;
  // What is raised still is for the judge to say.
  await until(raised, { timeoutMs, intervalMs: 500 }).catch(() => undefined);
}

/** Codes that are raised now: whose last word was not `good`. */
async function issuesOf(actors: Actors): Promise<string[]> {
  const logs = await Promise.all(Object.values(actors).map((actor) => actor.log()));
  return logs.flatMap(({ issues }) => {
    const last = new Map(issues.map(({ code, level }) => [code, level]));
    return [...last].filter(([code, level]) => level !== 'good' && code !== SAME_VOICE).map(([code]) => code);
  });
}

/** Waits until everybody's time up to then was judged. */
async function untilJudged(
  stage: TruthStage,
  people: Readonly<Record<Person, PageLog>>,
  endedAt: number,
): Promise<readonly JudgedInterval[]> {
  const ids = new Set(Object.values(people).map(({ participantId }) => participantId));
  const missing = () => {
    const all = stage.judgedOf(ids);
    const late = [...ids].filter(
      (id) => !all.some((one) => one.participantId === id && one.endAt >= endedAt),
    );
    return late.length === 0 ? undefined : `${String(late.length)} of ${String(ids.size)} not judged`;
  };
  await until(missing, { timeoutMs: JUDGED_TIMEOUT_MS, intervalMs: 250 }).catch(() => undefined);
  return stage.judgedOf(ids);
}

/** The time of a measurement: there is nothing to wait for. */
function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, ms));
  });
}
