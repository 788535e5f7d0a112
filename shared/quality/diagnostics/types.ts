import type { IssueCode } from '../../issues.ts';

/** How much an issue hurts. `low` ones are facts for whoever looks for a cause: they never nag and never alert. */
export const SEVERITIES = ['low', 'medium', 'high'] as const;
/** @see SEVERITIES */
export type Severity = (typeof SEVERITIES)[number];

/** Who may learn of an issue, beside the operator. `presenters`: who leads the call. */
export const AUDIENCES = ['self', 'presenters', 'everyone'] as const;
/** @see AUDIENCES */
export type Audience = (typeof AUDIENCES)[number];

/** What a measure is counted in. `fact`: it is so or it is not. `level`: RMS of sound, 0..1. */
export type DiagnosticUnit =
  'fact' | 'ratio' | 'ms' | 'count' | 'perSecond' | 'level' | 'correlation' | 'index';

/** Times when nothing is concluded. */
export type Guard =
  /** The person, the app or an admin has muted it. */
  | 'muted'
  /** The publisher has paused it. */
  | 'paused'
  /** The picture has just changed its size. */
  | 'layerSwitch'
  /** A share stands still for minutes. */
  | 'screenShare'
  /** Opus sends next to nothing in silence. */
  | 'dtx'
  /** Nobody looks at a hidden page, and browsers hold it back. */
  | 'hiddenTab'
  /** The first seconds of a stream, or of a connection. */
  | 'firstReport'
  /** The bandwidth estimate still climbs, as at the beginning of every call. */
  | 'climbing'
  /** The path is down: that has issues of its own. */
  | 'disconnected'
  /** The publisher's own connection is being restored. */
  | 'publisherAway'
  /** Nobody watches the camera: nothing of it is encoded. */
  | 'unwatched'
  /** Packets are lost: frames wait for a repair. */
  | 'loss'
  /** The network holds the picture back. */
  | 'bandwidth'
  /** Only one of several publishers is affected: that is their end. */
  | 'onePublisher'
  /** It was stopped, refused or never wanted by the person. */
  | 'wish';

/** How well an engine lets us see it. */
export type Measurability = 'measured' | 'approximated' | 'unavailable';

/** A bound that is raised at `enter` and left at `leave`: between them nothing changes. */
export interface Bound {
  readonly unit: DiagnosticUnit;
  /** `null`: a fact. Below `leave` where small values are the bad ones. */
  readonly enter: number | null;
  readonly leave: number | null;
}

/** All that is fixed about one diagnostic. */
export interface DiagnosticInfo extends Bound {
  /** `false`: a deployment does without it. */
  readonly enabled?: boolean;
  readonly severity: Severity;
  readonly audience: Audience;
  /** Bounds beside the first, by the name of their evidence. */
  readonly also?: Readonly<Record<string, Bound>>;
  /** Time that the measure is taken over, ms; absent: the moment. */
  readonly windowMs?: number;
  /** How long it must be past `enter`, ms, until it is raised. */
  readonly enterMs: number;
  /** How long it must be past `leave`, ms, until it is cleared. */
  readonly leaveMs: number;
  /** Least time between two raises, ms: an input that hovers at the bound does not nag. 0: each time is another event. */
  readonly repeatMs: number;
  /** Less than this in the window says nothing. */
  readonly minVolume?: { readonly amount: number; readonly of: 'packets' | 'frames' | 'seconds' };
  readonly guards: readonly Guard[];
  readonly engines: Readonly<Record<'chromium' | 'firefox' | 'webkit', Measurability>>;
  /** What proves that it is raised: a fault in a live call, a recorded one, or made-up statistics. */
  readonly proof: 'live' | 'fixture' | 'synthetic';
  /** For the operator: what it mostly means, and where to look next. */
  readonly operatorHint: string;
  /** Where the bounds come from, and why they differ. */
  readonly source: string;
}

/** One row for each code. */
export type DiagnosticsTable = Readonly<Record<IssueCode, DiagnosticInfo>>;
