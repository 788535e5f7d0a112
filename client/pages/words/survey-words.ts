import type { SurveyIssue, SurveyScore, SurveyTopic } from '../model/survey-answers.ts';

/** What each number of stars means, from the worst. */
export const SCORE_WORDS: Readonly<Record<SurveyScore, string>> = {
  1: 'Very bad',
  2: 'Bad',
  3: 'Fair',
  4: 'Good',
  5: 'Very good',
};

/** What is asked about, in this order. */
export const TOPIC_WORDS: Readonly<Record<SurveyTopic, string>> = {
  overall: 'The call as a whole',
  audio: 'Sound',
  video: 'Camera pictures',
  screenShare: 'Shared screens',
};

/** What may have been wrong, by what is rated. */
export const ISSUE_WORDS: { readonly [T in SurveyTopic]: Readonly<Record<SurveyIssue<T>, string>> } = {
  overall: {
    CallCannotJoin: 'I could not get in at first',
    CallCannotInvite: 'I could not invite someone',
    HadToRejoin: 'I had to join again',
    CallEndedUnexpectedly: 'It ended by itself',
    OtherIssues: 'Something else',
  },
  audio: {
    NoLocalAudio: 'Others did not hear me',
    NoRemoteAudio: 'I did not hear others',
    Echo: 'There was an echo',
    AudioNoise: 'There was noise',
    LowVolume: 'It was too quiet',
    AudioStoppedUnexpectedly: 'It stopped',
    DistortedSpeech: 'Voices were distorted',
    AudioInterruption: 'It was interrupted',
    OtherIssues: 'Something else',
  },
  video: {
    NoVideoReceived: 'I did not see others',
    NoVideoSent: 'Others did not see me',
    LowQuality: 'It was blurred',
    Freezes: 'It froze',
    StoppedUnexpectedly: 'It stopped',
    DarkVideoReceived: 'It was dark',
    AudioVideoOutOfSync: 'Lips and voices did not match',
    OtherIssues: 'Something else',
  },
  screenShare: {
    NoContentLocal: 'Others did not see my screen',
    NoContentRemote: 'I did not see a shared screen',
    CannotPresent: 'I could not share',
    LowQuality: 'It was blurred',
    Freezes: 'It froze',
    StoppedUnexpectedly: 'It stopped',
    LargeDelay: 'It came late',
    OtherIssues: 'Something else',
  },
};
