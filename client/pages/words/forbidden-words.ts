import type { Call } from '@earshot/client';
import { listNames } from '../model/format.ts';

type Source = Call['forbiddenForAll'][number];

/** Sources that can be forbidden by a press; sound of a share goes with its picture. */
export const FORBIDDABLE = ['microphone', 'camera', 'screen'] as const;
/** One of them. */
export type Forbiddable = (typeof FORBIDDABLE)[number];

/** What a press on one of them forbids or permits. Pure. */
export function sourcesOf(source: Forbiddable): readonly Source[] {
  return source === 'screen' ? ['screen', 'screenAudio'] : [source];
}

const ACTS: Readonly<Record<Forbiddable, string>> = {
  microphone: 'use the microphone',
  camera: 'use the camera',
  screen: 'share the screen',
};

/** `use the microphone and share the screen`. Pure. */
export function actsOf(sources: readonly Forbiddable[]): string {
  return listNames(
    sources.map((source) => ACTS[source]),
    FORBIDDABLE.length,
  );
}

/** Those of a list that have a press of their own. Pure. */
export function forbiddableOf(sources: readonly Source[]): readonly Forbiddable[] {
  return FORBIDDABLE.filter((source) => sources.includes(source));
}

/** What one is told who may not send something. Pure. */
export function forbiddenNote(own: readonly Forbiddable[], forAll: readonly Source[]): string | undefined {
  if (own.length === 0) return undefined;
  const everybody = own.every((source) => forAll.includes(source));
  const who = everybody ? 'Nobody may' : 'You may not';
  return `${who} ${actsOf(own)} now: someone who leads the call has forbidden it. You can raise your hand to ask.`;
}

/** What one is told who may send it again. Pure. */
export function permittedNote(sources: readonly Forbiddable[]): string | undefined {
  return sources.length === 0 ? undefined : `You may ${actsOf(sources)} again.`;
}

/** What stands in the list about everybody. Pure. */
export function forbiddenForAllNote(forAll: readonly Source[]): string | undefined {
  const sources = forbiddableOf(forAll);
  return sources.length === 0
    ? undefined
    : `Only those who lead the call, and whom they permit, may ${actsOf(sources)}.`;
}
