import type { DiagnosticOverrides, ParticipantId, Report, TrackId } from '@earshot/shared';
import type { DevicesEvents, Issue } from './api.ts';
import type { DeviceList } from './devices/device-list.ts';
import { createDiagnostics } from './diagnostics/diagnostics.ts';
import type { Diagnostics, DiagnosticsFeed, SampleContext, TrackFacts } from './diagnostics/inputs.ts';
import type { Scope } from './scope.ts';
import { createCallStats } from './stats/call-stats.ts';
import { DecodeWatch } from './stats/decode-watch.ts';
import type { CallStatsControl, StatsTrack, StatsTransport } from './stats/inputs.ts';
import { sampleOf, type Round } from './stats/sampler.ts';
import type { Surroundings } from './surroundings.ts';

/** Detectors look once a second. */
const TICK_MS = 1_000;

/** What statistics and diagnostics of a call are fed from. */
export interface QualityPort {
  readonly surroundings: Pick<Surroundings, 'clock' | 'window' | 'document' | 'navigator'>;
  readonly scope: Scope;
  readonly devices: DeviceList;
  transports(): readonly StatsTransport[];
  tracks(): readonly StatsTrack[];
  /** Loudest RMS of the own microphone since the last call, 0..1. */
  takeMicrophonePeak(): number | undefined;
  /** `false` while nobody watches the own camera: nothing of it is encoded then. */
  cameraWatched(): boolean;
  /** The participant's own connection is being restored. */
  isAway(participantId: ParticipantId): boolean;
  /** Why the server sends less of a track than is looked at. */
  limitOf(trackId: TrackId): TrackFacts['limit'];
  /** How much the server gives up because it has too much to do. */
  shedLevel(): number;
  /** How many videos this device can decode (`null`: no limit seen). `sharp`: it fell sharply. */
  decodeCapacityChanged(videos: number | null, sharp: boolean): void;
  issueChanged(issue: Issue): void;
}

/** Measures a call and judges it: joins statistics, diagnostics and what is known of devices and page. */
export class CallQuality {
  readonly stats: CallStatsControl;
  readonly #port: QualityPort;
  readonly #diagnostics: Diagnostics;
  #round: Round | undefined;

  constructor(port: QualityPort) {
    this.#port = port;
    const { clock, document, navigator } = port.surroundings;
    const visible = (): boolean => document?.visibilityState !== 'hidden';
    const decoding = new DecodeWatch((videos, sharp) => {
      port.decodeCapacityChanged(videos, sharp);
    });
    this.stats = createCallStats({
      clock,
      transports: () => port.transports(),
      tracks: () => port.tracks(),
      visible,
      userAgent: navigator?.userAgent ?? '',
      onRound: (round) => {
        decoding.handleRound(round, clock.monotonic(), visible());
        this.#round = round;
      },
    });
    this.#diagnostics = createDiagnostics({ clock });
  }

  get issues(): readonly Issue[] {
    return this.#diagnostics.issues;
  }

  start(): void {
    const { scope, surroundings, devices } = this.#port;
    const { window, document, navigator } = surroundings;
    this.#diagnostics.on('issueChanged', (issue) => {
      this.#port.issueChanged(issue);
    });
    const online = (): void => {
      this.feed({ online: navigator?.onLine !== false });
    };
    const visible = (): void => {
      this.feed({ visible: document?.visibilityState !== 'hidden' });
    };
    scope.listen(window, 'online', online);
    scope.listen(window, 'offline', online);
    scope.listen(document, 'visibilitychange', visible);
    online();
    visible();
    scope.add(
      devices.on('changed', (lists) => {
        this.#feedDevices(lists);
      }),
    );
    scope.add(
      devices.on('permissionChanged', ({ microphone, camera }) => {
        this.feed({ microphone: { permission: microphone }, camera: { permission: camera } });
      }),
    );
    if (devices.known) this.#feedDevices(devices);
    this.feed({
      microphone: { permission: devices.permission.microphone },
      camera: { permission: devices.permission.camera },
    });
    this.stats.start();
    scope.every(TICK_MS, () => {
      this.#tick();
    });
  }

  /** By the bounds of this deployment, from the answer to `join`. */
  configure(overrides: DiagnosticOverrides): void {
    this.#diagnostics.configure(overrides);
  }

  feed(facts: DiagnosticsFeed): void {
    this.#diagnostics.feed(facts);
  }

  takeReport(milestones: NonNullable<Report['milestones']>): Report {
    return this.stats.takeReport({ issues: this.#diagnostics.takeChanges(), milestones });
  }

  /** A report of the issues that changed since they were last reported; `undefined` when none did. */
  takeIssues(): Report | undefined {
    const issues = this.#diagnostics.takeChanges();
    return issues.length === 0 ? undefined : this.stats.takeIssues(issues);
  }

  stop(): void {
    this.stats.stop();
    this.#diagnostics.stop();
  }

  #tick(): void {
    const round = this.#round;
    this.#round = undefined;
    this.feed({
      microphone: { level: this.#port.takeMicrophonePeak() },
      camera: { watched: this.#port.cameraWatched() },
      shedLevel: this.#port.shedLevel(),
    });
    if (round === undefined) this.#diagnostics.tick(undefined);
    else this.#diagnostics.tick(sampleOf(round), this.#contextOf(round));
  }

  #contextOf({ tracks, elapsedMs, periodMs }: Round): SampleContext {
    return {
      lateMs: Math.max(0, (elapsedMs ?? periodMs) - periodMs),
      tracks: tracks.map(({ track, reading, answered }): TrackFacts => {
        const { trackId, participantId, source, direction, expected } = track;
        const isReceived = direction === 'receive';
        return {
          trackId,
          participantId,
          source,
          direction,
          expected,
          answered,
          resized: reading?.delta?.resized === true,
          away: isReceived && this.#port.isAway(participantId),
          limit: isReceived ? this.#port.limitOf(trackId) : undefined,
        };
      }),
    };
  }

  #feedDevices(lists: DevicesEvents['changed']): void {
    this.feed({
      microphone: { devices: lists.microphones.length },
      camera: { devices: lists.cameras.length },
      // Where the browser lists no speakers by design, none means nothing.
      speakers: this.#port.devices.canSelectSpeaker ? lists.speakers.length : undefined,
    });
  }
}
