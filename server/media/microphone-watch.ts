import type { Clock } from '../clock.ts';

/** An open microphone from which nothing came for this long is not heard, ms. One that is silent (DTX) sends on. */
export const UNHEARD_MS = 10_000;

/** What is known of an open microphone at one look. */
export interface MicrophoneLook {
  /** Monotonic ms. */
  readonly at: number;
  /** RTP packets that came from it. */
  readonly packets: number;
  /** Whether its transport is connected. */
  readonly isConnected: boolean;
}

/** What is remembered from one look to the next. */
export interface MicrophoneState {
  readonly packets: number;
  /** Monotonic ms since when nothing came, though it could have. */
  readonly dryAt: number;
  readonly unheard: boolean;
}

/**
 * Decides whether an open microphone is heard. The first look only begins the count; time without a path does not
 * count, and says nothing about a microphone that is not heard already. Pure.
 */
export function nextMicrophoneState(
  state: MicrophoneState | undefined,
  { at, packets, isConnected }: MicrophoneLook,
): MicrophoneState {
  if (state?.packets !== packets) return { packets, dryAt: at, unheard: false };
  if (!isConnected) return { ...state, dryAt: at };
  return { ...state, unheard: state.unheard || at - state.dryAt >= UNHEARD_MS };
}

/** Looks after one microphone while it is open. */
export class MicrophoneWatch {
  readonly #clock: Clock;
  readonly #tell: (unheard: boolean) => void;
  #state: MicrophoneState | undefined;

  /** `tell` hears at each look that it is not heard, and once when it is heard again. */
  constructor(clock: Clock, tell: (unheard: boolean) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  look(packets: number, isConnected: boolean): void {
    const before = this.#state?.unheard === true;
    this.#state = nextMicrophoneState(this.#state, { at: this.#clock.monotonic(), packets, isConnected });
    if (this.#state.unheard || before) this.#tell(this.#state.unheard);
  }

  /** It was paused or resumed: what was before says nothing. */
  reset(): void {
    this.#state = undefined;
  }
}
