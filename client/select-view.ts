import { LIMITS, type AutoView, type ParticipantId, type View } from '@earshot/shared';

/** A video element as it is on the page now. */
export interface SeenElement {
  readonly participantId: ParticipantId;
  readonly source: 'camera' | 'screen';
  /** CSS px. */
  readonly width: number;
  /** CSS px. */
  readonly height: number;
  readonly visible: boolean;
  /** It shows a camera that the server chose for a place of `auto`: it is not asked for by name. */
  readonly inAutoPlace?: boolean;
}

/** What a view is made of beside elements. */
export interface ViewWishes {
  /** Device pixels of a CSS px. */
  readonly pixelRatio: number;
  readonly pins: readonly ParticipantId[];
  /** Places that the server fills. */
  readonly auto: AutoView | undefined;
}

/** An element this much taller than the places that the server fills wants a picture of its own. */
const OWN_PICTURE_FROM = 1.5;

/** Heights are rounded up to these, px: a drag of a window must not cause a request for each pixel. */
const STEPS = [90, 180, 270, 360, 540, 720, 1080, 1440, 2160] as const;

/** What the server is told: visible elements, largest first, each participant's source once, at its largest. */
export function selectView(elements: readonly SeenElement[], wishes: ViewWishes): View {
  const best = new Map<string, SeenElement>();
  const asked = new Set<string>();
  for (const element of elements) {
    if (!element.visible || element.width < 1 || element.height < 1) continue;
    const key = `${element.participantId} ${element.source}`;
    const known = best.get(key);
    if (known === undefined || areaOf(element) > areaOf(known)) best.set(key, element);
    if (!isLeftToServer(element, wishes)) asked.add(key);
  }
  const tiles = [...best]
    .filter(([key]) => asked.has(key))
    .map(([, element]) => element)
    .sort((a, b) => areaOf(b) - areaOf(a))
    .slice(0, LIMITS.maxViewTiles)
    .map(({ participantId, source, height }) => ({
      participantId,
      source,
      height: toStep(height * wishes.pixelRatio),
    }));
  const { auto } = wishes;
  const pins = wishes.pins.slice(0, LIMITS.maxPins);
  return auto === undefined ? { tiles, pins } : { tiles, pins, auto: roundAuto(auto, toStep) };
}

/** Within what the protocol takes; `toHeight` rounds the height, px. */
export function roundAuto(
  { places, height }: AutoView,
  toHeight: (height: number) => number = Math.round,
): AutoView {
  const least = (value: number, min: number): number => (value >= min ? value : min);
  return {
    places: Math.min(LIMITS.maxVideos, Math.round(least(places, 0))),
    height: Math.min(8_640, toHeight(least(height, 1))),
  };
}

/** A pinned one must come whoever speaks, and a large one at its own size. */
function isLeftToServer(element: SeenElement, { auto, pins, pixelRatio }: ViewWishes): boolean {
  if (auto === undefined || element.inAutoPlace !== true || element.source !== 'camera') return false;
  const large = element.height * pixelRatio > auto.height * OWN_PICTURE_FROM;
  return !large && !pins.includes(element.participantId);
}

function areaOf(element: SeenElement): number {
  return element.width * element.height;
}

function toStep(height: number): number {
  return STEPS.find((step) => step >= height * 0.9) ?? 2160;
}
