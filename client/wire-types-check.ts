import type * as shared from '@earshot/shared';
import type * as own from './wire-types.ts';

/** Ids are branded on the wire and plain for apps. */
type Plain<T> = T extends shared.ParticipantId
  ? string
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

/** `true` when each fits the other, once brands are taken off. */
type Same<A, B> = [Plain<A>] extends [Plain<B>] ? ([Plain<B>] extends [Plain<A>] ? true : false) : false;

/** Does not compile unless all of `T` is `true`. */
type AllTrue<T extends Record<string, true>> = T;

/** The published shapes are the protocol's. Types only: nothing of this file is in the bundle. */
export type WireTypesFit = AllTrue<{
  source: Same<own.Source, shared.Source>;
  role: Same<own.Role, shared.Role>;
  pauseReason: Same<own.PauseReason, shared.PauseReason>;
  connectionState: Same<own.ConnectionState, shared.ConnectionState>;
  quality: Same<own.Quality, shared.Quality>;
  remoteIssue: Same<own.RemoteIssue, shared.RemoteIssue>;
  survey: Same<own.Survey, shared.Survey>;
  surveyReceipt: Same<own.SurveyReceipt, shared.SurveyReceipt>;
  telemetryMode: Same<own.TelemetryMode, shared.TelemetryMode>;
  reaction: Same<own.Reaction, shared.Reaction>;
  capabilityName: Same<own.CapabilityName, shared.CapabilityName>;
  capabilities: Same<own.Capabilities, shared.Capabilities>;
  limits: Same<own.LimitsInfo, shared.LimitsInfo>;
  receiveConstraints: Same<own.ReceiveConstraints, shared.ReceiveConstraints>;
  chat: Same<own.ChatMessage, shared.ChatMessage>;
}>;
