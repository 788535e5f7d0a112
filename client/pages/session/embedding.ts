import { EarshotError } from '@earshot/client';
import { readClaims } from '../model/token-claims.ts';

/**
 * Talk with the app that embeds this page in a frame (README.md, "Embedding"):
 *
 *     page -> app   {type: 'earshot:ready'}                          once, when the page listens
 *     page -> app   {type: 'earshot:tokenNeeded', room, reason}      `join`, `refresh` or `preflight`
 *     app  -> page  {type: 'earshot:token', token, room?, name?}     any time; the newest counts
 *     page -> app   {type: 'earshot:state', state, reason?}          `joined` or `ended`
 *
 * Only messages of the parent window are read. None of the page's own messages holds a secret.
 */
export interface EmbeddingApp {
  /** The newest token the app gave, if any. */
  readonly offered: TokenOffer | undefined;
  /** Asks the app; throws `token_missing` after 10 s of silence. */
  requestToken(room: string, reason: 'join' | 'refresh' | 'preflight'): Promise<string>;
  tellState(state: 'joined' | 'ended', reason?: string): void;
  /** Called for each new offer. The answer unsubscribes. */
  onOffer(listener: (offer: TokenOffer) => void): () => void;
}

/** A token as the embedding app gives it. */
export interface TokenOffer {
  readonly token: string;
  readonly room: string | undefined;
  readonly name: string | undefined;
}

const ANSWER_WITHIN_MS = 10_000;

/** Starts listening, when the page is in a frame at all. */
export function connectEmbeddingApp(self: Window): EmbeddingApp | undefined {
  if (self.parent === self) return undefined;
  let offered: TokenOffer | undefined;
  const listeners = new Set<(offer: TokenOffer) => void>();
  const send = (message: Readonly<Record<string, unknown>>) => {
    self.parent.postMessage(message, '*');
  };
  self.addEventListener('message', (event: MessageEvent<unknown>) => {
    const offer = event.source === self.parent ? parseOffer(event.data) : undefined;
    if (offer === undefined) return;
    // A token for a check is good for nothing else.
    if (readClaims(offer.token)?.room?.startsWith('preflight-') !== true) offered = offer;
    for (const listener of [...listeners]) listener(offer);
  });
  send({ type: 'earshot:ready' });
  const onOffer = (listener: (offer: TokenOffer) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    get offered() {
      return offered;
    },
    onOffer,
    requestToken: (room, reason) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          stop();
          reject(new EarshotError('token_missing', 'The embedding app gave no token.'));
        }, ANSWER_WITHIN_MS);
        const stop = onOffer((offer) => {
          clearTimeout(timer);
          stop();
          resolve(offer.token);
        });
        send({ type: 'earshot:tokenNeeded', room, reason });
      }),
    tellState: (state, reason) => {
      send(
        reason === undefined ? { type: 'earshot:state', state } : { type: 'earshot:state', state, reason },
      );
    },
  };
}

/** An offer, if the message is one. */
export function parseOffer(data: unknown): TokenOffer | undefined {
  const fields = new Map<string, unknown>(
    typeof data === 'object' && data !== null ? Object.entries(data) : [],
  );
  const token = fields.get('token');
  if (fields.get('type') !== 'earshot:token' || typeof token !== 'string' || token === '') return undefined;
  const text = (key: string) => {
    const value = fields.get(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { token, room: text('room'), name: text('name') };
}
