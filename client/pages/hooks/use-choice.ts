import { useSyncExternalStore } from 'react';
import type { DataSaver } from '../model/data-saver.ts';
import { choices } from '../session/storage.ts';

/** What a person can choose and the page remembers. */
export interface Choices {
  readonly name: string;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly microphoneId: string;
  readonly cameraId: string;
  readonly speakerId: string;
  readonly microphoneOn: 'yes' | 'no';
  readonly cameraOn: 'yes' | 'no';
  readonly shortcuts: 'on' | 'off';
  readonly mirror: 'on' | 'off';
  readonly noiseSuppression: 'on' | 'off';
  readonly echoCancellation: 'on' | 'off';
  readonly autoGainControl: 'on' | 'off';
  readonly musicMode: 'on' | 'off';
  readonly frameHeight: '360' | '720' | '1080';
  readonly dataSaver: DataSaver;
}

/** Allowed values where a choice has few; free text otherwise. The first is the default. */
const ALLOWED: { readonly [K in keyof Choices]?: readonly Choices[K][] } = {
  theme: ['auto', 'light', 'dark'],
  microphoneOn: ['yes', 'no'],
  cameraOn: ['yes', 'no'],
  shortcuts: ['on', 'off'],
  mirror: ['on', 'off'],
  noiseSuppression: ['on', 'off'],
  echoCancellation: ['on', 'off'],
  autoGainControl: ['on', 'off'],
  musicMode: ['off', 'on'],
  frameHeight: ['720', '360', '1080'],
  dataSaver: ['auto', '360', 'audio'],
};

const memory = new Map<string, string>();
const listeners = new Set<() => void>();

/** The present value of a choice, or its default. */
export function readChoice<K extends keyof Choices>(key: K): Choices[K] {
  const kept = memory.get(key) ?? choices.get(key) ?? '';
  const allowed = ALLOWED[key];
  // The table above is the proof that a value it holds, or free text where it has none, is a `Choices[K]`.
  if (allowed === undefined) return kept as Choices[K];
  return allowed.find((value) => value === kept) ?? (allowed[0] as Choices[K]);
}

/** Changes a choice everywhere on the page, and remembers it. */
export function writeChoice<K extends keyof Choices>(key: K, value: Choices[K]): void {
  memory.set(key, value);
  choices.set(key, value === '' ? undefined : value);
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A choice and the way to change it. */
export function useChoice<K extends keyof Choices>(
  key: K,
): readonly [Choices[K], (value: Choices[K]) => void] {
  const value = useSyncExternalStore(subscribe, () => readChoice(key));
  return [
    value,
    (next) => {
      writeChoice(key, next);
    },
  ];
}
