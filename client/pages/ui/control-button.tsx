import type { JSX, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** What a round button in the bar shows and does. */
export interface ControlButtonProps {
  readonly icon: IconName;
  /** What pressing it does: spoken, and shown on hover. */
  readonly label: string;
  readonly onPress: () => void;
  readonly testId?: string;
  /** A toggle's state; absent for plain buttons. */
  readonly pressed?: boolean;
  readonly tone?: 'plain' | 'off' | 'on' | 'danger';
  /** Why it cannot be pressed. It stays reachable, so that the reason can be read. */
  readonly blocked?: string | undefined;
  readonly busy?: boolean;
  /** One key, for the hint. */
  readonly shortcut?: string;
  /** A count in the corner. */
  readonly badge?: number;
  readonly expanded?: boolean;
  readonly popup?: 'menu' | 'dialog';
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A round icon button. */
export function ControlButton({ ref, ...props }: ControlButtonProps): JSX.Element {
  const { blocked, busy = false, tone = 'plain' } = props;
  const label = blocked === undefined ? props.label : `${props.label}. Not possible: ${blocked}`;
  const keyHint = props.shortcut === undefined ? '' : ` (${props.shortcut})`;
  return (
    <button
      ref={ref}
      type="button"
      className={`control control-${tone}`}
      aria-label={label}
      title={blocked ?? props.label + keyHint}
      aria-pressed={props.pressed}
      aria-disabled={blocked !== undefined || busy || undefined}
      aria-busy={busy || undefined}
      aria-expanded={props.expanded}
      aria-haspopup={props.popup}
      aria-keyshortcuts={props.shortcut}
      data-testid={props.testId}
      onClick={() => {
        if (blocked === undefined && !busy) props.onPress();
      }}
    >
      <Icon name={props.icon} />
      {props.badge !== undefined && props.badge > 0 && (
        <span className="control-badge" aria-hidden="true">
          {props.badge > 99 ? '99+' : props.badge}
        </span>
      )}
    </button>
  );
}
