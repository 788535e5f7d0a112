import { describe, expect, it } from 'vitest';
import { createHarness } from './harness.ts';
import { Player, SENDING, well, wellBut, type Scene } from './scenes.ts';

const CRACKLE: Scene = { second: (t) => wellBut(t, { 'ann-voice': { healedRatio: 0.04 } }) };

function startCall(): Player {
  const player = new Player(createHarness());
  player.play({ feed: SENDING, second: (t) => well(t) }, 20);
  return player;
}

describe('bounds of a deployment', () => {
  it('replace those of the library', () => {
    const plain = startCall();
    plain.play(CRACKLE, 20);
    expect(plain.call.raised()).toEqual(['audioConcealment']);
    const lenient = startCall();
    lenient.call.diagnostics.configure({ audioConcealment: { enter: 0.06 } });
    lenient.play(CRACKLE, 60);
    expect(lenient.call.changes).toEqual([]);
  });

  it('can switch a diagnostic off, also while it is raised', () => {
    const player = startCall();
    player.play(CRACKLE, 20);
    player.call.diagnostics.configure({ audioConcealment: { enabled: false } });
    player.play(CRACKLE, 10);
    expect(player.call.raised()).toEqual([]);
    player.play(CRACKLE, 120);
    expect(player.call.changes.map(({ level }) => level)).toEqual(['bad', 'good']);
  });
});
