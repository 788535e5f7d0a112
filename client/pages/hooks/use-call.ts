import { createContext, use, useEffect, useEffectEvent } from 'react';
import type {
  Call,
  CallEvents,
  CallState,
  Issue,
  LocalSource,
  LocalSourceState,
  Participant,
} from '@earshot/client';
import { useVersion } from './use-version.ts';

const STATE = ['stateChanged'] as const;
const ROSTER = ['rosterChanged', 'participantChanged', 'trackChanged', 'participantLeft'] as const;
const SPEAKERS = ['dominantSpeakersChanged', ...ROSTER] as const;
const ISSUES = ['issueChanged'] as const;
const CAPABILITIES = ['capabilitiesChanged'] as const;
const CHAT = ['chat', 'stateChanged'] as const;
const LIMITS = ['limitsChanged'] as const;
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

/** All participants, kept current. */
export function useParticipants(): readonly Participant[] {
  const call = useCall();
  useVersion(call, ROSTER);
  return call.participants;
}

/** Most dominant first, kept current. */
export function useDominantSpeakers(): readonly Participant[] {
  const call = useCall();
  useVersion(call, SPEAKERS);
  return call.dominantSpeakers;
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
