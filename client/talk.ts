import {
  EarshotError,
  LIMITS,
  type ChatMessage,
  type ParticipantId,
  type Reaction,
  type Role,
  type Source,
} from '@earshot/shared';
import type { Requester } from './media/ports.ts';
import type { Roster } from './roster.ts';

/** Bytes as base64, in pieces that fit an argument list. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}

/** The other way; throws on what is no base64. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** What one says to others and does to them, beside media. Refusals of the server reject with its error. */
export class Talk {
  readonly #requester: Requester;
  readonly #roster: Roster;
  readonly #said: (message: ChatMessage) => void;

  constructor(requester: Requester, roster: Roster, said: (message: ChatMessage) => void) {
    this.#requester = requester;
    this.#roster = roster;
    this.#said = said;
  }

  async chat(text: string): Promise<ChatMessage> {
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.length > LIMITS.maxChatCharacters)
      throw new EarshotError('bad_params', `A message has 1 to ${LIMITS.maxChatCharacters} characters.`);
    const { messageId, at } = await this.#requester.request('chat', { text: trimmed });
    const self = this.#roster.self;
    if (self === undefined) throw new EarshotError('not_joined');
    const name = this.#roster.find(self.participantId)?.name ?? '';
    const message = { messageId, participantId: self.participantId, name, text: trimmed, at };
    this.#said(message);
    return message;
  }

  async raiseHand(raised: boolean, participantId?: string): Promise<void> {
    const other = participantId === undefined ? {} : { participantId: participantId as ParticipantId };
    await this.#requester.request('raiseHand', { raised, ...other });
  }

  async react(reaction: Reaction): Promise<void> {
    await this.#requester.request('react', { reaction });
  }

  async sendData(
    topic: string,
    payload: string | Uint8Array,
    to: readonly string[] | undefined,
  ): Promise<{ recipients: number }> {
    const size =
      typeof payload === 'string' ? new TextEncoder().encode(payload).byteLength : payload.byteLength;
    if (size > LIMITS.maxDataBytes)
      throw new EarshotError('message_too_large', undefined, {
        details: { bytes: size, max: LIMITS.maxDataBytes },
      });
    if (to !== undefined && to.length > LIMITS.maxDataRecipients) throw new EarshotError('recipient_limit');
    const content =
      typeof payload === 'string'
        ? { payload, encoding: 'text' as const }
        : { payload: toBase64(payload), encoding: 'base64' as const };
    const recipients = to === undefined ? {} : { to: [...to] as ParticipantId[] };
    return this.#requester.request('data.send', { topic, ...content, ...recipients });
  }

  async remove(participantId: string): Promise<void> {
    await this.#requester.request('admin.remove', { participantId: participantId });
  }

  async mute(
    participantId: string,
    { sources = ['microphone'], mode = 'force' }: { sources?: readonly Source[]; mode?: 'request' | 'force' },
  ): Promise<void> {
    await this.#requester.request('admin.mute', {
      participantId: participantId,
      sources: [...sources],
      mode,
    });
  }

  /** The answer is how many it was said to. */
  async muteAll({
    sources = ['microphone'],
    mode = 'force',
  }: {
    sources?: readonly Source[];
    mode?: 'request' | 'force';
  }): Promise<number> {
    const { participants } = await this.#requester.request('admin.muteAll', { sources: [...sources], mode });
    return participants;
  }

  /** Forbids sources or permits them again, for one participant or for all. */
  async allow(
    allowed: boolean,
    sources: readonly Source[],
    participantId: string | undefined,
  ): Promise<void> {
    const whose = participantId === undefined ? {} : { participantId };
    const name = allowed ? 'admin.permit' : 'admin.forbid';
    await this.#requester.request(name, { sources: [...sources], ...whose });
  }

  async setSpotlight(participantIds: readonly string[]): Promise<void> {
    if (participantIds.length > LIMITS.maxSpotlight)
      throw new EarshotError('bad_params', `At most ${String(LIMITS.maxSpotlight)} are in the spotlight.`);
    await this.#requester.request('admin.setSpotlight', { participantIds: [...participantIds] });
  }

  async lowerAllHands(): Promise<void> {
    await this.#requester.request('admin.lowerAllHands', {});
  }

  async endForAll(): Promise<void> {
    try {
      await this.#requester.request('admin.endCall', {});
    } catch (thrown) {
      // The end reaches the one who asked for it too, and often before the answer.
      if (EarshotError.from(thrown).code !== 'ended') throw thrown;
    }
  }

  createInvite(options: {
    role: Role;
    expiresInSeconds?: number;
  }): Promise<{ inviteId: string; invite: string; expiresAt: number }> {
    return this.#requester.request('admin.createInvite', options);
  }

  async revokeInvite(inviteId: string): Promise<void> {
    await this.#requester.request('admin.revokeInvite', { inviteId });
  }
}
