import type { Capability, CapabilityName, PauseReason, Source } from '@earshot/shared';
import type { JoinOptions } from './api.ts';
import { CameraSource } from './devices/camera.ts';
import type { DeviceList } from './devices/device-list.ts';
import { MicrophoneSource } from './devices/microphone.ts';
import { ScreenSource } from './devices/screen.ts';
import type { SourcePort } from './devices/source-port.ts';
import type { CaptureFacts, DiagnosticsFeed } from './diagnostics/inputs.ts';
import type { Publisher } from './media/publisher.ts';
import type { Surroundings } from './surroundings.ts';

/** What the sources need of their call. */
export interface LocalSourcesPort {
  readonly surroundings: Surroundings;
  readonly formFactor: 'desktop' | 'mobile';
  readonly devices: DeviceList;
  ended(): boolean;
  may(name: CapabilityName): Capability;
  publisher(): Publisher;
  feed(facts: DiagnosticsFeed): void;
  /** What is captured for tracks of one's own is another. */
  ownTracksChanged(): void;
}

/** One's own microphone, camera and screen. */
export class LocalSources {
  readonly microphone: MicrophoneSource;
  readonly camera: CameraSource;
  readonly screen: ScreenSource;
  readonly #port: LocalSourcesPort;

  constructor(port: LocalSourcesPort) {
    this.#port = port;
    this.microphone = new MicrophoneSource(this.#toPort('microphone'));
    this.camera = new CameraSource(this.#toPort('camera'));
    this.screen = new ScreenSource(this.#toPort('screen'));
    for (const source of [this.microphone, this.camera, this.screen])
      source.on('changed', () => {
        port.ownTracksChanged();
      });
    this.microphone.on('changed', ({ track, muteReason }) => {
      port.feed({ microphone: { mutedByPerson: track !== undefined && muteReason === 'user' } });
    });
  }

  /** What the app asked for with the join. Failures are raised as issues. */
  startWith({ microphone = false, camera = false }: JoinOptions): void {
    const audio = microphone === true ? {} : microphone;
    const video = camera === true ? {} : camera;
    if (audio !== false) void this.microphone.start(audio).catch(() => undefined);
    if (video !== false) void this.camera.start(video).catch(() => undefined);
  }

  /** A phone's camera does not film a person who looks at something else. */
  handleHidden(): void {
    if (this.#port.formFactor === 'mobile') void this.camera.pauseFor('hidden');
  }

  /** There is hope again: what was paused with the page, or taken away, is tried again. */
  handleAwake(): void {
    const { document } = this.#port.surroundings;
    if (document?.visibilityState !== 'hidden') void this.camera.resumeFrom('hidden').catch(() => undefined);
    this.recover();
  }

  /** Devices have changed: those that went away by themselves are opened again. */
  recover(): void {
    void this.microphone.recover().catch(() => undefined);
    void this.camera.recover().catch(() => undefined);
  }

  handleForcedPause(source: Source, reason: PauseReason): void {
    if (source !== 'screenAudio') this[source].handleForcedPause(reason);
  }

  handleLost(source: Source): void {
    if (source !== 'screenAudio') this[source].handleLost();
  }

  /** What may no longer be sent is stopped; what is forbidden for now is muted, and may be unmuted once it is permitted. */
  handleCapabilities(): void {
    for (const source of [this.microphone, this.camera, this.screen]) {
      const { allowed, reason } = this.#port.may(source.source);
      if (source.publication === undefined) continue;
      if (allowed) void this.#port.publisher().handlePermitted(source.source);
      else if (reason !== 'forbidden_by_admin' || source === this.screen) source.handleLost();
      else if (source.state.muteReason !== 'user') {
        source.publication.handleForcedPause('admin');
        source.handleForcedPause('admin');
      }
    }
  }

  dispose(): void {
    this.microphone.dispose();
    this.camera.dispose();
    this.screen.dispose();
  }

  #toPort(source: 'microphone' | 'camera' | 'screen'): SourcePort {
    const port = this.#port;
    return {
      surroundings: port.surroundings,
      formFactor: port.formFactor,
      ended: () => port.ended(),
      may: (name) => port.may(name),
      publish: (wish) => port.publisher().publish(wish),
      unpublish: (publication) => {
        port.publisher().unpublish(publication.source, publication);
      },
      facts: (facts: Partial<CaptureFacts>) => {
        port.feed({ [source]: facts });
      },
      devicesOpened: () => {
        // Labels are there from the first permission on.
        void port.devices.refresh();
      },
    };
  }
}
