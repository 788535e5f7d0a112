import { Counter } from 'k6/metrics';
import { BUDGETS } from '../../budgets.ts';

/** What scenarios count themselves; all media and signalling is counted by the module. */
export const joinFailures = new Counter('load_join_failures');
/** Participants who were put out although nobody asked them to leave. */
export const endedEarly = new Counter('load_ended_early');
/** Things that a scenario waited for and that did not come about. */
export const unmet = new Counter('load_expectations_unmet');

/** Thresholds by metric, as k6 has them. */
export type Thresholds = Record<string, string[]>;

/** What every scenario must keep. */
export const soundness: Thresholds = {
  earshot_srtp_errors: ['count<1'],
  earshot_silent_tracks: ['count<1'],
  earshot_protocol_errors: ['count<1'],
  earshot_samples_dropped: ['count<1'],
  load_join_failures: ['count<1'],
  load_ended_early: ['count<1'],
  load_expectations_unmet: ['count<1'],
};

/** Where media flows: delivered and in time. */
export const mediaBudgets: Thresholds = {
  earshot_first_packet: [`p(95)<${String(BUDGETS.firstPacketMs)}`],
  earshot_delivered: [`rate>${String(BUDGETS.delivered)}`],
  earshot_latency: [`p(95)<${String(BUDGETS.latencyMs)}`],
};

/** Where speakers change. */
export const speakerBudgets: Thresholds = {
  earshot_speaker_video: [`p(95)<${String(BUDGETS.speakerVideoMs)}`],
  earshot_speaker_seen: [`rate>${String(BUDGETS.speakerSeen)}`],
};

/** Where more people talk than the audible set has places. */
export const outsideSpeakerBudgets: Thresholds = {
  'earshot_speaker_audio{was:outside}': [`p(95)<${String(BUDGETS.outsideSpeakerMs)}`],
  // A part of it, so that it is shown; k6 keeps values by tag only where a threshold asks for them.
  'earshot_speaker_detect{event:consumersAdded}': [`p(95)<${String(BUDGETS.outsideSpeakerMs)}`],
};

/** Where nobody comes or goes for a while. */
export const signallingBudgets: Thresholds = {
  'earshot_signalling_rate{phase:steady}': [`avg<${String(BUDGETS.signallingBytesPerSecond)}`],
  // Nobody may pay for the others' share.
  earshot_signalling_mean: [`max<${String(BUDGETS.signallingBytesPerSecond)}`],
};
