import { EarshotError } from '@earshot/shared';

/** What mediasoup says of a port that it cannot have: `uv_udp_bind() failed [protocol:udp, ip:'::', port:1]: why`. */
const NO_PORT = /\[protocol:(?<protocol>\w+), ip:'(?<ip>[^']+)', port:(?<port>\d+)\]: (?<why>.+)/u;
/** What Node says of a program that it cannot start. */
const NO_PROGRAM = /spawn (?<file>.+) (?<code>ENOENT|EACCES|ENOEXEC)$/u;

/** What a person is told when the server cannot start: with what to do where that is known, else with the stack. Pure. */
export function explainStartFailure(thrown: unknown): string {
  const error = EarshotError.from(thrown);
  if (error.code !== 'internal') return error.message;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const port = NO_PORT.exec(cause.message)?.groups;
  if (port !== undefined)
    return (
      `Media cannot use ${String(port['protocol'])} port ${String(port['port'])} of ${String(port['ip'])}: ${String(port['why'])}.\n` +
      'What to do: stop what uses it, or set EARSHOT_RTC_PORT (and EARSHOT_RTC_IPS) to what is free here.'
    );
  const program = NO_PROGRAM.exec(cause.message)?.groups;
  if (program !== undefined)
    return (
      `The media worker ${String(program['file'])} ${program['code'] === 'ENOENT' ? 'is not there' : 'is not a program that runs here'}.\n` +
      'What to do: `npm start` provides it, or set MEDIASOUP_WORKER_BIN to its path.'
    );
  return `${error.message}\n${cause.stack ?? cause.message}`;
}
