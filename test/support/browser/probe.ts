import type {} from './globals.ts';
import type { Page } from 'playwright-core';

/** What a page receives on one stream, by the browser's own statistics. */
export interface Inbound {
  readonly id: string;
  readonly ssrc: number;
  readonly kind: 'audio' | 'video';
  readonly framesDecoded: number;
  readonly frameHeight: number;
  readonly energy: number;
  readonly packets: number;
  readonly packetsLost: number;
}

/** How a page's media reaches the server. */
export interface Path {
  readonly localProtocol: string;
  readonly localType: string;
  readonly relayProtocol: string;
  readonly remoteAddress: string;
}

/**
 * Runs in the page before anything else: remembers its connections, so that tests look at the browser's statistics and
 * not at the library's, and can send what the library would not; and moves the announced media address to the page's
 * own network, when it has one. The device counts as quick enough for every video: on two cores several browsers and
 * their server are not, each would rightly be sent less, and what a test sees would depend on the machine.
 */
function install(options: {
  announced: string;
  own: string | null;
  relayOnly: boolean;
  honestDevice: boolean;
}): void {
  const connections = new Set<RTCPeerConnection>();
  const sockets = new Set<WebSocket>();
  const probe = { connections, sockets, ignoresMutes: false };
  window.earshotProbe = probe;
  globalThis.WebSocket = class extends globalThis.WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sockets.add(this);
    }
    override send(data: string | Blob | BufferSource): void {
      if (options.honestDevice) {
        super.send(data);
        return;
      }
      const slow = /("name":"setDecodeCapacity","params":\{"videos":)\d+/u;
      super.send(typeof data === 'string' ? data.replace(slow, '$1null') : data);
    }
  };
  const Native = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(options.relayOnly ? { ...configuration, iceTransportPolicy: 'relay' } : configuration);
      connections.add(this);
    }
    override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const { own, announced } = options;
      let sdp = own === null ? description.sdp : description.sdp?.replaceAll(announced, own);
      if (probe.ignoresMutes) sdp = sdp?.replaceAll('a=inactive', 'a=recvonly');
      await super.setRemoteDescription(sdp === undefined ? description : { ...description, sdp });
    }
  };
}

/** How a page's media shall reach the server. */
export interface ProbeOptions {
  /** The page's own network: the announced address is replaced by it. */
  readonly network?: { readonly announced: string; readonly own: string } | undefined;
  /** Only TURN candidates. */
  readonly relayOnly?: boolean;
  /** What the library says of a slow device is sent as it is. */
  readonly honestDevice?: boolean;
}

/** Prepares a page; call it before navigation. */
export async function installProbe(page: Page, options: ProbeOptions): Promise<void> {
  await page.addInitScript(install, {
    announced: options.network?.announced ?? '',
    own: options.network?.own ?? null,
    relayOnly: options.relayOnly ?? false,
    honestDevice: options.honestDevice ?? false,
  });
}

/** All streams that a page receives now; mediasoup's bandwidth probe is left out. */
export async function inboundOf(page: Page): Promise<Inbound[]> {
  return page.evaluate(async () => {
    const connections = window.earshotProbe?.connections ?? [];
    const found: Inbound[] = [];
    for (const connection of connections) {
      if (connection.connectionState === 'closed') continue;
      const report = await connection.getStats();
      report.forEach((row: Record<string, unknown>) => {
        if (row['type'] !== 'inbound-rtp' || row['mid'] === 'probator' || row['ssrc'] === 1234) return;
        found.push({
          id: String(row['trackIdentifier']),
          ssrc: Number(row['ssrc']),
          kind: row['kind'] as 'audio' | 'video',
          framesDecoded: Number(row['framesDecoded'] ?? 0),
          frameHeight: Number(row['frameHeight'] ?? 0),
          energy: Number(row['totalAudioEnergy'] ?? 0),
          packets: Number(row['packetsReceived'] ?? 0),
          packetsLost: Number(row['packetsLost'] ?? 0),
        });
      });
    }
    return found;
  });
}

/** Packets that a page has sent, by kind. */
export async function sentBy(page: Page): Promise<{ audio: number; video: number }> {
  return page.evaluate(async () => {
    const connections = window.earshotProbe?.connections ?? [];
    const sent = { audio: 0, video: 0 };
    for (const connection of connections) {
      if (connection.connectionState === 'closed') continue;
      const report = await connection.getStats();
      report.forEach((row: Record<string, unknown>) => {
        if (row['type'] === 'outbound-rtp')
          sent[row['kind'] as 'audio' | 'video'] += Number(row['packetsSent']);
      });
    }
    return sent;
  });
}

/** Selected paths of a page's connections. */
export async function pathsOf(page: Page): Promise<Path[]> {
  return page.evaluate(async () => {
    const connections = window.earshotProbe?.connections ?? [];
    const paths: Path[] = [];
    for (const connection of connections) {
      if (connection.connectionState !== 'connected') continue;
      const rows = new Map<string, Record<string, unknown>>();
      (await connection.getStats()).forEach((row: Record<string, unknown>) =>
        rows.set(String(row['id']), row),
      );
      for (const row of rows.values()) {
        if (row['type'] !== 'transport') continue;
        const pair = rows.get(String(row['selectedCandidatePairId']));
        const local = rows.get(String(pair?.['localCandidateId']));
        const remote = rows.get(String(pair?.['remoteCandidateId']));
        paths.push({
          localProtocol: String(local?.['protocol']),
          localType: String(local?.['candidateType']),
          relayProtocol: String(local?.['relayProtocol']),
          remoteAddress: String(remote?.['address']),
        });
      }
    }
    return paths;
  });
}
