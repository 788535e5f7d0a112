import { DIAGNOSTICS, ISSUE_CODES, ISSUES, type IssueCode } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { createHarness } from './harness.ts';
import { Player, SENDING, well, type Scene } from './scenes.ts';

const WELL: Scene = { second: (t) => well(t) };
/** Latest times from onset and from recovery, s. */
const RAISED_WITHIN = { network: 15, other: 10 };
const CLEARED_WITHIN = 20;

/** A call that has been well for half a minute. */
function startCall(): Player {
  const player = new Player(createHarness());
  player.call.feed(SENDING);
  player.play(WELL, 30);
  return player;
}

const isRaised = ({ call }: Player, code: IssueCode): boolean =>
  call.diagnostics.issues.some((issue) => issue.code === code);

/** Seconds until `isDone`; more than a minute is never. */
function secondsUntil(player: Player, scene: Scene, isDone: () => boolean): number {
  const from = player.t;
  if (scene.feed !== undefined) player.call.feed(scene.feed);
  const { second = () => ({}) } = scene;
  while (!isDone() && player.t - from < 60) player.play({ second }, 1);
  return player.t - from;
}

describe.each(ISSUE_CODES)('%s', (code) => {
  const { faulty, healed = WELL, lookAlikes } = FAULTS[code];
  const latest = ISSUES[code].group === 'network' ? RAISED_WITHIN.network : RAISED_WITHIN.other;

  it('is raised in time, with numbers, and cleared in time', () => {
    const player = startCall();
    expect(isRaised(player, code)).toBe(false);
    expect(secondsUntil(player, faulty, () => isRaised(player, code))).toBeLessThanOrEqual(latest);
    const issue = player.call.diagnostics.issues.find((one) => one.code === code);
    for (const value of Object.values(issue?.evidence ?? {})) expect(value).not.toBeNaN();
    expect(issue?.severity).toBe(DIAGNOSTICS[code].severity);
    expect(secondsUntil(player, healed, () => !isRaised(player, code))).toBeLessThanOrEqual(CLEARED_WITHIN);
  });

  it.each(Object.keys(lookAlikes))('is not raised by %s', (name) => {
    const player = startCall();
    player.play(lookAlikes[name] ?? WELL, 90);
    expect(player.call.changes.filter((issue) => issue.code === code)).toEqual([]);
  });

  // A fact has no bound to hover at: each time is another event.
  it.each(DIAGNOSTICS[code].repeatMs > 0 ? [1, 2, 3, 5, 8, 13, 21] : [])(
    'is raised once a minute at most when its input changes every %d s',
    (period) => {
      const player = startCall();
      let was = false;
      const raises: number[] = [];
      for (let second = 0; second < 600; second += 1) {
        player.play(Math.floor(second / period) % 2 === 0 ? faulty : healed, 1);
        const is = isRaised(player, code);
        if (is && !was) raises.push(second);
        was = is;
      }
      raises.slice(1).forEach((raise, index) => {
        expect(raise - (raises[index] ?? 0)).toBeGreaterThanOrEqual(60);
      });
    },
  );

  it.each(DIAGNOSTICS[code].enter === null ? [] : ['20 s'])('is not judged across a gap of %s', () => {
    const player = startCall();
    const { call } = player;
    if (faulty.feed !== undefined) call.feed(faulty.feed);
    for (let round = 0; round < 20; round += 1) {
      call.sleep(20_000);
      call.pass(1, { ...faulty.second?.(player.t + round * 21), gap: true });
      call.feed(SENDING);
    }
    expect(isRaised(player, code)).toBe(false);
  });
});
