import { existsSync, readFileSync } from 'node:fs';
import type { Metrics } from '../registry.ts';

/** Counters of UDP since the machine, or its network namespace, started. */
export interface UdpCounters {
  readonly received: number;
  readonly bufferErrors: number;
}

const IPV4 = '/proc/net/snmp';
const IPV6 = '/proc/net/snmp6';

/** Reads the machine's own counters at each scrape; where there are none, the families are absent. */
export function readHost(metrics: Metrics): void {
  if (!existsSync(IPV4)) return;
  metrics.read('earshot_udp_receive_buffer_errors_total', () => [
    { labels: {}, value: readUdp().bufferErrors },
  ]);
  metrics.read('earshot_udp_received_total', () => [{ labels: {}, value: readUdp().received }]);
}

/** These files are made by the kernel as they are read, without a disk: no reason to wait for a thread. */
function readUdp(): UdpCounters {
  const ipv4 = parseSnmp(readFileSync(IPV4, 'utf8'));
  const ipv6 = existsSync(IPV6) ? parseSnmp6(readFileSync(IPV6, 'utf8')) : { received: 0, bufferErrors: 0 };
  return {
    received: ipv4.received + ipv6.received,
    bufferErrors: ipv4.bufferErrors + ipv6.bufferErrors,
  };
}

/** `/proc/net/snmp`: a line of names and a line of values for each protocol. Throws where UDP is missing. Pure. */
export function parseSnmp(text: string): UdpCounters {
  const [names, values] = text
    .split('\n')
    .filter((line) => line.startsWith('Udp:'))
    .map((line) => line.split(/\s+/u));
  const valueOf = (name: string) => Number(values?.[names?.indexOf(name) ?? -1]);
  return checked({ received: valueOf('InDatagrams'), bufferErrors: valueOf('RcvbufErrors') });
}

/** `/proc/net/snmp6`: a name and a value on each line. Pure. */
export function parseSnmp6(text: string): UdpCounters {
  const valueOf = (name: string) => Number(new RegExp(`^${name}\\s+(\\d+)$`, 'mu').exec(text)?.[1]);
  return checked({ received: valueOf('Udp6InDatagrams'), bufferErrors: valueOf('Udp6RcvbufErrors') });
}

function checked(counters: UdpCounters): UdpCounters {
  if (Number.isNaN(counters.received + counters.bufferErrors)) throw new Error('no counters of UDP');
  return counters;
}
