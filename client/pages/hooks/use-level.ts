import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';

const EVERY_MS = 80;

/**
 * Writes a loudness (0..1) to the element's `--level` some times a second, past React: a meter that rendered
 * components would cost more than the call.
 */
export function useLevel<T extends HTMLElement>(read: () => number, active = true): RefObject<T | null> {
  const ref = useRef<T>(null);
  const readNow = useEffectEvent(read);
  useEffect(() => {
    if (!active) {
      ref.current?.style.setProperty('--level', '0');
      return undefined;
    }
    const timer = setInterval(() => {
      ref.current?.style.setProperty('--level', readNow().toFixed(3));
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [active]);
  return ref;
}
