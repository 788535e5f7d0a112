/** A rectangle in the window, CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Width and height, CSS pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 8;
const GAP = 6;

/** Where something opens beside its button: below if it fits, else above, always inside the window. Pure. */
export function placePopup(
  anchor: Box,
  size: Extent,
  window: Extent,
): { readonly left: number; readonly top: number } {
  const below = anchor.bottom + GAP;
  const above = anchor.top - GAP - size.height;
  const top = below + size.height <= window.height - MARGIN || above < MARGIN ? below : above;
  return {
    left: hold(anchor.right - size.width, window.width - size.width),
    top: hold(top, window.height - size.height),
  };
}

function hold(at: number, most: number): number {
  return Math.max(MARGIN, Math.min(at, most - MARGIN));
}
