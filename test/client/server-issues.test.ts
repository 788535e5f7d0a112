import { afterEach, describe, expect, test } from 'vitest';
import { leaveAll, stageCall } from '../support/call-stage.ts';
import { until } from '../support/until.ts';

afterEach(leaveAll);

/** A call whose microphone is published and connected. */
async function openTalking() {
  const stage = stageCall();
  const { call } = await stage.join({ microphone: true });
  await stage.untilSent('publish');
  const changes: (readonly [string, string, string])[] = [];
  call.on('issueChanged', ({ code, level, message }) => changes.push([code, level, message]));
  const hear = (raised: boolean) => {
    const at = stage.clock.now();
    stage.event({ name: 'issue', data: { code: 'microphoneNotFunctioning', raised, at } });
  };
  const raised = () => call.issues.map(({ code }) => code);
  return { ...stage, call, changes, hear, raised };
}

describe('an issue that the server noticed', () => {
  test('is raised with words, is among the call’s issues, and is cleared', async () => {
    const { call, changes, hear, raised } = await openTalking();
    await until(() => (call.microphone.state.active ? undefined : 'not on'));
    hear(true);
    expect(raised()).toContain('microphoneNotFunctioning');
    expect(call.issues[0]?.hint).not.toBe('');
    hear(false);
    expect(raised()).not.toContain('microphoneNotFunctioning');
    expect(changes).toEqual([
      ['microphoneNotFunctioning', 'bad', 'Your microphone has stopped working.'],
      ['microphoneNotFunctioning', 'good', 'Your microphone works again.'],
    ]);
  });

  test('ends with the media that it was about', async () => {
    const { call, event, clock, hear, raised, untilSent } = await openTalking();
    await until(() => (call.microphone.state.active ? undefined : 'not on'));
    hear(true);
    expect(raised()).toContain('microphoneNotFunctioning');
    event({ name: 'reconnectNeeded', data: { what: 'media', reason: 'worker_lost', delayMs: 0 } });
    await until(() => {
      clock.advance(100);
      return raised().length === 0 ? undefined : raised().join(', ');
    });
    await untilSent('publish', 2);
    expect(raised()).not.toContain('microphoneNotFunctioning');
  });
});
