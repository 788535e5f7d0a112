import { LIMITS } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';
import { join, type Joined } from '../support/wire-client.ts';
import { sees } from '../support/wire-roster.ts';

let app: TestApp;
const people: Joined[] = [];
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  for (const person of people) person.close();
  await app.close();
});

const nameOf = (n: number) => `p${String(n)}`;
const enter = (n: number, params: Parameters<typeof join>[1]['params'] = {}) =>
  join(app, { room: 'full', identity: nameOf(n), params });

describe('the largest call', () => {
  it('J5, J8: has 350 places: one of two gets the last, no more come in, and a reload keeps its own', async () => {
    const places = LIMITS.maxParticipants;
    for (let from = 0; from < places - 1; from += 10) {
      const size = Math.min(10, places - 1 - from);
      people.push(...(await Promise.all(Array.from({ length: size }, (_, n) => enter(from + n)))));
    }
    const both = await Promise.allSettled([enter(places), enter(places + 1)]);
    const [last] = both.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const refused = both.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused).toMatchObject([{ code: 'room_full', category: 'denied' }]);
    if (last === undefined) throw new Error('nobody got the last place');
    people.push(last);
    await expect(enter(places + 2)).rejects.toMatchObject({ code: 'room_full' });
    const [first] = people;
    if (first === undefined) throw new Error('nobody came');
    const { sessionId, resumeToken } = first.joined;
    const reloaded = await enter(0, { replaces: { sessionId, resumeToken } });
    people.push(reloaded);
    expect((await first.event('callEnded')).reason).toBe('replaced');
    const seen = await sees(last, nameOf(0), (info) => info.participantId === reloaded.joined.participantId);
    expect(seen.connection).not.toBe('reconnecting');
    expect(reloaded.joined.snapshot.head?.limits).toMatchObject({
      videos: LIMITS.largeCallVideos,
      reason: 'largeCall',
      participants: places,
    });
    const list = (await (await app.api('GET', '/v1/rooms/full/participants')).json()) as {
      participants: { identity: string }[];
    };
    expect(list.participants).toHaveLength(places);
    // The picture of so many comes in parts, and all of them see the same.
    await reloaded.event('snapshot', (part) => part.last);
    await sees(reloaded, nameOf(places - 2));
  }, 240_000);
});
