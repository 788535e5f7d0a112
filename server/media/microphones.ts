import type { Leg } from './leg.ts';
import type { PolledMicrophone } from './readings.ts';

/** The microphones of a leg that could be heard now, for looking at what comes from them. */
export function collectMicrophones(leg: Leg): PolledMicrophone[] {
  const isConnected = leg.transports.some((one) => one.transport === leg.sendTransport && one.isConnected);
  return [...leg.publications.values()].flatMap((publication) => {
    const { producer, source } = publication;
    if (producer === undefined || source !== 'microphone') return [];
    return {
      producer,
      look: (packets) => {
        publication.look(packets, isConnected);
      },
    };
  });
}
