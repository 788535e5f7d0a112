import {
  EarshotError,
  SURVEY_TOPICS,
  type Quality,
  type QualityBand,
  type Survey,
  type SurveyReceipt,
  type SurveyTopic,
} from '@earshot/shared';
import type { SurveyAnswer } from '../calls/ports.ts';
import type { Clock, IdSource } from '../clock.ts';
import type { JudgedInterval, JudgedSink } from './judged.ts';

/** Whose survey it is. */
export interface SurveyLeg {
  readonly callId: string;
  readonly participantId: string;
}

/** What surveys need. */
export interface SurveysOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Pick<IdSource, 'uuid'>;
  /** Called once for each leg that answers; `scored`: what the leg's worst seconds were judged to be. */
  readonly taken: (answer: SurveyAnswer, scored: QualityBand) => void;
  /** Legs remembered at most, the one heard of longest ago goes first. Default 20,000: 350 leaving each minute for an hour. */
  readonly maxLegs?: number;
}

/** Seconds of one leg by band, and its answer. */
interface Remembered {
  readonly seconds: Record<QualityBand, number>;
  surveyId: string | undefined;
}

/** Share of a leg's judged seconds, the worst ones, by which it is held against what its person says. */
const WORST_SHARE = 0.1;
const WORST_FIRST = ['poor', 'fair', 'good'] as const;

/** Takes what people say of their calls, once for each leg, and holds it against what was measured. */
export class Surveys implements JudgedSink {
  readonly #options: SurveysOptions;
  readonly #maxLegs: number;
  readonly #legs = new Map<string, Remembered>();

  constructor({ maxLegs = 20_000, ...options }: SurveysOptions) {
    this.#options = options;
    this.#maxLegs = maxLegs;
  }

  /** Answers the same to each survey of a leg; only the first counts. Throws `bad_params` when nothing is rated. */
  take(leg: SurveyLeg, survey: Survey): SurveyReceipt {
    if (SURVEY_TOPICS.every((topic) => survey[topic] === undefined))
      throw new EarshotError('bad_params', 'A survey rates something.');
    const remembered = this.#touch(leg.participantId);
    if (remembered.surveyId !== undefined) return { surveyId: remembered.surveyId };
    const surveyId = this.#options.ids.uuid();
    remembered.surveyId = surveyId;
    this.#options.taken(toAnswer(leg, survey, this.#options.clock.now()), scoreOf(remembered.seconds));
    return { surveyId };
  }

  /** Time of a leg was judged, each second once: by the worse of what it sends and what it gets. */
  intervalJudged({ participantId, revision, startAt, endAt, reception, sending }: JudgedInterval): void {
    // A later word on an interval is no other time.
    if (revision > 0) return;
    this.#touch(participantId).seconds[worseOf(reception, sending)] += (endAt - startAt) / 1_000;
  }

  #touch(participantId: string): Remembered {
    const remembered = this.#legs.get(participantId) ?? {
      seconds: { good: 0, fair: 0, poor: 0, unknown: 0 },
      surveyId: undefined,
    };
    this.#legs.delete(participantId);
    this.#legs.set(participantId, remembered);
    const [oldest] = this.#legs.keys();
    if (this.#legs.size > this.#maxLegs && oldest !== undefined) this.#legs.delete(oldest);
    return remembered;
  }
}

/** What nobody could judge is no worse: a listener sends nothing. */
function worseOf(left: Quality, right: Quality): QualityBand {
  return WORST_FIRST.find((band) => left.band === band || right.band === band) ?? 'unknown';
}

/** The band of the worst tenth of the judged seconds; `unknown` while less than half of the time was judged. */
export function scoreOf(seconds: Readonly<Record<QualityBand, number>>): QualityBand {
  const judged = seconds.good + seconds.fair + seconds.poor;
  if (judged === 0 || judged < seconds.unknown) return 'unknown';
  let worst = 0;
  for (const band of WORST_FIRST) {
    worst += seconds[band];
    if (worst >= judged * WORST_SHARE) return band;
  }
  return 'good';
}

function toAnswer({ callId, participantId }: SurveyLeg, survey: Survey, at: number): SurveyAnswer {
  const ratingOf = (topic: SurveyTopic) => survey[topic]?.score ?? null;
  const issuesOf = (topic: SurveyTopic): readonly string[] => [...new Set(survey[topic]?.issues)];
  return {
    callId,
    participantId,
    at,
    ratings: {
      overall: ratingOf('overall'),
      audio: ratingOf('audio'),
      video: ratingOf('video'),
      screenShare: ratingOf('screenShare'),
    },
    issues: {
      overall: issuesOf('overall'),
      audio: issuesOf('audio'),
      video: issuesOf('video'),
      screenShare: issuesOf('screenShare'),
    },
  };
}
