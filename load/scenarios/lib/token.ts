import crypto from 'k6/crypto';
import encoding from 'k6/encoding';
import { target } from './settings.ts';

const LIFE_SECONDS = 7_200;

/** A token as an app's own server would sign it. Throws when no key was given. */
export function signToken(room: string, identity: string): string {
  const [id = '', secret = ''] = target.apiKey.split(':');
  if (id === '' || secret === '') throw new Error('EARSHOT_API_KEY must be id:secret of the server');
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { sub: identity, room, role: 'presenter', iat, exp: iat + LIFE_SECONDS, aud: 'earshot' };
  const body = [{ alg: 'HS256', kid: id, typ: 'JWT' }, claims].map(encode).join('.');
  return `${body}.${crypto.hmac('sha256', secret, body, 'base64rawurl')}`;
}

function encode(part: object): string {
  return encoding.b64encode(JSON.stringify(part), 'rawurl');
}
