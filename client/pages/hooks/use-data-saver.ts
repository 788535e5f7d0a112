import { useEffect, useEffectEvent, useRef } from 'react';
import type { Call } from '@earshot/client';
import { constraintsFor, type DataSaver } from '../model/data-saver.ts';
import { useChoice } from './use-choice.ts';
import { useNotices } from './use-notices.ts';

/** Tells the server what the person wants of others' pictures, at the start and at each change. */
export function useDataSaver(call: Call): void {
  const [saver] = useChoice('dataSaver');
  const { run } = useNotices();
  const told = useRef<DataSaver>('auto');
  const tell = useEffectEvent((next: DataSaver) => {
    const known = JSON.stringify(constraintsFor(told.current));
    told.current = next;
    if (JSON.stringify(constraintsFor(next)) === known) return;
    run(() => call.setReceiveConstraints(constraintsFor(next)));
  });
  useEffect(() => {
    tell(saver);
  }, [saver]);
}

/** Whether cameras of others are shown at all. */
export function useShowsCameras(): boolean {
  return useChoice('dataSaver')[0] !== 'audio';
}
