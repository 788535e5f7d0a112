import type { RoomName } from '@earshot/shared';
import { createLogger } from '@earshot/server/logger.ts';
import { issueToken } from '@earshot/server/tokens/issue.ts';
import { createKeyRing } from '@earshot/server/tokens/keys.ts';
import { verifyToken } from '@earshot/server/tokens/verify.ts';
import { describe, expect, it } from 'vitest';

const SECRET = 'a-secret-of-more-than-thirty-two-characters';

function setUp() {
  const lines: string[] = [];
  const logger = createLogger(
    { logLevel: 'debug', mode: 'production' },
    { write: (line: string) => void lines.push(line) },
  );
  return { logger, text: () => lines.join('') };
}

describe('createLogger', () => {
  it('lets no real token through, wherever it stands in a line', async () => {
    const keys = createKeyRing([{ id: 'app', secret: SECRET }]);
    const { token } = await issueToken(
      keys,
      { identity: 'ann', room: '*', role: 'presenter' },
      1_700_000_000_000,
    );
    await expect(
      verifyToken(keys, token, { room: 'x' as RoomName, now: 1_700_000_000_000 }),
    ).resolves.toBeDefined();
    const { logger, text } = setUp();
    logger.info({ token }, 'as a field');
    logger.info({ deep: { er: { token } }, url: `https://x/#token=${token}` }, 'in a tree');
    logger.warn(`in a message: ${token}`);
    logger.error({ err: new Error(`in an error: ${token}`) }, 'failed');
    logger.debug({ list: [token] }, 'in a list');
    expect(text()).toContain('as a field');
    expect(text()).toContain('in an error: [token]');
    expect(text()).not.toContain(token);
    expect(text()).not.toContain(token.split('.')[2]);
  });

  it('lets no API key through', () => {
    const { logger, text } = setUp();
    logger.info(
      { authorization: `Bearer app:${SECRET}`, headers: { authorization: `Bearer app:${SECRET}` } },
      'a',
    );
    logger.info(`header was Bearer app:${SECRET}`);
    expect(text()).not.toContain(SECRET);
  });

  it('lets no resume token, beacon key, invite or TURN credential through', () => {
    const { logger, text } = setUp();
    const secret = 'tell-nobody';
    logger.info({ resumeToken: secret, beaconKey: secret, invite: secret, credential: secret, secret }, 'a');
    logger.info({ body: { guestKey: secret, replaces: { resumeToken: secret } } }, 'b');
    expect(text()).not.toContain(secret);
  });
});
