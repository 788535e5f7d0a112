import type { RawStat } from '../raw.ts';

/** A value that may be kept. */
export type SafeValue = number | boolean | string;

/** One stats object of one connection, as it may leave the device. */
export interface SafeStat {
  /** The browser's id of it. */
  readonly id: string;
  /** Fields by name, `type` and `timestamp` among them; parts of a record as `record.part`. */
  readonly values: ReadonlyMap<string, SafeValue>;
}

/**
 * Words that may leave the device: what kind of thing it is, and ids that link objects to each other. Whatever else is a word
 * stays here, so that what browsers invent later (labels, credentials) does too. Numbers name nobody, ports apart.
 */
const SAFE_WORDS: ReadonlySet<string> = new Set([
  ...['type', 'kind', 'mediaType', 'contentType', 'mid', 'rid', 'trackIdentifier'],
  ...['codecId', 'transportId', 'remoteId', 'localId', 'mediaSourceId', 'playoutId'],
  ...['selectedCandidatePairId', 'localCandidateId', 'remoteCandidateId'],
  ...['mimeType', 'sdpFmtpLine', 'codecType', 'scalabilityMode', 'qualityLimitationReason'],
  ...['encoderImplementation', 'decoderImplementation'],
  ...['candidateType', 'protocol', 'relayProtocol', 'tcpType', 'networkType', 'state'],
  ...['iceRole', 'iceState', 'dtlsRole', 'dtlsState', 'tlsVersion', 'dtlsCipher', 'srtpCipher'],
]);
/** Addresses: what family they are of is kept. */
const ADDRESSES: ReadonlySet<string> = new Set(['address', 'ip', 'ipAddress', 'relatedAddress']);
/** Numbers that are parts of addresses. */
const PORTS: ReadonlySet<string> = new Set(['port', 'portNumber', 'relatedPort']);
/** Longer words say nothing that is needed. */
const MAX_WORD = 128;

/** The objects of one answer, without what does not leave the device; certificates are left out whole. */
export function maskStats(stats: readonly RawStat[]): readonly SafeStat[] {
  return stats
    .filter(({ type }) => type !== 'certificate')
    .map((stat) => ({ id: stat.id.slice(0, MAX_WORD), values: maskFields(stat) }));
}

function maskFields({ type, timestamp, fields }: RawStat): ReadonlyMap<string, SafeValue> {
  const values = new Map<string, SafeValue>([
    ['type', type],
    ['timestamp', timestamp],
  ]);
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'id' || values.has(name)) continue;
    if (typeof value === 'object' && value !== null) addParts(values, name, value);
    else addValue(values, name, value);
  }
  return values;
}

function addParts(values: Map<string, SafeValue>, name: string, record: object): void {
  for (const [part, value] of Object.entries(record)) {
    if (typeof value === 'number' && Number.isFinite(value)) values.set(`${name}.${part}`, value);
  }
}

function addValue(values: Map<string, SafeValue>, name: string, value: unknown): void {
  if (typeof value === 'boolean') values.set(name, value);
  else if (typeof value === 'number') {
    if (Number.isFinite(value) && !PORTS.has(name)) values.set(name, value);
  } else if (typeof value === 'string') {
    if (ADDRESSES.has(name)) values.set(name, maskAddress(value));
    else if (SAFE_WORDS.has(name) && value.length <= MAX_WORD) values.set(name, value);
  }
}

function maskAddress(address: string): string {
  if (address === '') return '';
  if (address.includes(':')) return 'masked-ipv6';
  return /^[\d.]+$/u.test(address) ? 'masked-ipv4' : 'masked-name';
}
