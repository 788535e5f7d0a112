import {
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  type JSX,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { ControlButton, type ControlButtonProps } from './control-button.tsx';
import { Icon, type IconName } from './icon.tsx';

/** One line of a menu. */
export interface MenuItem {
  readonly icon: IconName;
  readonly label: string;
  readonly onSelect: () => void;
  readonly testId?: string;
  /** Why it cannot be chosen; shown under the label. */
  readonly blocked?: string | undefined;
  readonly danger?: boolean;
  /** Of what can be switched: whether it is on. */
  readonly on?: boolean;
}

/** A button that opens a menu: arrow keys move, Escape and a click elsewhere close. */
export function Menu(props: {
  readonly button: Pick<ControlButtonProps, 'icon' | 'label' | 'testId'>;
  readonly items: readonly MenuItem[];
}): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (returnFocus: boolean) => {
    setOpen(false);
    if (returnFocus) button.current?.focus();
  };
  useOutsidePress(root, open, () => {
    close(false);
  });
  return (
    <div className="menu-anchor" ref={root}>
      <ControlButton
        {...props.button}
        ref={button}
        expanded={open}
        popup="menu"
        onPress={() => {
          setOpen(!open);
        }}
      />
      {open && <MenuList label={props.button.label} items={props.items} onClose={close} />}
    </div>
  );
}

/** The list of a menu: takes the focus when it opens. */
export function MenuList(props: {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly onClose: (returnFocus: boolean) => void;
}): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const move = (to: (index: number, count: number) => number) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    items[(to(at, items.length) + items.length) % items.length]?.focus();
  };
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
  }, []);
  const handleKey = (event: KeyboardEvent) => {
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => {
        move((at) => at + 1);
      },
      ArrowUp: () => {
        move((at) => at - 1);
      },
      Home: () => {
        move(() => 0);
      },
      End: () => {
        move((_, count) => count - 1);
      },
      Escape: () => {
        props.onClose(true);
      },
      Tab: () => {
        props.onClose(true);
      },
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div className="menu" role="menu" aria-label={props.label} ref={list} onKeyDown={handleKey}>
      {props.items.map((item) => (
        <MenuLine key={item.testId ?? item.label} item={item} onClose={props.onClose} />
      ))}
    </div>
  );
}

function MenuLine(props: {
  readonly item: MenuItem;
  readonly onClose: (returnFocus: boolean) => void;
}): JSX.Element {
  const { item } = props;
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={item.danger === true ? 'menu-item menu-item-danger' : 'menu-item'}
      aria-disabled={item.blocked !== undefined || undefined}
      data-testid={item.testId}
      data-on={item.on}
      onClick={() => {
        if (item.blocked !== undefined) return;
        props.onClose(true);
        item.onSelect();
      }}
    >
      <Icon name={item.icon} />
      <span>
        {item.label}
        {item.blocked !== undefined && <small>{item.blocked}</small>}
      </span>
    </button>
  );
}

/** Calls back for a press outside of an element, or for Escape, while it is open. */
export function useOutsidePress(
  root: RefObject<HTMLElement | null>,
  open: boolean,
  onPress: () => void,
): void {
  const tell = useEffectEvent(onPress);
  useEffect(() => {
    if (!open) return undefined;
    const handle = (event: PointerEvent) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) tell();
    };
    document.addEventListener('pointerdown', handle);
    return () => {
      document.removeEventListener('pointerdown', handle);
    };
  }, [open, root]);
}
