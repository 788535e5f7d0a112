import { resolveGrants } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createStage, publish, type Guest } from './stage.ts';

const raisedOf = ({ client }: Guest) => client.all('issue').map(({ raised }) => raised);

async function open() {
  const stage = createStage();
  const ann = await stage.enter('ann');
  const bob = await stage.enter('bob');
  const microphone = await publish(bob, 'microphone');
  const { listener } = stage.call;
  return { stage, ann, bob, microphone, listener };
}

describe('a microphone from which nothing comes', () => {
  it('M11: is told to its owner alone, once, and once that it is heard again', async () => {
    const { stage, ann, bob, microphone, listener } = await open();
    for (let look = 0; look < 3; look += 1) listener.microphoneUnheard(microphone, true);
    const issue = { code: 'microphoneNotFunctioning', at: stage.clock.now() };
    expect(bob.client.all('issue')).toEqual([{ ...issue, raised: true }]);
    listener.microphoneUnheard(microphone, false);
    listener.microphoneUnheard(microphone, false);
    expect(bob.client.all('issue')).toEqual([
      { ...issue, raised: true },
      { ...issue, raised: false },
    ]);
    expect(ann.client.all('issue')).toEqual([]);
  });

  it.each([
    [
      'is paused',
      ({ bob, microphone }) => {
        bob.member.setPublished(microphone, true);
      },
    ],
    [
      'is unpublished',
      ({ bob, microphone }) => {
        bob.member.unpublish(microphone);
      },
    ],
    [
      'may no longer be published',
      ({ bob }) => {
        bob.member.updateGrants('consumer', resolveGrants('consumer'));
      },
    ],
    [
      'is lost with its media',
      ({ bob, listener }) => {
        listener.mediaLost([bob.id], 'worker_lost');
      },
    ],
    ['is gone with transports made anew', ({ bob }) => bob.member.openMedia()],
  ] as const satisfies [string, (opened: Awaited<ReturnType<typeof open>>) => unknown][])(
    'M11: matters no more when it %s',
    async (_how, act) => {
      const opened = await open();
      opened.listener.microphoneUnheard(opened.microphone, true);
      await act(opened);
      expect(raisedOf(opened.bob)).toEqual([true, false]);
      opened.listener.microphoneUnheard(opened.microphone, true);
      opened.listener.microphoneUnheard(opened.microphone, false);
      expect(raisedOf(opened.bob)).toEqual([true, false]);
    },
  );

  it('is not told when its owner has left, or is not connected', async () => {
    const { bob, microphone, listener } = await open();
    bob.member.setConnection('reconnecting');
    listener.microphoneUnheard(microphone, true);
    expect(raisedOf(bob)).toEqual([]);
    bob.member.setConnection('connected');
    listener.microphoneUnheard(microphone, true);
    bob.member.leave('hangup');
    listener.microphoneUnheard(microphone, false);
    expect(raisedOf(bob)).toEqual([true]);
  });
});
