import { createHash, timingSafeEqual } from 'node:crypto';
import { EarshotError } from '@earshot/shared';

/** Id and secret of an API key. */
export interface ApiKey {
  readonly id: string;
  readonly secret: string;
}

/** The keys of this server: for checking who calls the HTTP API, and for signing and checking tokens. */
export interface KeyRing {
  /** Id of the key that signs what the server makes itself. */
  readonly signerId: string;
  /** Key bytes by id. */
  findKey(id: string): Uint8Array | undefined;
  /** Checks `id` and `secret` in constant time. Throws `api_key_invalid`. */
  assertCredential(id: string, secret: string): void;
}

/** Checks `id` and `secret` in constant time. Throws `api_key_invalid`. */
export type AssertCredential = (id: string, secret: string) => void;

/** For keys that only open doors, such as those of operators. */
export function createCredentialCheck(keys: readonly ApiKey[]): AssertCredential {
  const digests = new Map(keys.map(({ id, secret }) => [id, digest(secret)]));
  const nobody = digest('');
  return (id, secret) => {
    const known = digests.get(id);
    const same = timingSafeEqual(known ?? nobody, digest(secret));
    if (known === undefined || !same) throw new EarshotError('api_key_invalid');
  };
}

/** Makes the ring. The first key signs. */
export function createKeyRing(keys: readonly [ApiKey, ...ApiKey[]]): KeyRing {
  const bytes = new Map(keys.map(({ id, secret }) => [id, new TextEncoder().encode(secret)]));
  return {
    signerId: keys[0].id,
    findKey: (id) => bytes.get(id),
    assertCredential: createCredentialCheck(keys),
  };
}

/** Compares two secrets in constant time, whatever their lengths. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
