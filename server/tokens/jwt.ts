import { EarshotError, LIMITS, type ErrorCode } from '@earshot/shared';
import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { CLOCK_TOLERANCE_SECONDS } from './claims.ts';
import type { KeyRing } from './keys.ts';

/** What went wrong with a signed token, before it is known what kind of token it is. */
export type JwtFault = 'algorithm' | 'expired' | 'not_yet_valid' | 'invalid';

/** Codes by fault: a join token and an invite answer with different ones. */
export type FaultCodes = Readonly<Record<JwtFault, ErrorCode>>;

/** Signs claims with the ring's own key (HS256, `kid` = id of the API key). */
export async function signJwt(keys: KeyRing, claims: JWTPayload): Promise<string> {
  const key = keys.findKey(keys.signerId);
  if (key === undefined) throw new TypeError('the key ring has no signing key');
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: keys.signerId, typ: 'JWT' }).sign(key);
}

/** Checks signature, algorithm and times at `now` (ms). Throws the code that `codes` has for the fault. */
export async function verifyJwt(
  keys: KeyRing,
  token: string,
  options: { now: number; codes: FaultCodes },
): Promise<JWTPayload> {
  const { now, codes } = options;
  if (token.length > LIMITS.maxTokenCharacters) throw new EarshotError(codes.invalid);
  try {
    const { payload } = await jwtVerify(token, (header) => keyFor(keys, header.kid), {
      algorithms: ['HS256'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'iat'],
    });
    if ((payload.iat ?? 0) * 1_000 > now + CLOCK_TOLERANCE_SECONDS * 1_000)
      throw new EarshotError(codes.not_yet_valid);
    return payload;
  } catch (thrown) {
    if (thrown instanceof EarshotError) throw thrown;
    throw new EarshotError(codes[faultOf(thrown)], undefined, { cause: thrown });
  }
}

function keyFor(keys: KeyRing, kid: string | undefined): Uint8Array {
  const key = kid === undefined ? undefined : keys.findKey(kid);
  if (key === undefined) throw new errors.JWSSignatureVerificationFailed('no such key id');
  return key;
}

function faultOf(thrown: unknown): JwtFault {
  if (thrown instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (thrown instanceof errors.JWTExpired) return 'expired';
  if (
    thrown instanceof errors.JWTClaimValidationFailed &&
    thrown.claim === 'nbf' &&
    thrown.reason === 'check_failed'
  )
    return 'not_yet_valid';
  return 'invalid';
}
