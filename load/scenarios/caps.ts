// The limits of a call: 100 crossed both ways, the 351st refused, two at once for the last place, a reload in a full room.
import { sleep } from 'k6';
import http from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import type { Participant } from 'k6/x/earshot';
import { LIMITS } from '../../shared/limits.ts';
import { soundness, unmet } from './lib/measures.ts';
import { autoView, codeOf, expectWithin, join, sleepUntil, type Role } from './lib/person.ts';
import { target } from './lib/settings.ts';
import { common, type Start } from './lib/start.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const { largeCallParticipants: LARGE, largeCallVideos, maxParticipants: FULL } = LIMITS;
const CAMERAS = 10;
const listener: Role = { view: autoView(0, 90) };
const lastPlace = new Counter('load_last_place');

export const options: Options = {
  scenarios: {
    main: { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: '10m', exec: 'main' },
    rival: { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: '10m', exec: 'rival' },
  },
  ...common({
    ...soundness,
    'load_last_place{result:taken}': ['count==1'],
    'load_last_place{result:room_full}': ['count==1'],
  }),
};

const crossingRoom = ({ room }: Start) => `${room}-crossing`;
const fullRoom = ({ room }: Start) => `${room}-full`;

export function main(start: Start): void {
  crossHundred(crossingRoom(start));
  fillUp(start);
}

/** Waits for the last free place and tries to take it, at the same moment as the other does. */
export function rival(start: Start): void {
  expectWithin(480, 'the room is one short of full', () => countIn(fullRoom(start)) === FULL - 1);
  takeLastPlace(fullRoom(start), FULL + 1);
}

function crossHundred(room: string): void {
  const seat = (index: number) => ({ room, index, variant: 'small' as const });
  const viewer = join(seat(0), { view: autoView(25, 90) });
  const others: Participant[] = [];
  for (let index = 1; index < LARGE - 2; index += 1)
    others.push(join(seat(index), index <= CAMERAS ? { camera: true, ...listener } : listener));
  const sees = () => viewer.videos().length;
  expectWithin(30, `all ${String(CAMERAS)} videos below ${String(LARGE)}`, () => sees() === CAMERAS);
  const last = [join(seat(LARGE), listener), join(seat(LARGE + 1), listener)];
  const limited = largeCallVideos;
  expectWithin(10, `${String(limited)} videos from ${String(LARGE)} on`, () => sees() === limited);
  for (const participant of last) participant.leave();
  const left = Date.now();
  expectWithin(20, 'all videos again below', () => sees() === CAMERAS);
  if (Date.now() - left < LIMITS.largeCallReleaseMs - 500) fail('the limit was lifted too early');
  for (const participant of [...others, viewer]) participant.leave();
}

function fillUp(start: Start): void {
  const room = fullRoom(start);
  const inside: Participant[] = [];
  for (let index = 0; index < FULL - 1; index += 1)
    inside.push(join({ room, index, variant: 'small' }, listener));
  const taken = takeLastPlace(room, FULL);
  if (taken !== undefined) inside.push(taken);
  expectWithin(20, 'the room is full', () => countIn(room) === FULL);
  const refused = tryFor(room, FULL + 2);
  if (refused !== 'room_full') fail(`the ${String(FULL + 1)}st got ${refused}`);
  const reloaded = inside.shift()?.reload();
  expectWithin(20, 'a reload leaves the room full and no ghost', () => countIn(room) === FULL);
  if (reloaded?.ended !== null) fail('whoever reloaded is not in the call');
  else inside.push(reloaded);
  // The rival holds its place until the room is being emptied.
  for (const participant of inside) participant.leave();
}

/** Both come here when one place is left, and go on at the same second. */
function takeLastPlace(room: string, index: number): Participant | undefined {
  sleepUntil(Math.ceil(Date.now() / 2_000) * 2_000 + 2_000);
  try {
    const participant = join({ room, index, variant: 'small' }, listener);
    lastPlace.add(1, { result: 'taken' });
    if (index !== FULL) leaveWithTheOthers(participant, room);
    return participant;
  } catch (error) {
    lastPlace.add(1, { result: codeOf(error) });
    return undefined;
  }
}

function leaveWithTheOthers(participant: Participant, room: string): void {
  while (countIn(room) > FULL / 2) sleep(0.5);
  participant.leave();
}

function tryFor(room: string, index: number): string {
  try {
    join({ room, index, variant: 'small' }, listener).leave();
    return 'a place';
  } catch (error) {
    return codeOf(error);
  }
}

/** Participants of a room, by the server's own API; 0 while there is no such room. */
function countIn(room: string): number {
  const response = http.get(`${target.url}/v1/rooms/${room}`, {
    headers: { authorization: `Bearer ${target.apiKey}` },
    responseCallback: http.expectedStatuses(200, 404),
  });
  return response.status === 200 ? Number(response.json('participants')) : 0;
}

function fail(what: string): void {
  unmet.add(1);
  console.error(what);
}
