import { QUALITY_THRESHOLDS } from '@earshot/shared';
import { factDetector, isWantedAnd, noDevicesDetector, permissionDetector } from './capture.ts';
import { boundOf } from './bounds.ts';
import { GOOD, newestStreams, type Detector, type FactsWindow, type Judgement } from './detector.ts';

const { devices } = QUALITY_THRESHOLDS;

/** Sound cannot leave: the track has ended, or the microphone is open and no packet leaves or arrives. */
const microphoneNotFunctioning: Detector = {
  code: 'microphoneNotFunctioning',
  judge(window, current): Judgement | 'unknown' {
    const { microphone, sendTransport } = window.facts;
    if (!microphone.wanted || microphone.track === 'muted') return GOOD;
    if (microphone.track === 'ended') {
      return { level: 'bad', evidence: { track: 'ended' }, holdMs: devices.trackEndedMs };
    }
    const unknown = current === 'bad' ? 'unknown' : GOOD;
    // Without a path nothing can leave: that is the network's issue, not the microphone's.
    if (sendTransport !== 'connected') return unknown;
    // It has waited for as long as we would.
    if (microphone.unheardByServer === true)
      return { level: 'bad', evidence: { noticedBy: 'server' }, holdMs: 0 };
    const packetsPerSecond = sentPackets(window);
    if (packetsPerSecond === undefined) return microphone.unheardByServer === false ? GOOD : unknown;
    return packetsPerSecond === 0 ? { level: 'bad', evidence: { packetsPerSecond } } : GOOD;
  },
};

function sentPackets(window: FactsWindow): number | undefined {
  return newestStreams(window).find((stream) => stream.direction === 'send' && stream.source === 'microphone')
    ?.packetsPerSecond;
}

/** The browser or the system has muted the microphone: a phone call, a headset's button. */
const microphoneMuteUnexpectedly = factDetector('microphoneMuteUnexpectedly', ({ facts }) =>
  isWantedAnd(facts.microphone, 'muted') ? { level: 'bad', evidence: { track: 'muted' } } : GOOD,
);

/** Somebody talks into a microphone that they have muted. It is told to nobody but them. */
const speakingWhileMicrophoneIsMuted: Detector = {
  code: 'speakingWhileMicrophoneIsMuted',
  judge({ facts, mutedLevels, table }, current) {
    const { enter, leave } = boundOf(table.speakingWhileMicrophoneIsMuted);
    if (!facts.microphone.mutedByPerson) return { ...GOOD, holdMs: 0 };
    const levels = mutedLevels.slice(-devices.speechWindow).filter((level) => level !== undefined);
    const latest = mutedLevels.at(-1);
    if (latest === undefined) return 'unknown';
    if (current === 'bad' && latest >= leave) return { level: 'bad', evidence: { level: latest } };
    const loud = levels.filter((level) => level >= enter).length;
    return loud >= devices.speechSeconds && current !== 'bad'
      ? { level: 'bad', evidence: { level: latest } }
      : GOOD;
  },
};

/** The browser plays nothing before the person acts. */
const autoplayBlocked = factDetector('autoplayBlocked', ({ facts }) =>
  facts.autoplayBlocked ? { level: 'bad', evidence: {} } : GOOD,
);

/** Detectors of sound. */
export const AUDIO_DETECTORS: readonly Detector[] = [
  permissionDetector('microphonePermissionDenied', 'microphone'),
  noDevicesDetector('noMicrophoneDevicesEnumerated', ({ facts }) => facts.microphone.devices),
  noDevicesDetector('noSpeakerDevicesEnumerated', ({ facts }) => facts.speakers),
  microphoneNotFunctioning,
  microphoneMuteUnexpectedly,
  speakingWhileMicrophoneIsMuted,
  autoplayBlocked,
];
