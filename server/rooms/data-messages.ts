import { EarshotError, LIMITS, type ParticipantId, type RequestParams } from '@earshot/shared';

/** Base64 with padding, as `btoa` makes it. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;

/** Throws `message_too_large` by the decoded size, `bad_params` when it is not base64. */
export function assertDataFits({
  payload,
  encoding,
}: Pick<RequestParams<'data.send'>, 'payload' | 'encoding'>): void {
  if (encoding === 'base64' && !BASE64.test(payload)) {
    throw new EarshotError('bad_params', 'The payload is not base64.');
  }
  const bytes = Buffer.byteLength(payload, encoding === 'base64' ? 'base64' : 'utf8');
  if (bytes > LIMITS.maxDataBytes) {
    throw new EarshotError('message_too_large', undefined, {
      details: { bytes, maxBytes: LIMITS.maxDataBytes },
    });
  }
}

/** A participant who may get data. */
export interface Recipient {
  readonly participantId: ParticipantId;
  readonly hidden: boolean;
}

/**
 * Who gets a message: those named who are there, or all others. Hidden participants get what goes to all, and cannot be
 * named: that would tell that they are there. Throws `recipient_limit`.
 */
export function selectRecipients<R extends Recipient>(
  from: ParticipantId,
  present: ReadonlyMap<ParticipantId, R>,
  to: readonly ParticipantId[] | undefined,
): readonly R[] {
  if (to === undefined) return [...present.values()].filter(({ participantId }) => participantId !== from);
  const named = new Set(to);
  if (named.size > LIMITS.maxDataRecipients) throw new EarshotError('recipient_limit');
  return [...named].flatMap((id) => {
    const found = present.get(id);
    return found === undefined || found.hidden ? [] : [found];
  });
}
