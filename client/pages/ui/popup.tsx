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
 * closes when the page moves under it.
 */
export function Popup(props: {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const { anchor } = props;
  useLayoutEffect(() => {
    const [element, button] = [box.current, anchor.current];
    if (element === null || button === null) return;
    const { left, top } = placePopup(
      button.getBoundingClientRect(),
      { width: element.offsetWidth, height: element.offsetHeight },
      { width: window.innerWidth, height: window.innerHeight },
    );
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  }, [anchor]);
  useMoved(box, anchor, props.onClose);
  return createPortal(
    <div className="popup" ref={box}>
      {props.children}
    </div>,
    // In full screen only what is inside of that element is seen.
    document.fullscreenElement ?? document.body,
  );
}

/** Calls back when a press, a scroll or a new size of the window leaves the popup where it does not belong. */
function useMoved(
  box: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  onMoved: () => void,
): void {
  const tell = useEffectEvent(onMoved);
  useEffect(() => {
    const handle = (event: Event) => {
      const { target } = event;
      if (
        target instanceof Node &&
        (box.current?.contains(target) === true || anchor.current?.contains(target))
      )
        return;
      tell();
    };
    const events = ['pointerdown', 'scroll', 'resize'] as const;
    for (const name of events) window.addEventListener(name, handle, true);
    return () => {
      for (const name of events) window.removeEventListener(name, handle, true);
    };
  }, [box, anchor]);
}
