import type {
  Capabilities,
  Capability,
  CapabilityName,
  ChatMessage,
  LimitsInfo,
  OptimalVideoReason,
  ParticipantId,
  Reaction,
  ReceiveConstraints,
  Role,
  Source,
} from '@earshot/shared';
import { LIMITS } from '@earshot/shared';
import type {
  AutoPlaces,
  Call,
  CallEvents,
  CallState,
  Camera,
  Devices,
  Issue,
  ManualView,
  Microphone,
  Participant,
  RemoteTrack,
  Screen,
} from './api.ts';
import type { CallCore } from './call-core.ts';
import type { CallStats } from './stats/api.ts';
import { submitSurvey } from './survey.ts';
import type { OwnQuality, Survey, SurveyReceipt } from './wire-types.ts';

/** What apps hold of a call: its core, without the parts that are not theirs. */
export class ActiveCall implements Call {
  readonly #core: CallCore;

  constructor(core: CallCore) {
    this.#core = core;
  }

  get callId(): string {
    return this.#core.session.joined?.callId ?? '';
  }

  get room(): string {
    return this.#core.options.room;
  }

  get state(): CallState {
    return this.#core.state;
  }

  get participants(): readonly Participant[] {
    return this.#core.people.participants;
  }

  get localParticipant(): Participant {
    return this.#core.people.localParticipant;
  }

  get dominantSpeakers(): readonly Participant[] {
    return this.#core.people.speakers;
  }

  get chatHistory(): readonly ChatMessage[] {
    return this.#core.people.roster.chat;
  }

  get limits(): LimitsInfo {
    return this.#core.people.limits;
  }

  get optimalVideoCount(): number {
    return this.#core.people.limits.optimalVideoCount;
  }

  get optimalVideoCountReason(): OptimalVideoReason {
    return this.#core.people.limits.optimalVideoCountReason;
  }

  get spotlight(): readonly Participant[] {
    return this.#core.people.spotlight;
  }

  get raisedHands(): readonly Participant[] {
    return this.#core.people.raisedHands;
  }

  get forbiddenForAll(): readonly Source[] {
    return this.#core.people.forbiddenForAll;
  }

  get shownCameras(): readonly RemoteTrack[] {
    return this.#core.people.shownCameras;
  }

  get pins(): readonly string[] {
    return this.#core.media.view.pins;
  }

  get microphone(): Microphone {
    return this.#core.sources.microphone;
  }

  get camera(): Camera {
    return this.#core.sources.camera;
  }

  get screen(): Screen {
    return this.#core.sources.screen;
  }

  get devices(): Devices {
    return this.#core.options.devices;
  }

  get stats(): CallStats {
    return this.#core.quality.stats;
  }

  get quality(): OwnQuality {
    return this.#core.people.quality;
  }

  get issues(): readonly Issue[] {
    return this.#core.quality.issues;
  }

  get capabilities(): Capabilities {
    return this.#core.people.self.capabilities;
  }

  can(name: CapabilityName): Capability {
    return this.#core.can(name);
  }

  on<N extends keyof CallEvents>(name: N, listener: (event: CallEvents[N]) => void): () => void {
    return this.#core.events.on(name, listener);
  }

  once<N extends keyof CallEvents>(name: N, listener: (event: CallEvents[N]) => void): () => void {
    return this.#core.events.once(name, listener);
  }

  volumeOf(participantId: string): number {
    return this.#core.volumeOf(participantId as ParticipantId);
  }

  setView(view: ManualView | undefined): void {
    this.#core.media.view.setManual(view);
  }

  setAutoPlaces(places: AutoPlaces | undefined): void {
    this.#core.media.view.setAuto(places);
  }

  setReceiveConstraints(constraints: ReceiveConstraints): Promise<void> {
    return this.#core.media.wishes.setConstraints(constraints);
  }

  setPins(participantIds: readonly string[]): void {
    this.#core.media.view.setPins(participantIds.slice(0, LIMITS.maxPins) as ParticipantId[]);
  }

  chat(text: string): Promise<ChatMessage> {
    return this.#core.talk.chat(text);
  }

  raiseHand(): Promise<void> {
    return this.#core.talk.raiseHand(true);
  }

  lowerHand(participantId?: string): Promise<void> {
    return this.#core.talk.raiseHand(false, participantId);
  }

  react(reaction: Reaction): Promise<void> {
    return this.#core.talk.react(reaction);
  }

  sendData(
    topic: string,
    payload: string | Uint8Array,
    to?: readonly string[],
  ): Promise<{ recipients: number }> {
    return this.#core.talk.sendData(topic, payload, to);
  }

  removeParticipant(participantId: string): Promise<void> {
    return this.#core.talk.remove(participantId);
  }

  muteParticipant(
    participantId: string,
    options: { sources?: readonly Source[]; mode?: 'request' | 'force' } = {},
  ): Promise<void> {
    return this.#core.talk.mute(participantId, options);
  }

  muteAll(options: { sources?: readonly Source[]; mode?: 'request' | 'force' } = {}): Promise<number> {
    return this.#core.talk.muteAll(options);
  }

  forbid(sources: readonly Source[], participantId?: string): Promise<void> {
    return this.#core.talk.allow(false, sources, participantId);
  }

  permit(sources: readonly Source[], participantId?: string): Promise<void> {
    return this.#core.talk.allow(true, sources, participantId);
  }

  setSpotlight(participantIds: readonly string[]): Promise<void> {
    return this.#core.talk.setSpotlight(participantIds);
  }

  lowerAllHands(): Promise<void> {
    return this.#core.talk.lowerAllHands();
  }

  endForAll(): Promise<void> {
    return this.#core.talk.endForAll();
  }

  createInvite(options: {
    role: Role;
    expiresInSeconds?: number;
  }): Promise<{ inviteId: string; invite: string; expiresAt: number }> {
    return this.#core.talk.createInvite(options);
  }

  revokeInvite(inviteId: string): Promise<void> {
    return this.#core.talk.revokeInvite(inviteId);
  }

  resumePlayback(): Promise<void> {
    return this.#core.media.playback.resume();
  }

  submitSurvey(survey: Survey): Promise<SurveyReceipt> {
    return submitSurvey(this.#core, survey);
  }

  leave(): Promise<void> {
    return this.#core.leave();
  }
}
