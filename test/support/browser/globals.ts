import type { Call } from '@earshot/client';

declare global {
  interface Window {
    /** The call in progress; the page sets it in development. */
    earshotCall?: Call | undefined;
    /** Connections of the page; the probe sets it before anything else runs. */
    earshotProbe?: {
      readonly connections: Set<RTCPeerConnection>;
      readonly sockets: Set<WebSocket>;
      /** No answer to an offer makes a section inactive. */
      ignoresMutes: boolean;
    };
  }
}
