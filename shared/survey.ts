import { z } from 'zod';
import { Secret, SessionId } from './ids.ts';

/** What may have been wrong, by what is rated. Names are those the field uses. */
export const SURVEY_ISSUES = {
  overall: ['CallCannotJoin', 'CallCannotInvite', 'HadToRejoin', 'CallEndedUnexpectedly', 'OtherIssues'],
  audio: [
    'NoLocalAudio',
    'NoRemoteAudio',
    'Echo',
    'AudioNoise',
    'LowVolume',
    'AudioStoppedUnexpectedly',
    'DistortedSpeech',
    'AudioInterruption',
    'OtherIssues',
  ],
  video: [
    'NoVideoReceived',
    'NoVideoSent',
    'LowQuality',
    'Freezes',
    'StoppedUnexpectedly',
    'DarkVideoReceived',
    'AudioVideoOutOfSync',
    'OtherIssues',
  ],
  screenShare: [
    'NoContentLocal',
    'NoContentRemote',
    'CannotPresent',
    'LowQuality',
    'Freezes',
    'StoppedUnexpectedly',
    'LargeDelay',
    'OtherIssues',
  ],
} as const;

/** What of a call is rated. */
export type SurveyTopic = keyof typeof SURVEY_ISSUES;
/** @see SurveyTopic */
export const SURVEY_TOPICS = Object.keys(SURVEY_ISSUES) as [SurveyTopic, ...SurveyTopic[]];
/** Stars: 1 is worst. */
export const SURVEY_SCORES = [1, 2, 3, 4, 5] as const;

const score = z.number().int().min(1).max(5);
const ratingOf = <T extends SurveyTopic>(topic: T) =>
  z.strictObject({
    /** 1 (worst) to 5; 2 and below is poor. */
    score,
    /** Each at most once counts. */
    issues: z.array(z.enum(SURVEY_ISSUES[topic])).max(SURVEY_ISSUES[topic].length).exactOptional(),
  });

/** What a person says of a call; what they did not rate is absent. */
export const Survey = z.strictObject({
  overall: ratingOf('overall').exactOptional(),
  audio: ratingOf('audio').exactOptional(),
  video: ratingOf('video').exactOptional(),
  screenShare: ratingOf('screenShare').exactOptional(),
});
/** @see Survey */
export type Survey = z.infer<typeof Survey>;

/** What a survey is answered with: the same for each that one leg sends. */
export const SurveyReceipt = z.object({ surveyId: z.uuid() });
/** @see SurveyReceipt */
export type SurveyReceipt = z.infer<typeof SurveyReceipt>;

/** Body of `POST /v1/survey`: for those whose session is over, until `LIMITS.surveyMs` later. */
export const SurveyBody = z.strictObject({ sessionId: SessionId, beaconKey: Secret, survey: Survey });
/** @see SurveyBody */
export type SurveyBody = z.infer<typeof SurveyBody>;
