import { EarshotError } from '@earshot/shared';
import type { Device, Devices, DevicesEvents } from '../api.ts';
import { Emitter } from '../emitter.ts';
import { Scope } from '../scope.ts';
import type { Surroundings } from '../surroundings.ts';
import { openCapture, stopAll } from './capture.ts';

type Permission = Devices['permission'];

/**
 * Devices of this machine. It listens to the browser only while somebody listens to it or a call holds it, so that
 * nothing is left behind.
 */
export class DeviceList extends Emitter<DevicesEvents> implements Devices {
  readonly #surroundings: Surroundings;
  readonly #speakerUsers = new Set<(deviceId: string) => void>();
  #holders = 0;
  #scope: Scope | undefined;
  #lists: DevicesEvents['changed'] = { microphones: [], cameras: [], speakers: [] };
  #permission: Permission = { microphone: 'unknown', camera: 'unknown' };
  #speakerId: string | undefined;
  #read = false;

  constructor(surroundings: Surroundings) {
    super();
    this.#surroundings = surroundings;
  }

  get microphones(): readonly Device[] {
    return this.#lists.microphones;
  }

  get cameras(): readonly Device[] {
    return this.#lists.cameras;
  }

  get speakers(): readonly Device[] {
    return this.#lists.speakers;
  }

  get permission(): Permission {
    return this.#permission;
  }

  /** The list was read once: before, empty means unknown. */
  get known(): boolean {
    return this.#read;
  }

  get canSelectSpeaker(): boolean {
    const element = (this.#surroundings.window as (Window & Partial<typeof globalThis>) | undefined)
      ?.HTMLMediaElement;
    return element !== undefined && 'setSinkId' in element.prototype;
  }

  get speakerId(): string | undefined {
    return this.#speakerId;
  }

  override on<N extends keyof DevicesEvents>(
    name: N,
    listener: (event: DevicesEvents[N]) => void,
  ): () => void {
    const off = super.on(name, listener);
    const release = this.hold();
    return () => {
      off();
      release();
    };
  }

  /** Follows the browser's devices until the answer is called. */
  hold(): () => void {
    this.#holders += 1;
    if (this.#holders === 1) this.#follow();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holders -= 1;
      if (this.#holders > 0) return;
      this.#scope?.dispose();
      this.#scope = undefined;
    };
  }

  async refresh(): Promise<void> {
    const devices = this.#surroundings.navigator?.mediaDevices as Partial<MediaDevices> | undefined;
    if (devices?.enumerateDevices === undefined) return;
    let found: MediaDeviceInfo[];
    try {
      found = await devices.enumerateDevices();
    } catch {
      // Forbidden by a policy: the list stays as it was.
      return;
    }
    const pick = (kind: MediaDeviceKind): Device[] =>
      found.filter((info) => info.kind === kind).map(({ deviceId, label }) => ({ deviceId, label }));
    const lists = {
      microphones: pick('audioinput'),
      cameras: pick('videoinput'),
      speakers: pick('audiooutput'),
    };
    const changed = JSON.stringify(lists) !== JSON.stringify(this.#lists);
    this.#read = true;
    this.#lists = lists;
    const gone =
      this.#speakerId !== undefined && !lists.speakers.some((one) => one.deviceId === this.#speakerId);
    if (gone) this.#applySpeaker(undefined);
    if (changed) this.emit('changed', lists);
  }

  async requestPermission(what: {
    microphone?: boolean;
    camera?: boolean;
  }): Promise<{ microphone?: 'granted' | EarshotError; camera?: 'granted' | EarshotError }> {
    const ask = async (constraints: MediaStreamConstraints): Promise<'granted' | EarshotError> => {
      try {
        stopAll(await openCapture(this.#surroundings, (devices) => devices.getUserMedia(constraints)));
        return 'granted';
      } catch (thrown) {
        return EarshotError.from(thrown);
      }
    };
    const wanted = { audio: what.microphone === true, video: what.camera === true };
    if (!wanted.audio && !wanted.video) return {};
    // One prompt for both; when that fails, each by itself, to tell which.
    const both = wanted.audio && wanted.video ? await ask(wanted) : undefined;
    const microphone = wanted.audio ? (both === 'granted' ? both : await ask({ audio: true })) : undefined;
    const camera = wanted.video ? (both === 'granted' ? both : await ask({ video: true })) : undefined;
    await this.refresh();
    await this.#readPermissions(undefined);
    return {
      ...(microphone === undefined ? {} : { microphone }),
      ...(camera === undefined ? {} : { camera }),
    };
  }

  selectSpeaker(deviceId: string): Promise<void> {
    if (!this.canSelectSpeaker) return Promise.reject(new EarshotError('not_supported'));
    if (!this.#lists.speakers.some((speaker) => speaker.deviceId === deviceId))
      return Promise.reject(new EarshotError('device_not_found'));
    this.#applySpeaker(deviceId);
    return Promise.resolve();
  }

  /** Asks the browser, not the person. */
  async readPermissions(): Promise<Permission> {
    await this.#readPermissions(undefined);
    return this.#permission;
  }

  /** Calls `use` when another speaker is chosen (`''` = the system's own). */
  followSpeaker(use: (deviceId: string) => void): () => void {
    this.#speakerUsers.add(use);
    return () => {
      this.#speakerUsers.delete(use);
    };
  }

  #applySpeaker(deviceId: string | undefined): void {
    this.#speakerId = deviceId;
    for (const use of [...this.#speakerUsers]) use(deviceId ?? '');
  }

  #follow(): void {
    const { clock, navigator } = this.#surroundings;
    const scope = new Scope(clock);
    this.#scope = scope;
    scope.listen(navigator?.mediaDevices, 'devicechange', () => {
      void this.refresh();
    });
    void this.refresh();
    void this.#readPermissions(scope);
  }

  async #readPermissions(follow: Scope | undefined): Promise<void> {
    const permissions = this.#surroundings.navigator?.permissions;
    if (permissions === undefined) return;
    for (const name of ['microphone', 'camera'] as const) {
      try {
        const status = await permissions.query({ name });
        this.#setPermission(name, status.state);
        follow?.listen(status, 'change', () => {
          this.#setPermission(name, status.state);
          void this.refresh();
        });
      } catch {
        // This browser does not tell: it stays unknown.
      }
    }
  }

  #setPermission(name: 'microphone' | 'camera', state: PermissionState): void {
    if (this.#permission[name] === state) return;
    this.#permission = { ...this.#permission, [name]: state };
    this.emit('permissionChanged', this.#permission);
  }
}
