import type {} from '../support/browser/globals.ts';
import type {} from './page.ts';
import type { Page } from 'playwright-core';

/** One RTP stream by the browser's own statistics; sums since its beginning. */
export interface PageStream {
  readonly direction: 'send' | 'receive';
  readonly kind: 'audio' | 'video';
  /** Name of who sends it; `undefined` for what this page sends. */
  readonly sender: string | undefined;
  readonly ssrc: number;
  readonly packets: number;
  readonly lost: number;
  /** Those of `packets` that came a second time. */
  readonly again: number;
}

/** What a page's connections are at. */
export interface PageStreams {
  readonly streams: readonly PageStream[];
  /** Of the sending transport, bit/s. */
  readonly outgoingBps: number | undefined;
  /** Made so far: a call that opens its media again makes more. */
  readonly connections: number;
}

/** Reads the browser's statistics past the library. mediasoup's bandwidth probe is left out. */
export function readStreams(page: Page): Promise<PageStreams> {
  return page.evaluate(async () => {
    const connections = [...(window.earshotProbe?.connections ?? [])];
    const streams: PageStream[] = [];
    let outgoingBps: number | undefined;
    for (const connection of connections) {
      if (connection.connectionState === 'closed') continue;
      const sends = connection.remoteDescription?.type === 'answer';
      (await connection.getStats()).forEach((row: Record<string, unknown>) => {
        const bps = row['availableOutgoingBitrate'];
        if (sends && typeof bps === 'number') outgoingBps = bps;
        const direction =
          row['type'] === 'inbound-rtp' ? 'receive' : row['type'] === 'outbound-rtp' ? 'send' : undefined;
        if (direction === undefined || row['mid'] === 'probator' || row['ssrc'] === 1234) return;
        const number = (name: string) => Number(row[name] ?? 0);
        streams.push({
          direction,
          kind: row['kind'] as 'audio' | 'video',
          sender: window.earshotTruth?.findSender(String(row['trackIdentifier'])),
          ssrc: number('ssrc'),
          packets: number(direction === 'send' ? 'packetsSent' : 'packetsReceived'),
          lost: number('packetsLost'),
          again: number(direction === 'send' ? 'retransmittedPacketsSent' : 'retransmittedPacketsReceived'),
        });
      });
    }
    return { streams, outgoingBps, connections: connections.length };
  });
}
