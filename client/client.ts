import { EarshotError } from '@earshot/shared';
import { ActiveCall } from './active-call.ts';
import type {
  Call,
  ClientOptions,
  Devices,
  EarshotClientApi,
  JoinOptions,
  PreflightOptions,
  PreflightReport,
} from './api.ts';
import { CallCore } from './call-core.ts';
import { DeviceList } from './devices/device-list.ts';
import { runPreflight } from './preflight/preflight.ts';
import { findSurroundings, type Surroundings } from './surroundings.ts';
import { claimTab, findTabSurroundings } from './tab-identity.ts';

/** Makes calls on one server. Can be made anywhere; joining and devices need a browser. */
export class EarshotClient implements EarshotClientApi {
  readonly #options: ClientOptions;
  readonly #surroundings: Surroundings;
  readonly #devices: DeviceList;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#surroundings = surroundingsOf(options);
    this.#devices = new DeviceList(this.#surroundings);
  }

  /** Devices of this machine: usable before, during and after calls. */
  get devices(): Devices {
    return this.#devices;
  }

  /**
   * Joins a room. Resolves when the roster is whole; media connects in the background. Rejects with the server's
   * refusal (`room_full`, `token_*`, ...), `server_unreachable`, `timeout`, `cancelled`, or what `getToken` threw.
   */
  async join(room: string, options: JoinOptions = {}): Promise<Call> {
    if (options.signal?.aborted === true) throw new EarshotError('cancelled');
    const core = new CallCore({
      surroundings: this.#surroundings,
      url: this.#url(),
      room,
      getToken: this.#options.getToken,
      join: options,
      devices: this.#devices,
      claim: await claimTab(findTabSurroundings(this.#surroundings)),
    });
    await core.open();
    return new ActiveCall(core);
  }

  /** Checks this browser, its devices and the way to the server. Never rejects: what fails says why. */
  preflight(options: PreflightOptions = {}): Promise<PreflightReport> {
    return runPreflight(
      {
        surroundings: this.#surroundings,
        url: this.#url(),
        devices: this.#devices,
        getToken: this.#options.getToken,
      },
      options,
    );
  }

  #url(): string {
    const url = this.#options.url ?? this.#surroundings.window?.location.origin;
    if (url === undefined)
      throw new EarshotError('bad_params', 'Outside a page the server’s url must be given.');
    return url.replace(/\/+$/u, '');
  }
}

/** For tests: what a client takes from outside, instead of the browser's. Not exported from the package. */
export const SURROUNDINGS = Symbol('surroundings');

function surroundingsOf(options: ClientOptions): Surroundings {
  const given = (options as { readonly [SURROUNDINGS]?: Partial<Surroundings> })[SURROUNDINGS];
  return { ...findSurroundings(), ...given };
}
