import { LIMITS } from '@earshot/shared';
import { computeCapacity } from '@earshot/server/rooms/audible-set.ts';
import { BUDGETS } from '../budgets.ts';
import { describeSeconds, findLeaks, type LegSeconds } from './conservation.ts';
import type { Steady } from './samples.ts';
import { hasSamples, valueOf, type K6Metric, type K6Summary } from './summary.ts';

/** One thing that must hold. */
export interface Check {
  readonly name: string;
  /** As people read it; `nothing` when nothing was measured. */
  readonly measured: string;
  readonly limit: string;
  readonly ok: boolean;
  /** Whether it is about media getting through in time, and was measured: the gates that an overload must trip. */
  readonly isGate: boolean;
}

/** What real browsers saw; means over all probes. */
export interface ProbeNumbers {
  /** Decoded frames, as a share of what was sent in the layer they got. */
  readonly frameShare: number | undefined;
  /** Share of the time that videos stood still. */
  readonly frozenShare: number | undefined;
  /** Share of the samples that were made up. */
  readonly concealedShare: number | undefined;
  /** Videos that moved at a time while the call was full; mean. */
  readonly videosShown: number | undefined;
}

/** All that a verdict rests on. */
export interface Facts {
  readonly k6Exit: number;
  /** Undefined when k6 wrote none. */
  readonly summary: K6Summary | undefined;
  readonly steady: Steady | undefined;
  /** Share of a core that other processes took over the whole run. */
  readonly others: number;
  /** What the server still held after everybody had left: gauge -> value. */
  readonly leftovers: Readonly<Record<string, number>>;
  /** What the time of all legs came to when the last was over. Undefined when the server did not say. */
  readonly legSeconds: LegSeconds | undefined;
  /** Undefined for a run without probes. */
  readonly probes: ProbeNumbers | undefined;
}

/** What a scenario asks for besides its own thresholds. */
export interface Demands {
  /** Metrics without which the run proves nothing. */
  readonly required: readonly string[];
  readonly mustFail: boolean;
  readonly checkReporting: boolean;
  /** Videos that each browser must see at a time. */
  readonly probeVideos?: number;
  /** Videos that the server may forward to one participant, in the mean; of microphones as many as the call's size allows. */
  readonly videosEach?: number;
}

/** `void`: says nothing, because other processes were in the way. */
export type Outcome = 'passed' | 'failed' | 'void';

/** Outcome and why. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly checks: readonly Check[];
  /** One line for people. */
  readonly why: string;
}

/** k6 leaves with this code when thresholds were crossed: those are in the summary. */
const K6_THRESHOLDS_CROSSED = 99;

const GATES = [
  'earshot_delivered',
  'earshot_latency',
  'delivered of promised',
  'delivered by sequence numbers',
];

/** Judges a run. */
export function judge(facts: Facts, demands: Demands): Verdict {
  const checks = [
    ...k6Checks(facts, demands),
    ...serverChecks(facts, demands),
    ...probeChecks(facts.probes, demands),
    ...leftoverChecks(facts.leftovers),
    conservationCheck(facts.legSeconds),
  ];
  const failed = checks.filter(({ ok }) => !ok);
  if (facts.others > BUDGETS.othersShare) {
    const why = `other processes took ${percent(facts.others)} of a core (limit ${percent(BUDGETS.othersShare)})`;
    return { outcome: 'void', checks, why };
  }
  const lateness = findLateness(facts.summary);
  if (lateness !== undefined && lateness > BUDGETS.pacerLatenessMs) {
    const why = `the load was itself ${lateness.toFixed(0)} ms late (p95, limit ${String(BUDGETS.pacerLatenessMs)} ms)`;
    return { outcome: 'void', checks, why };
  }
  return { ...(demands.mustFail ? judgeOverload(failed) : judgeFailures(failed)), checks };
}

function findLateness(summary: K6Summary | undefined): number | undefined {
  return summary === undefined ? undefined : valueOf(summary, 'earshot_pacer_lateness', 'p(95)');
}

function judgeFailures(failed: readonly Check[]): Omit<Verdict, 'checks'> {
  if (failed.length === 0) return { outcome: 'passed', why: 'every threshold held' };
  return { outcome: 'failed', why: `missed: ${failed.map(({ name }) => name).join(', ')}` };
}

/** An overload that passes its gates proves that they let everything pass. */
function judgeOverload(failed: readonly Check[]): Omit<Verdict, 'checks'> {
  const gates = failed.filter(({ isGate }) => isGate);
  if (gates.length === 0) return { outcome: 'failed', why: 'the overload tripped no gate' };
  return { outcome: 'passed', why: `failed as it must: ${gates.map(({ name }) => name).join(', ')}` };
}

function k6Checks({ k6Exit, summary }: Facts, { required }: Demands): Check[] {
  if (summary === undefined)
    return [check('k6', { value: `exit code ${String(k6Exit)}, no summary`, limit: 'a summary', ok: false })];
  const isClean = k6Exit === 0 || k6Exit === K6_THRESHOLDS_CROSSED;
  const thresholds = Object.entries(summary.metrics).flatMap(([name, metric]) =>
    Object.entries(metric.thresholds ?? {}).map(([limit, { ok }]) => {
      const measured = hasSamples(metric);
      return check(name, { value: measured ? shown(metric, limit) : undefined, limit, ok: ok && measured });
    }),
  );
  const missing = required.filter((name) => {
    const metric = summary.metrics[name];
    return metric === undefined || !hasSamples(metric);
  });
  return [
    ...(isClean ? [] : [check('k6', { value: `exit code ${String(k6Exit)}`, limit: '0', ok: false })]),
    ...thresholds,
    ...deliveredChecks(summary, required),
    ...unheardChecks(summary),
    ...missing.map((name) => check(`${name} measured`, { value: undefined, limit: 'samples', ok: false })),
  ];
}

/** The module's rate goes by what publishers sent, which shows what never left the server; numbers show gaps only. */
function deliveredChecks(summary: K6Summary, required: readonly string[]): Check[] {
  const received = valueOf(summary, 'earshot_packets_received', 'count') ?? 0;
  const expected = valueOf(summary, 'earshot_packets_expected', 'count') ?? 0;
  if (expected === 0 && !required.includes('earshot_delivered')) return [];
  const shares: [string, number | undefined][] = [
    ['delivered of promised', valueOf(summary, 'earshot_delivered', 'rate')],
    ['delivered by sequence numbers', expected === 0 ? undefined : received / expected],
  ];
  return shares.map(([name, share]) =>
    check(name, {
      value: share === undefined ? undefined : percent(share, 2),
      limit: `> ${percent(BUDGETS.delivered)}`,
      ok: share !== undefined && share > BUDGETS.delivered,
    }),
  );
}

/** Who was never heard has no time until heard: percentiles alone would leave out the worst. */
function unheardChecks(summary: K6Summary): Check[] {
  const unheard = valueOf(summary, 'earshot_speaker_unheard', 'count') ?? 0;
  const all = unheard + (valueOf(summary, 'earshot_speaker_audio', 'count') ?? 0);
  if (all === 0) return [];
  return [
    check('talkers not heard', {
      value: percent(unheard / all, 2),
      limit: `< ${percent(BUDGETS.unheardShare)} of beginnings`,
      ok: unheard / all < BUDGETS.unheardShare,
    }),
  ];
}

function serverChecks({ steady }: Facts, { checkReporting, videosEach }: Demands): Check[] {
  if (steady === undefined)
    return [check('server', { value: undefined, limit: 'two samples with everybody in', ok: false })];
  const delay = steady.eventLoopDelay;
  const checks = [
    check('event loop delay p99', {
      value: delay === undefined ? undefined : `${(delay * 1_000).toFixed(1)} ms`,
      limit: `< ${String(BUDGETS.eventLoopSeconds * 1_000)} ms`,
      ok: delay !== undefined && delay < BUDGETS.eventLoopSeconds,
    }),
  ];
  if (steady.cpuPerPacketGrowth !== undefined)
    checks.push(
      check('CPU per packet, end / beginning', {
        value: steady.cpuPerPacketGrowth.toFixed(2),
        limit: `< ${String(BUDGETS.cpuPerPacketGrowth)}`,
        ok: steady.cpuPerPacketGrowth < BUDGETS.cpuPerPacketGrowth,
      }),
    );
  if (videosEach !== undefined) checks.push(...consumerChecks(steady, videosEach));
  if (checkReporting) checks.push(...reportingChecks(steady));
  return checks;
}

function consumerChecks({ consumers, participants }: Steady, videosEach: number): Check[] {
  const each = { audio: computeCapacity(participants, LIMITS.audioPacketBudget), video: videosEach };
  return (['audio', 'video'] as const).map((kind) =>
    check(`${kind} consumers`, {
      value: consumers[kind],
      limit: `<= ${String(participants * each[kind])}`,
      ok: consumers[kind] <= participants * each[kind],
    }),
  );
}

/** While a scenario lets clients report more often than they do, the bytes are more too: the limit is the budget still. */
function reportingChecks({ reportBytesPerSecond, reportingShare }: Steady): Check[] {
  return [
    check('report bytes per client', {
      value: `${reportBytesPerSecond.toFixed(0)} B/s`,
      limit: `0 < x < ${String(BUDGETS.reportBytesPerSecond)} B/s`,
      ok: reportBytesPerSecond > 0 && reportBytesPerSecond < BUDGETS.reportBytesPerSecond,
    }),
    check('Node for reports', {
      value: reportingShare === undefined ? undefined : percent(reportingShare, 2),
      limit: `< ${percent(BUDGETS.reportingNodeShare)} of a core`,
      ok: reportingShare !== undefined && reportingShare < BUDGETS.reportingNodeShare,
    }),
  ];
}

function probeChecks(probes: ProbeNumbers | undefined, { probeVideos }: Demands): Check[] {
  if (probes === undefined) return [];
  const { frameShare, frozenShare, concealedShare, videosShown } = probes;
  const shares = (value: number | undefined) => (value === undefined ? undefined : percent(value, 1));
  return [
    check('browsers: frames decoded', {
      value: shares(frameShare),
      limit: `> ${percent(BUDGETS.probeFrameShare)} of those sent`,
      ok: frameShare !== undefined && frameShare > BUDGETS.probeFrameShare,
    }),
    check('browsers: videos frozen', {
      value: shares(frozenShare),
      limit: `< ${percent(BUDGETS.probeFrozenShare)} of the time`,
      ok: frozenShare !== undefined && frozenShare < BUDGETS.probeFrozenShare,
    }),
    check('browsers: audio concealed', {
      value: shares(concealedShare),
      limit: `< ${percent(BUDGETS.probeConcealedShare)} of samples`,
      ok: concealedShare !== undefined && concealedShare < BUDGETS.probeConcealedShare,
    }),
    ...(probeVideos === undefined
      ? []
      : [
          check('browsers: videos shown', {
            value: videosShown?.toFixed(2),
            limit: `>= ${String(probeVideos)}`,
            ok: videosShown !== undefined && videosShown >= probeVideos,
          }),
        ]),
  ];
}

/** A server that does not say what it holds has not shown that it holds nothing. */
function leftoverChecks(leftovers: Facts['leftovers']): Check[] {
  const held = Object.entries(leftovers);
  if (held.length === 0) return [check('left afterwards', { value: undefined, limit: '0', ok: false })];
  return held.map(([gauge, value]) => check(`${gauge} afterwards`, { value, limit: '0', ok: value === 0 }));
}

/** Seconds that nobody counted, or that count twice, would make every share of good ones a lie. */
function conservationCheck(seconds: LegSeconds | undefined): Check {
  return check('seconds by quality of those held', {
    value: seconds && describeSeconds(seconds),
    limit: 'the same within 1 %',
    ok: seconds !== undefined && findLeaks(seconds).length === 0,
  });
}

function check(
  name: string,
  { value, limit, ok }: { value: string | number | undefined; limit: string; ok: boolean },
): Check {
  const measured = value === undefined ? 'nothing' : String(value);
  return { name, measured, limit, ok, isGate: value !== undefined && GATES.includes(name) };
}

/** The value that a threshold such as `p(95)<150` looks at. */
function shown(metric: K6Metric, limit: string): string {
  const key = /^\s*(?<key>[a-z]+(?:\([\d.]+\))?)/u.exec(limit)?.groups?.['key'] ?? '';
  const value = metric.values[key];
  return value === undefined ? 'nothing' : String(Number(value.toFixed(4)));
}

/** A share as people read it. */
export function percent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits)} %`;
}
