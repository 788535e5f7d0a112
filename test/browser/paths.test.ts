import { afterEach, describe, expect, it } from 'vitest';
import { pathsOf } from '../support/browser/probe.ts';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { freePortRun } from '../support/free-ports.ts';
import { openTurn, type Turn } from '../support/turn.ts';

let stage: Stage | undefined;
let turn: Turn | undefined;
afterEach(async () => {
  await stage?.close();
  await turn?.close();
  stage = undefined;
  turn = undefined;
});

async function untilTwoTalk(running: Stage, relayOnly: boolean) {
  const people = [await running.join('Ann', { relayOnly }), await running.join('Ben', { relayOnly })];
  await Promise.all(people.map((person) => person.untilReceives({ videos: 1, voices: 1 })));
  const [ann] = people;
  if (ann === undefined) throw new Error('unreachable: two people were made');
  return pathsOf(ann.page);
}

describe('ways to the media server', () => {
  it('carries a call through a TURN relay with credentials that expire', async () => {
    turn = await openTurn({ port: await freePortRun(1) });
    stage = await openStage({ env: { EARSHOT_TURN_URLS: turn.url, EARSHOT_TURN_SECRET: turn.secret } });
    const paths = await untilTwoTalk(stage, true);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.map((path) => path.localType)).toEqual(paths.map(() => 'relay'));
  });

  it('carries a call over ICE-TCP where UDP is switched off', async () => {
    stage = await openStage({ env: { EARSHOT_RTC_UDP: 'off' } });
    const paths = await untilTwoTalk(stage, false);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.map((path) => path.localProtocol)).toEqual(paths.map(() => 'tcp'));
  });
});
