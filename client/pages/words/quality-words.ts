import type { Participant } from '@earshot/client';

type Quality = Participant['quality'];

const BANDS: Readonly<Record<Quality['band'], string>> = {
  good: 'Good connection',
  fair: 'Fair connection',
  poor: 'Poor connection',
  unknown: 'Connection not measured yet',
};

const FACTORS: Readonly<Record<Quality['factor'], string>> = {
  none: 'Nothing is in the way.',
  loss: 'Data gets lost on the way.',
  delay: 'Sound and picture arrive late.',
  concealment: 'Parts of the sound are missing and are filled in.',
  freeze: 'The picture freezes.',
  lowFps: 'The picture moves jerkily.',
  bitrate: 'There is too little bandwidth for a sharp picture.',
  dry: 'Nothing arrives at the moment.',
  layer: 'The picture is less sharp than it could be.',
};

/** A participant's quality in words: the band, and the reason for it. */
export function qualityWords(quality: Quality): { readonly title: string; readonly reason: string } {
  if (quality.band === 'unknown') return { title: BANDS.unknown, reason: 'It appears after a few seconds.' };
  return { title: BANDS[quality.band], reason: FACTORS[quality.factor] };
}
