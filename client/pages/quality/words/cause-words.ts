import type { Cause } from '@earshot/shared/calls-api.ts';

type Blame = Cause['blame'];
type Factor = Cause['factor'];
type Band = Cause['band'];

const BLAME_WORDS: Readonly<Record<Blame, string>> = {
  none: 'Nobody',
  publisherDevice: 'Sender’s device',
  publisherUplink: 'Sender’s uplink',
  sfu: 'This server',
  subscriberDownlink: 'Receiver’s downlink',
  subscriberDevice: 'Receiver’s device',
  unknown: 'Not known',
};

const FACTOR_WORDS: Readonly<Record<Factor, string>> = {
  none: 'nothing',
  loss: 'packet loss',
  delay: 'delay',
  concealment: 'made-up sound',
  freeze: 'frozen picture',
  lowFps: 'few frames',
  bitrate: 'too little bitrate',
  dry: 'nothing arrives',
  layer: 'small picture',
};

const BAND_WORDS: Readonly<Record<Band, string>> = {
  good: 'Good',
  fair: 'Fair',
  poor: 'Poor',
  unknown: 'Unknown',
};

// The tables above are the proof that these are all there are.
/** All there are that can be blamed. */
export const BLAMES = (Object.keys(BLAME_WORDS) as Blame[]).filter((blame) => blame !== 'none');
/** All that limits a score. */
export const FACTORS = (Object.keys(FACTOR_WORDS) as Factor[]).filter((factor) => factor !== 'none');
/** Bands that a list can be searched for. */
export const SEARCHED_BANDS = Object.keys(BAND_WORDS) as Band[];

/** Who is blamed, in words. */
export function blameWords(blame: Blame): string {
  return BLAME_WORDS[blame];
}

/** What limits a score, in words. */
export function factorWords(factor: Factor): string {
  return FACTOR_WORDS[factor];
}

/** A band in words. */
export function bandWords(band: Band): string {
  return BAND_WORDS[band];
}

/** What harmed, and on which leg: `Packet loss · Receiver’s downlink`. */
export function causeWords(cause: Pick<Cause, 'factor' | 'blame'>): string {
  const factor = factorWords(cause.factor);
  return `${factor.charAt(0).toUpperCase()}${factor.slice(1)} · ${blameWords(cause.blame)}`;
}

/** A name as it stands in the protocol, for people: `videoFreeze` -> `Video freeze`. */
export function nameWords(name: string): string {
  const spaced = name.replace(/[A-Z]+/gu, (letters) => ` ${letters.toLowerCase()}`).trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
