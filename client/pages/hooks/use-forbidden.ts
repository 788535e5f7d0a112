import { useMemo } from 'react';
import { FORBIDDABLE, type Forbiddable } from '../words/forbidden-words.ts';
import { useCan } from './use-call.ts';

/** What one would be allowed to send, had nobody who leads the call forbidden it. */
export function useForbidden(): readonly Forbiddable[] {
  const [microphone, camera, screen] = [useCan('microphone'), useCan('camera'), useCan('screen')];
  const key = [microphone, camera, screen].map((can) => Number(can.reason === 'forbidden_by_admin')).join('');
  return useMemo(() => FORBIDDABLE.filter((_, at) => key[at] === '1'), [key]);
}
