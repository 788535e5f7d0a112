import { parseSnmp, parseSnmp6 } from '@earshot/server/metrics/observers/host.ts';
import { describe, expect, it } from 'vitest';

describe('the counters of the system', () => {
  it('are found by their names, wherever they stand', () => {
    const text = [
      'Tcp: RtoAlgorithm RtoMin',
      'Tcp: 1 200',
      'Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors',
      'Udp: 5000 3 7 6000 42 0',
      'UdpLite: InDatagrams RcvbufErrors',
      'UdpLite: 9 9',
    ].join('\n');
    expect(parseSnmp(text)).toEqual({ received: 5_000, bufferErrors: 42 });
    expect(parseSnmp6('Udp6InDatagrams                 \t17\nUdp6RcvbufErrors   \t2\n')).toEqual({
      received: 17,
      bufferErrors: 2,
    });
  });

  it('are never guessed', () => {
    expect(() => parseSnmp('Tcp: A\nTcp: 1\n')).toThrow('no counters of UDP');
    expect(() => parseSnmp6('')).toThrow('no counters of UDP');
  });
});
