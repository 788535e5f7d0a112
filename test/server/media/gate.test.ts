import { describe, expect, it } from 'vitest';
import { Gate } from '../../../server/media/gate.ts';
import { Reservations } from '../../../server/media/reservations.ts';

describe('a gate', () => {
  it('lets so many run at a time, the others in their order, also after failures', async () => {
    const gate = new Gate(2);
    const running = new Set<number>();
    const order: number[] = [];
    let most = 0;
    const work = (index: number) => async () => {
      order.push(index);
      running.add(index);
      most = Math.max(most, running.size);
      await new Promise(setImmediate);
      running.delete(index);
      if (index % 2 === 1) throw new Error('fails');
    };
    const all = Array.from({ length: 9 }, (_, index) => gate.run(work(index)));
    const results = await Promise.allSettled(all);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(most).toBe(2);
  });

  it('refuses what would wait behind thousands', async () => {
    const gate = new Gate(1);
    let open: () => void = () => undefined;
    const first = gate.run(() => new Promise<void>((resolve) => (open = resolve)));
    const waiting = Array.from({ length: 2_000 }, () => gate.run(() => Promise.resolve()));
    await expect(gate.run(() => Promise.resolve())).rejects.toMatchObject({ code: 'node_full' });
    open();
    await Promise.all([first, ...waiting]);
  });
});

describe('load that is on its way', () => {
  it('counts until it is taken back or measured', () => {
    let now = 0;
    const reserved = new Reservations(() => now, 10_000);
    const release = reserved.add(400);
    now = 5_000;
    reserved.add(100);
    expect(reserved.packets).toBe(500);
    release();
    release();
    expect(reserved.packets).toBe(100);
    now = 15_000;
    expect(reserved.packets).toBe(0);
  });
});
