import { useRef, useState, type JSX, type ReactNode, type RefObject } from 'react';
import { Popup } from './popup.tsx';

/** Closes a menu; the focus goes back to the button where the keyboard closed it. */
export type CloseMenu = (returnFocus: boolean) => void;

/** A button that opens a menu beside it. The menu is made while it is open only: a list of many such buttons costs nothing. */
export function MenuButton(props: {
  readonly className: string;
  readonly testId: string;
  /** What stands on the button. */
  readonly face: ReactNode;
  /** Needed where the face has no words. */
  readonly label?: string;
  readonly tabIndex?: number | undefined;
  /** Place in a grid of controls that arrow keys move over. */
  readonly column?: string;
  readonly children: (close: CloseMenu) => ReactNode;
}): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const close: CloseMenu = (returnFocus) => {
    setOpen(false);
    if (returnFocus) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={props.className}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={open}
        tabIndex={props.tabIndex}
        data-testid={props.testId}
        data-column={props.column}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {props.face}
      </button>
      {open && <OpenMenu anchor={button} close={close} items={props.children} />}
    </>
  );
}

function OpenMenu(props: {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly close: CloseMenu;
  readonly items: (close: CloseMenu) => ReactNode;
}): JSX.Element {
  const { anchor, close, items } = props;
  return (
    <Popup
      anchor={anchor}
      onClose={() => {
        close(false);
      }}
    >
      {items(close)}
    </Popup>
  );
}
