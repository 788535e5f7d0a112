import { counter } from '../instrument.ts';

/** The machine, as far as media suffer from it. Linux only. */
export const hostInstruments = {
  earshot_udp_receive_buffer_errors_total: counter(
    'Datagrams that the system dropped because a socket’s buffer was full: of all programs in this network namespace, IPv4 and IPv6. Linux only.',
  ),
  earshot_udp_received_total: counter('Datagrams that the system delivered to sockets. Linux only.'),
} as const;
