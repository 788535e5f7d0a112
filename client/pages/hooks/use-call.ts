import { createContext, use, useEffect, useEffectEvent, useMemo } from 'react';
import type {
  Call,
  CallEvents,
  CallState,
  Issue,
  LocalSource,
  LocalSourceState,
  Participant,
} from '@earshot/client';
import { useSourceValue, useVersion } from './use-version.ts';

const STATE = ['stateChanged'] as const;
const ISSUES = ['issueChanged'] as const;
const CAPABILITIES = ['capabilitiesChanged'] as const;
const CHAT = ['chat', 'stateChanged'] as const;
const LIMITS = ['limitsChanged', 'optimalVideoCountChanged'] as const;
const SPEAKERS = ['dominantSpeakersChanged'] as const;
const CAMERAS = ['shownCamerasChanged'] as const;
const SPOTLIGHT = ['spotlightChanged', 'rosterChanged'] as const;
const HANDS = ['raisedHandsChanged', 'rosterChanged'] as const;
const FORBIDDEN = ['forbiddenForAllChanged'] as const;
const LOCAL = ['changed'] as const;

/** The call that the components below are about. */
export const CallContext = createContext<Call | undefined>(undefined);

/** The call; only below `CallContext`. */
export function useCall(): Call {
  const call = use(CallContext);
  if (call === undefined) throw new Error('useCall needs a CallContext above it.');
  return call;
}

/** The call's state, kept current. */
export function useCallState(): CallState {
  const call = useCall();
  useVersion(call, STATE);
  return call.state;
}

/** Ids of the dominant speakers, most dominant first, kept current. */
export function useDominantSpeakers(): readonly string[] {
  const call = useCall();
  const version = useVersion(call, SPEAKERS);
  return useMemo(() => idsOf(call.dominantSpeakers, version), [call, version]);
}

/** Remote cameras that come now, kept current. */
export function useShownCameras(): Call['shownCameras'] {
  const call = useCall();
  useVersion(call, CAMERAS);
  return call.shownCameras;
}

/** Ids of those who are shown to everybody first, kept current. */
export function useSpotlight(): readonly string[] {
  const call = useCall();
  const version = useVersion(call, SPOTLIGHT);
  return useMemo(() => idsOf(call.spotlight, version), [call, version]);
}

/** Ids of those whose hand is up, the longest first, kept current. */
export function useRaisedHands(): readonly string[] {
  const call = useCall();
  const version = useVersion(call, HANDS);
  return useMemo(() => idsOf(call.raisedHands, version), [call, version]);
}

/** Place of a raised hand, from 1. Renders again only when this number is another. */
export function useHandNumber(participantId: string): number | undefined {
  const number = useCallValue(HANDS, (call) =>
    call.raisedHands.findIndex((each) => each.participantId === participantId),
  );
  return number === -1 ? undefined : number + 1;
}

/** Whether everybody sees this person first. Renders again only when that changes. */
export function useIsSpotlighted(participantId: string): boolean {
  return useCallValue(SPOTLIGHT, (call) =>
    call.spotlight.some((each) => each.participantId === participantId),
  );
}

/** What nobody without the right to forbid may send, kept current. */
export function useForbiddenForAll(): Call['forbiddenForAll'] {
  const call = useCall();
  useVersion(call, FORBIDDEN);
  return call.forbiddenForAll;
}

/** Listed by a new version of the list only. */
function idsOf(people: readonly Participant[], _version: number): readonly string[] {
  return people.map((each) => each.participantId);
}

/** What is raised now, kept current. */
export function useIssues(): readonly Issue[] {
  const call = useCall();
  useVersion(call, ISSUES);
  return call.issues;
}

/** Chat so far, kept current. */
export function useChat(): Call['chatHistory'] {
  const call = useCall();
  useVersion(call, CHAT);
  return call.chatHistory;
}

/** What one may do, kept current. */
export function useCan(name: Parameters<Call['can']>[0]): ReturnType<Call['can']> {
  const call = useCall();
  useVersion(call, CAPABILITIES);
  return call.can(name);
}

/** Caps in force, kept current. */
export function useLimits(): Call['limits'] {
  const call = useCall();
  useVersion(call, LIMITS);
  return call.limits;
}

/** State of an own microphone, camera or screen, kept current. */
export function useLocal<O>(source: LocalSource<O>): LocalSourceState {
  useVersion(source, LOCAL);
  return source.state;
}

/** A simple value that is worked out from the call after each of these events. Pass a constant list. */
function useCallValue<T extends string | number | boolean>(
  names: readonly (keyof CallEvents)[],
  read: (call: Call) => T,
): T {
  const call = useCall();
  return useSourceValue(call, names, () => read(call));
}

/** Hears one event of the call for as long as the component is there. */
export function useCallEvent<N extends keyof CallEvents>(
  name: N,
  listener: (event: CallEvents[N]) => void,
): void {
  const call = useCall();
  const hear = useEffectEvent(listener);
  useEffect(
    () =>
      call.on(name, (event) => {
        hear(event);
      }),
    [call, name],
  );
}
