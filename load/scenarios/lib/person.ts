import { sleep } from 'k6';
import http from 'k6/http';
import earshot, { type JoinOptions, type Participant } from 'k6/x/earshot';
import { joinFailures, unmet } from './measures.ts';
import { mediaFolder, target, withBrowsers, type Pace } from './settings.ts';
import { signToken } from './token.ts';

/** Different microphones and cameras there are (see load/media). */
const MICROPHONES = 6;
const CAMERAS = 5;
const POLL_SECONDS = 0.25;

/** What one participant does. */
export interface Role {
  readonly microphone?: boolean;
  readonly camera?: boolean;
  readonly muted?: boolean;
  readonly view?: JoinOptions['view'];
  readonly formFactor?: 'desktop' | 'mobile';
  /** Its media carries time stamps, from which latency is measured: only where no browser plays it. */
  readonly stamp?: boolean;
}

/** Who joins where. */
export interface Seat {
  readonly room: string;
  readonly index: number;
  readonly variant: Pace['variant'];
}

/** `auto` view: the server fills so many places of this height by itself. */
export function autoView(places: number, height: number): NonNullable<JoinOptions['view']> {
  return { tiles: [], pins: [], auto: { places, height } };
}

/** Joins or throws. */
export function join(seat: Seat, role: Role): Participant {
  const { room, index, variant } = seat;
  const identity = `load-${String(index)}`;
  const camera = `${variant === 'full' ? 'camera' : 'small'}-${String((index % CAMERAS) + 1)}`;
  return earshot.join({
    url: target.url,
    token: signToken(room, identity),
    room,
    name: `Load ${String(index)}`,
    formFactor: role.formFactor ?? 'desktop',
    media: mediaFolder,
    receive: true,
    view: role.view ?? autoView(4, 180),
    publish: {
      ...(role.microphone === true ? { microphone: `speech-${String((index % MICROPHONES) + 1)}` } : {}),
      ...(role.camera === true ? { camera } : {}),
    },
    muted: role.muted ?? true,
    stamp: role.stamp ?? !withBrowsers,
    timeoutMs: 30_000,
  });
}

/** Joins; who cannot is counted and told about, and the others go on. */
export function tryJoin(seat: Seat, role: Role): Participant | undefined {
  try {
    return join(seat, role);
  } catch (error) {
    joinFailures.add(1);
    console.error(`participant ${String(seat.index)} could not join: ${describe(error)}`);
    return undefined;
  }
}

/** The code of an error that the module threw. */
export function codeOf(error: unknown): string {
  return error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : 'unknown';
}

function describe(error: unknown): string {
  return `${codeOf(error)}: ${String(error)}`;
}

/** Somebody's participant id, by the server's own API; undefined when the participant is not in the call. */
export function findParticipant(room: string, index: number): string | undefined {
  const response = http.get(`${target.url}/v1/rooms/${room}/participants`, {
    headers: { authorization: `Bearer ${target.apiKey}` },
  });
  const { participants } = response.json() as { participants: { participantId: string; name: string }[] };
  return participants.find(({ name }) => name === `Load ${String(index)}`)?.participantId;
}

/** Waits for what must come about, and counts it as unmet when it does not. */
export function expectWithin(seconds: number, what: string | (() => string), isTrue: () => boolean): boolean {
  const deadline = Date.now() + seconds * 1_000;
  while (!isTrue()) {
    if (Date.now() > deadline) {
      unmet.add(1);
      console.error(`not within ${String(seconds)} s: ${typeof what === 'string' ? what : what()}`);
      return false;
    }
    sleep(POLL_SECONDS);
  }
  return true;
}

/** Sleeps until a time, ms since the epoch. */
export function sleepUntil(at: number): void {
  const left = (at - Date.now()) / 1_000;
  if (left > 0) sleep(left);
}
