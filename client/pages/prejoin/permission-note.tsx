import type { JSX } from 'react';
import type { Devices } from '@earshot/client';
import { Icon } from '../ui/icon.tsx';

/** Explains a refused permission, and how to take the refusal back. */
export function PermissionNote(props: { readonly permission: Devices['permission'] }): JSX.Element | null {
  const { microphone, camera } = props.permission;
  const refused = [
    microphone === 'denied' ? 'microphone' : undefined,
    camera === 'denied' ? 'camera' : undefined,
  ].filter((name) => name !== undefined);
  if (refused.length === 0) return null;
  return (
    <div className="note note-warning" role="alert" data-testid="permission-note">
      <Icon name="warning" size={20} />
      <div>
        <strong>The browser may not use your {refused.join(' and ')}</strong>
        <p>
          Press the icon left of the page’s address, allow it there, and reload if the browser asks. If it is
          allowed already, look in the privacy settings of your system. You can still join: you will see and
          hear the others.
        </p>
      </div>
    </div>
  );
}
