import { useEffect, useEffectEvent } from 'react';
import { useChoice } from './use-choice.ts';

/** Calls an action for a single key (by its lower-case name), unless something is being typed or a modifier is held. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const [enabled] = useChoice('shortcuts');
  const press = useEffectEvent((event: KeyboardEvent) => {
    const action = isPlainKey(event) ? actions[event.key.toLowerCase()] : undefined;
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    if (enabled === 'off') return undefined;
    const handle = (event: KeyboardEvent) => {
      press(event);
    };
    document.addEventListener('keydown', handle);
    return () => {
      document.removeEventListener('keydown', handle);
    };
  }, [enabled]);
}

function isPlainKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return false;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return true;
  // Arrows and the like belong to what is scrolled or walked through.
  if (event.key.length > 1 && target.closest('aside, [tabindex="0"]') !== null) return false;
  return (
    !target.isContentEditable &&
    target.closest('input, textarea, select, dialog[open], [role="menu"]') === null
  );
}
