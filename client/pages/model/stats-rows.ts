import type { StatsSample, StreamSample, TransportSample } from '@earshot/client';
import { formatBitrate, formatNumber } from './format.ts';

/** One line of the statistics table, ready to show. */
export interface StatsRow {
  readonly id: string;
  readonly who: string;
  readonly what: string;
  readonly direction: 'send' | 'receive';
  readonly codec: string;
  readonly bitrate: string;
  readonly picture: string;
  readonly loss: string;
  readonly jitter: string;
  readonly delay: string;
}

const SOURCE_WORDS: Readonly<Record<StreamSample['source'], string>> = {
  microphone: 'Microphone',
  camera: 'Camera',
  screen: 'Screen',
  screenAudio: 'Screen sound',
};

/** The streams of one second as table lines: own first, then by name. Pure. */
export function statsRows(
  sample: StatsSample,
  nameOf: (participantId: string) => string,
): readonly StatsRow[] {
  const rows = sample.streams.map((stream) => toRow(stream, nameOf(stream.participantId)));
  return rows.toSorted(
    (a, b) => order(a) - order(b) || a.who.localeCompare(b.who) || a.what.localeCompare(b.what),
  );
}

function order(row: StatsRow): number {
  return row.direction === 'send' ? 0 : 1;
}

function toRow(stream: StreamSample, name: string): StatsRow {
  const sent = stream.direction === 'send';
  return {
    id: stream.id,
    who: sent ? 'You' : name,
    what: SOURCE_WORDS[stream.source],
    direction: stream.direction,
    codec: stream.codecName ?? '–',
    bitrate: formatBitrate(stream.bitrate),
    picture: pictureOf(stream),
    loss: lossOf(stream),
    jitter: formatNumber(stream.jitterInMs, ' ms'),
    delay: formatNumber(sent ? stream.rttInMs : (stream.jitterBufferDelayInMs ?? stream.rttInMs), ' ms'),
  };
}

function pictureOf(stream: StreamSample): string {
  const sent = stream.direction === 'send';
  const width = sent ? stream.frameWidthSent : stream.frameWidthReceived;
  const height = sent ? stream.frameHeightSent : stream.frameHeightReceived;
  const rate = sent ? stream.frameRateSent : (stream.frameRateDecoded ?? stream.frameRateReceived);
  if (width === undefined || height === undefined) return '–';
  return `${width}×${height}${rate === undefined ? '' : ` @ ${Math.round(rate)}`}`;
}

/** Loss as a share of what was on its way in this second. */
function lossOf(stream: StreamSample): string {
  const lost = stream.packetsLostPerSecond;
  const arrived = stream.packetsPerSecond;
  if (lost === undefined || arrived === undefined || lost + arrived === 0) return '–';
  return `${((lost / (lost + arrived)) * 100).toFixed(1)} %`;
}

/** Sums of all bitrates by direction, bit/s, for the chart. Pure. */
export function totalBitrates(sample: StatsSample): { readonly send: number; readonly receive: number } {
  const sum = (direction: StreamSample['direction']) =>
    sample.streams
      .filter((stream) => stream.direction === direction)
      .reduce((total, stream) => total + layersOf(stream), 0);
  return { send: sum('send'), receive: sum('receive') };
}

function layersOf(stream: StreamSample): number {
  const others = stream.altLayouts ?? [];
  return others.reduce((total, layer) => total + (layer.bitrate ?? 0), stream.bitrate ?? 0);
}

const PATH_WORDS: Readonly<Record<TransportSample['path'], string>> = {
  udp: 'directly (UDP)',
  tcp: 'over TCP',
  relay: 'through a relay',
  unknown: 'path not known yet',
};

/** One transport in words. */
export function transportLine(transport: TransportSample): string {
  const bandwidth =
    transport.direction === 'send' ? transport.availableOutgoingBitrate : transport.availableIncomingBitrate;
  const facts = [
    PATH_WORDS[transport.path],
    transport.rttInMs === undefined ? undefined : `${Math.round(transport.rttInMs)} ms round trip`,
    bandwidth === undefined ? undefined : `${formatBitrate(bandwidth)} available`,
  ];
  return `${transport.direction === 'send' ? 'Sending' : 'Receiving'} ${facts.filter((fact) => fact !== undefined).join(', ')}`;
}
