import { LIMITS, type ParticipantId, type View } from '@earshot/shared';

/** A video element as it is on the page now. */
export interface SeenElement {
  readonly participantId: ParticipantId;
  readonly source: 'camera' | 'screen';
  /** CSS px. */
  readonly width: number;
  /** CSS px. */
  readonly height: number;
  readonly visible: boolean;
}

/** Heights are rounded up to these, px: a drag of a window must not cause a request for each pixel. */
const STEPS = [90, 180, 270, 360, 540, 720, 1080, 1440, 2160] as const;

/** What the server is told: visible elements, largest first, each participant's source once, at its largest. */
export function selectView(
  elements: readonly SeenElement[],
  pixelRatio: number,
  pins: readonly ParticipantId[],
): View {
  const best = new Map<string, SeenElement>();
  for (const element of elements) {
    if (!element.visible || element.width < 1 || element.height < 1) continue;
    const key = `${element.participantId} ${element.source}`;
    const known = best.get(key);
    if (known === undefined || areaOf(element) > areaOf(known)) best.set(key, element);
  }
  const tiles = [...best.values()]
    .sort((a, b) => areaOf(b) - areaOf(a))
    .slice(0, LIMITS.maxViewTiles)
    .map(({ participantId, source, height }) => ({
      participantId,
      source,
      height: toStep(height * pixelRatio),
    }));
  return { tiles, pins: pins.slice(0, LIMITS.maxPins) };
}

function areaOf(element: SeenElement): number {
  return element.width * element.height;
}

function toStep(height: number): number {
  return STEPS.find((step) => step >= height * 0.9) ?? 2160;
}
