import type {
  DiagnosticOverrides,
  ErrorCode,
  IssueCode,
  IssueLevel,
  ParticipantId,
  Source,
  TrackId,
  TrackLimit,
} from '@earshot/shared';
import type { EventSource, Issue } from '../api.ts';
import type { Clock } from '../clock.ts';
import type { StatsSample } from '../stats/api.ts';

/**
 * What the rest of the library feeds the diagnostics with: facts about devices and connections as they change, and one
 * statistics sample a second. What is not known is left `undefined`: an unknown never raises and never clears an issue.
 */

/** How the last attempt to open a device went. */
export type CaptureAttempt =
  /** Never tried, or the person has turned it off since. */
  | { readonly phase: 'idle' }
  /** `getUserMedia` or `getDisplayMedia` is unanswered since then (monotonic ms). */
  | { readonly phase: 'starting'; readonly since: number }
  | { readonly phase: 'started' }
  /** `cancelled` = the person closed the picker of a share: no issue. */
  | { readonly phase: 'failed'; readonly code: ErrorCode };

/** A device that captures. */
export interface CaptureFacts {
  readonly attempt: CaptureAttempt;
  /** The person wants it to send now: turned on, not muted, not paused because the page is hidden. */
  readonly wanted: boolean;
  /** Its track: `muted` is the browser's doing (track event `mute`), not ours. */
  readonly track: 'none' | 'live' | 'muted' | 'ended';
  readonly permission: PermissionState | 'unknown';
  /** Devices of its kind in the list; `undefined` before the list was read. */
  readonly devices: number | undefined;
}

/** The microphone. */
export interface MicrophoneFacts extends CaptureFacts {
  /** Open but muted by the person: what `speakingWhileMicrophoneIsMuted` looks at. */
  readonly mutedByPerson: boolean;
  /** Loudest RMS since it was fed before, 0..1; `undefined` where it cannot be measured. Feed it before each `tick`. */
  readonly level: number | undefined;
  /** The server says that nothing comes from it, or that this is over; `undefined` while it has said neither. */
  readonly unheardByServer: boolean | undefined;
}

/** The camera. */
export interface CameraFacts extends CaptureFacts {
  /** `false` while nobody watches it: nothing is encoded then, and no frames are counted. */
  readonly watched: boolean;
}

/** What the own ways lose, 0..1, by the server's count; absent where it did not measure. */
export interface PathLoss {
  readonly sent?: number;
  readonly received?: number;
  /** When it said so, monotonic ms. */
  readonly at: number;
}

/** All facts. */
export interface DiagnosticsFacts {
  readonly microphone: MicrophoneFacts;
  readonly camera: CameraFacts;
  readonly screen: CaptureFacts;
  /** Sound outputs; `undefined` where the browser lists none by design or the list was not read. */
  readonly speakers: number | undefined;
  /** `navigator.onLine`. */
  readonly online: boolean;
  readonly visible: boolean;
  /** `connecting` before the first connection only; while it is being renewed it is `disconnected`. */
  readonly signalling: 'connecting' | 'connected' | 'disconnected';
  /** Connection of a transport; `undefined` while it carries nothing (it connects with its first track). */
  readonly sendTransport: RTCPeerConnectionState | undefined;
  readonly receiveTransport: RTCPeerConnectionState | undefined;
  /** What the own ways lose, as the server counts it; `undefined` while it has said nothing. */
  readonly pathLoss: PathLoss | undefined;
  /** The browser refuses to play sound before the person acts. */
  readonly autoplayBlocked: boolean;
  /** The browser refused the loudspeaker that was chosen. */
  readonly speakerRefused: boolean;
  /** Relays that gave no answer while the way to the server was looked for. */
  readonly unreachableRelays: number;
  /** How much the server gives up because it has too much to do; 0 = nothing. */
  readonly shedLevel: number;
}

/** Of the reasons why a video comes smaller, those that hurt, the gravest first. */
export const HARMFUL_LIMITS = [
  'workerOverload',
  'downlinkBandwidth',
  'publisherLayerOff',
] as const satisfies readonly TrackLimit[];

/** What is known of one track beside its statistics. */
export interface TrackFacts {
  readonly trackId: TrackId;
  readonly participantId: ParticipantId;
  readonly source: Source;
  readonly direction: 'send' | 'receive';
  /** Media should flow now: not muted, not paused, resumed by the server, watched by somebody. */
  readonly expected: boolean;
  /** Its transport gave statistics this time. */
  readonly answered: boolean;
  /** Received pictures: they have another size than before. */
  readonly resized: boolean;
  /** Received: its publisher's connection is being restored. */
  readonly away: boolean;
  /** Received pictures: why the server sends less than is looked at. */
  readonly limit: (typeof HARMFUL_LIMITS)[number] | undefined;
}

/** What came with a sample, for those who look at tracks. */
export interface SampleContext {
  readonly tracks: readonly TrackFacts[];
  /** How much later than wished the sample was taken, ms. */
  readonly lateMs: number;
}

/** A change: what is left out stays. */
export type DiagnosticsFeed = Omit<Partial<DiagnosticsFacts>, 'microphone' | 'camera' | 'screen'> & {
  readonly microphone?: Partial<MicrophoneFacts>;
  readonly camera?: Partial<CameraFacts>;
  readonly screen?: Partial<CaptureFacts>;
};

/** What `createDiagnostics` is made of. */
export interface DiagnosticsOptions {
  /** Durations are measured on its monotonic time; its wall clock only dates what is told. */
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** A listener threw: told here, never thrown. */
  readonly onListenerError?: (thrown: unknown) => void;
}

/** Events of the diagnostics. */
export interface DiagnosticsEvents {
  /** Raised, changed or cleared (`level: 'good'`). */
  issueChanged: Issue;
}

/** A change of an issue, for the report. */
export interface IssueChange {
  readonly code: IssueCode;
  readonly level: IssueLevel;
  /** Wall clock, ms. */
  readonly at: number;
}

/** Raises and clears issues. Has no timer of its own: `feed` and `tick` move it. */
export interface Diagnostics extends EventSource<DiagnosticsEvents> {
  /** Raised now, oldest first. */
  readonly issues: readonly Issue[];
  /** From now on by the bounds of this deployment. */
  configure(overrides: DiagnosticOverrides): void;
  /** Takes changed facts and judges at once. */
  feed(facts: DiagnosticsFeed): void;
  /** Takes the sample of this second (`undefined` when there was none) and judges. */
  tick(sample: StatsSample | undefined, context?: SampleContext): void;
  /** Changes since the last call, for the report: at most 64, newest kept, without local-only issues. */
  takeChanges(): readonly IssueChange[];
  /** Nothing is raised or cleared any more, all listeners are dropped. */
  stop(): void;
}
