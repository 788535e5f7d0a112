import {
  decodeMeasures,
  intervalOf,
  type Milestone,
  type ParticipantId,
  type Quality,
  type Report,
  type ReportInterval,
} from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { EvidenceSource } from '../media/ports.ts';
import type { LegContext, ReportPort, Standing } from '../rooms/ports.ts';
import type { SpellLog } from '../spell-log.ts';
import { Conclusions } from './conclusions.ts';
import { countTracks } from './count-tracks.ts';
import { describeInterval } from './describe-interval.ts';
import { FollowedIssues, type IssueSink } from './followed-issues.ts';
import { LegsReader } from './join-legs.ts';
import type { JudgedSink } from './judged.ts';
import { LegSeconds, type LegQuality, type LegSource, type Placed } from './leg-seconds.ts';
import { LegState } from './leg-state.ts';
import type { IngestObserver, ReportResult } from './ports.ts';
import { rateLeg, rateTracks, type JudgedRow, type LegKnowledge } from './rate-tracks.ts';
import { SentTracks } from './sent-tracks.ts';
import { ServerAlone } from './server-alone.ts';
import { Standings } from './standings.ts';
import { WantedHeights } from './wanted-heights.ts';
import { isWellFormed, withoutImpossible } from './sanity.ts';

/** What the ingest is made of. */
export interface IngestOptions {
  readonly clock: Clock;
  readonly observer: IngestObserver;
  /** What the server itself measured of both legs; absent: nothing. */
  readonly evidence?: EvidenceSource;
  /** Whom each judged interval is handed to, in this order. */
  readonly sinks: readonly JudgedSink[];
  /** Who keeps a record of issues by leg; nobody, when left out. */
  readonly issues?: IssueSink;
  /** Legs remembered at most; the one silent longest goes first. Default 20,000: far above what a node carries. */
  readonly maxLegs?: number;
}

/** Takes clients' reports: checks, scores and counts them. */
export function createIngest(options: IngestOptions): ReportPort {
  return new Ingest(options);
}

/** A report that was taken, with what was known when it came. */
interface Counted {
  readonly leg: LegContext;
  readonly report: Report;
  readonly interval: ReportInterval;
  readonly placed: Placed;
  /** `undefined` of an interval that is long past. */
  readonly known: LegKnowledge | undefined;
}

class Ingest implements ReportPort {
  readonly #clock: Clock;
  readonly #observer: IngestObserver;
  readonly #evidence: EvidenceSource | undefined;
  readonly #sinks: readonly JudgedSink[];
  readonly #standings = new Standings();
  readonly #issues: FollowedIssues;
  readonly #maxLegs: number;
  readonly #seconds: LegSeconds<ReturnType<ServerAlone['see']>>;
  readonly #conclusions: Conclusions;
  /** In the order of their last report. */
  readonly #legs = new Map<ParticipantId, LegState>();
  readonly #sent = new SentTracks();
  readonly #wanted = new WantedHeights();

  constructor({ clock, observer, evidence, sinks, issues, maxLegs = 20_000 }: IngestOptions) {
    this.#clock = clock;
    this.#observer = observer;
    this.#evidence = evidence;
    this.#sinks = [this.#standings, ...sinks];
    this.#issues = new FollowedIssues({ clock, observer, sink: issues });
    this.#maxLegs = maxLegs;
    this.#seconds = new LegSeconds({
      ...{ clock, observer },
      lookout: new ServerAlone({ clock, evidence, sinks }),
    });
    this.#conclusions = new Conclusions(clock);
  }

  begin({ callId, participantId, telemetry }: Parameters<ReportPort['begin']>[0]): void {
    this.#seconds.begin({ callId, participantId }, { optedOut: telemetry === 'off' });
  }

  accept(leg: LegContext, report: Report): void {
    if (leg.telemetry === 'off') {
      this.#observer.report('optedOut', JSON.stringify(report).length);
      return;
    }
    const state = this.#touch(leg.participantId);
    const admission = state.admit(report);
    const result = this.#judge(report, { state, admission });
    this.#observer.report(result, JSON.stringify(report).length);
    if (result !== 'accepted' && result !== 'revised') return;
    const lost = state.mark(report);
    if (result === 'revised') {
      this.#revise(leg, report);
      return;
    }
    if (lost > 0) this.#observer.reportsLost(lost);
    const isLate = admission !== 'newest';
    this.#count(leg, report, isLate ? undefined : () => this.#gatherKnown(leg, state));
    this.#issues.follow(state, leg, report);
    this.#followMilestones(state, leg, report);
    // A late report tells how it was, not how it is; one of issues alone tells nothing of it.
    if (!isLate && report.issuesOnly !== true) state.videos = leg.videos;
  }

  standingOf(participantId: ParticipantId): Standing | undefined {
    const state = this.#legs.get(participantId);
    return state === undefined ? undefined : this.#standings.get(participantId, state.issues);
  }

  forget(participantId: ParticipantId): void {
    this.#conclusions.flush(participantId);
    this.#seconds.end(participantId);
    this.#standings.forget(participantId);
    const state = this.#legs.get(participantId);
    if (state === undefined) return;
    this.#legs.delete(participantId);
    this.#issues.end(state);
  }

  #judge(
    report: Report,
    { state, admission }: { readonly state: LegState; readonly admission: ReturnType<LegState['admit']> },
  ): ReportResult {
    if (admission === 'duplicate' || admission === 'stale') return admission;
    if (!isWellFormed(report)) return 'malformed';
    if (admission === 'revised') return 'revised';
    return state.credit(report.intervalMs, this.#clock.monotonic()) ? 'accepted' : 'overdrawn';
  }

  #touch(participantId: ParticipantId): LegState {
    const known = this.#legs.get(participantId);
    const state = known ?? new LegState(this.#clock.monotonic());
    this.#legs.delete(participantId);
    this.#legs.set(participantId, state);
    const [oldest] = this.#legs.keys();
    if (this.#legs.size > this.#maxLegs && oldest !== undefined) this.forget(oldest);
    return state;
  }

  /** Takes the interval of a report, to be judged. `gather`: what is known now, for a newest report. */
  #count(leg: LegContext, report: Report, gather: (() => LegKnowledge) | undefined): void {
    const from = { callId: leg.callId, participantId: leg.participantId };
    if (report.issuesOnly === true) {
      this.#seconds.hear(from, report);
      return;
    }
    const { interval, rejected } = intervalIn(leg, report);
    if (rejected > 0) this.#observer.valuesRejected(rejected);
    for (const measure of decodeMeasures(report.measures?.lacking ?? 0))
      this.#observer.unmeasuredSeconds(measure, report.intervalMs / 1_000);
    const known = gather?.();
    if (known !== undefined) this.#sent.note(interval, leg.tracks, this.#clock.monotonic());
    const placed = this.#seconds.place(from, report);
    const counted: Counted = { leg, report, interval, placed, known };
    if (this.#evidence === undefined) this.#conclude(counted);
    else
      this.#conclusions.add(leg.participantId, () => {
        this.#conclude(counted);
        leg.judged();
      });
  }

  /** Judges an interval by what is known of both legs by now. */
  #rate({ leg, interval, placed, known }: Counted): { tracks: JudgedRow[]; quality: LegQuality } {
    const tracks = rateTracks(interval, known, this.#readLegs(leg, placed));
    return { tracks, quality: rateLeg(tracks) };
  }

  /** Counts an interval and hands it over. */
  #conclude(counted: Counted): void {
    const { leg, interval, placed } = counted;
    const from: LegSource = { callId: leg.callId, participantId: leg.participantId };
    const rated = this.#rate(counted);
    const { tracks, quality } = rated;
    this.#legs.get(leg.participantId)?.culprits.note(tracks, this.#clock.monotonic());
    const isImpaired = this.#evidence?.evidence(leg.callId)?.isImpaired(leg.participantId, placed);
    this.#seconds.count(from, placed, { quality, isImpaired });
    if (isHarmed(quality.receive.quality)) this.#evidence?.watchReceiver(leg.participantId);
    this.#countTransports(interval, from);
    countTracks(interval, tracks, { observer: this.#observer, from });
    this.#handOver(counted, rated);
  }

  #readLegs({ callId, participantId }: LegContext, window: Placed): LegsReader {
    const now = this.#clock.monotonic();
    const state = this.#legs.get(participantId);
    return new LegsReader(this.#evidence, {
      callId,
      participantId,
      window,
      isReported: true,
      findBusy: (who) => shareOf(this.#legs.get(who)?.busy, window, now),
      findLimits: (trackId) => this.#sent.limits(trackId, now),
      findDisturber: (trackId) => state?.culprits.find(trackId, now),
    });
  }

  /** Whoever keeps intervals gets the later word; its seconds were counted with the first. */
  #revise(leg: LegContext, report: Report): void {
    if (report.issuesOnly === true) return;
    const { interval } = intervalIn(leg, report);
    const placed = this.#seconds.place({ callId: leg.callId, participantId: leg.participantId }, report);
    this.#handOver({ leg, report, interval, placed, known: undefined });
  }

  #handOver(counted: Counted, rated = this.#rate(counted)): void {
    const { leg, report, interval, placed } = counted;
    const judged = describeInterval({ leg, report, from: 'report', interval, placed, ...rated }, this.#clock);
    for (const sink of this.#sinks) sink.intervalJudged(judged);
  }

  #gatherKnown({ tracks, videos, loweredVideos }: LegContext, state: LegState): LegKnowledge {
    const now = this.#clock.monotonic();
    this.#wanted.note(videos, now);
    return {
      videos,
      videosBefore: state.videos,
      hasLowered: loweredVideos === undefined ? undefined : loweredVideos > 0,
      findSent: (trackId) => this.#sent.get(trackId, now),
      findWantedHeight: (trackId) => {
        const published = tracks.find((track) => track.trackId === trackId)?.height;
        const wanted = this.#wanted.get(trackId, now);
        return published === undefined || wanted === undefined ? undefined : Math.min(published, wanted);
      },
    };
  }

  #countTransports(
    { rttMs, paths, intervalMs }: ReportInterval,
    from: { callId: string; participantId: string },
  ): void {
    for (const direction of ['send', 'receive'] as const) {
      const path = paths[direction];
      if (path !== undefined) this.#observer.transportSeconds(direction, path, intervalMs / 1000);
    }
    if (rttMs.send !== undefined) this.#observer.rttSeconds('send', rttMs.send / 1000, from);
    if (rttMs.receive !== undefined) this.#observer.rttSeconds('receive', rttMs.receive / 1000, from);
  }

  #followMilestones(state: LegState, leg: LegContext, report: Report): void {
    for (const [stage, ms] of Object.entries(report.milestones ?? {}) as [Milestone, number][]) {
      if (state.milestones.has(stage)) continue;
      state.milestones.add(stage);
      this.#observer.milestone(stage, ms / 1000, { callId: leg.callId, participantId: leg.participantId });
    }
  }
}

/** Share of a window, as far as it is past, 0..1. */
function shareOf(log: SpellLog | undefined, { from, to }: Placed, now: number): number {
  const past = { from, to: Math.min(to, now) };
  return log === undefined || past.to <= from ? 0 : log.within(past) / (past.to - from);
}

function isHarmed({ band }: Quality): boolean {
  return band === 'fair' || band === 'poor';
}

/** A report's interval, with whole ids and without what cannot be. */
function intervalIn(leg: LegContext, report: Report): ReturnType<typeof withoutImpossible> {
  return withoutImpossible(intervalOf(report, (wanted) => leg.findTrack(wanted)?.trackId));
}
