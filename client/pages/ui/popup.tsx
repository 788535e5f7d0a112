import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  type JSX,
  type ReactNode,
  type RefObject,
} from 'react';
import { createPortal } from 'react-dom';
import { placePopup } from '../model/popup.ts';

/**
 * Something small that opens beside a button, above all else on the page: what it stands in may cut off what is larger. It
 * follows its button, and closes when that is out of sight or something else is pressed.
 */
export function Popup(props: {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const { anchor } = props;
  useLayoutEffect(() => {
    placeBeside(box.current, anchor.current);
  }, [anchor]);
  useOutsidePress([box, anchor], props.onClose);
  useMoved(anchor, () => {
    if (!placeBeside(box.current, anchor.current)) props.onClose();
  });
  return createPortal(
    <div className="popup" ref={box}>
      {props.children}
    </div>,
    // In full screen only what is inside of that element is seen.
    document.fullscreenElement ?? document.body,
  );
}

/** Whether the button is still in sight. */
function placeBeside(element: HTMLElement | null, button: HTMLElement | null): boolean {
  if (element === null || button === null) return false;
  const anchor = button.getBoundingClientRect();
  const { left, top } = placePopup(
    anchor,
    { width: element.offsetWidth, height: element.offsetHeight },
    { width: window.innerWidth, height: window.innerHeight },
  );
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
  return anchor.bottom > 0 && anchor.top < window.innerHeight;
}

function useOutsidePress(inside: readonly RefObject<HTMLElement | null>[], onPress: () => void): void {
  const handle = useEffectEvent(({ target }: PointerEvent) => {
    if (target instanceof Node && !inside.some((each) => each.current?.contains(target) === true)) onPress();
  });
  useEffect(() => {
    const listener = (event: PointerEvent) => {
      handle(event);
    };
    document.addEventListener('pointerdown', listener, true);
    return () => {
      document.removeEventListener('pointerdown', listener, true);
    };
  }, []);
}

/** Calls back when the window has another size, or what the button stands in is scrolled. */
function useMoved(anchor: RefObject<HTMLElement | null>, onMoved: () => void): void {
  const handle = useEffectEvent(({ target, type }: Event) => {
    if (type === 'resize' || (target instanceof Node && target.contains(anchor.current))) onMoved();
  });
  useEffect(() => {
    const listener = (event: Event) => {
      handle(event);
    };
    window.addEventListener('resize', listener);
    document.addEventListener('scroll', listener, true);
    return () => {
      window.removeEventListener('resize', listener);
      document.removeEventListener('scroll', listener, true);
    };
  }, []);
}
