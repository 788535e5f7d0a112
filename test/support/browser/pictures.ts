import type {} from './globals.ts';
import type { Person } from './person.ts';
import { until } from '../until.ts';

/** What somebody receives of one other's camera now, by the browser's own statistics. */
export interface Picture {
  /** px; 0 before the first frame, and while nothing comes. */
  readonly height: number;
  readonly framesDecoded: number;
}

const NOTHING: Picture = { height: 0, framesDecoded: 0 };

/** The camera of the participant of this name, as `person` receives it. */
export async function pictureOf(person: Person, name: string): Promise<Picture> {
  const trackId = await person.page.evaluate(
    (whose) =>
      window.earshotCall?.participants
        .find((participant) => participant.name === whose)
        ?.tracks.find(({ source }) => source === 'camera')?.mediaTrack?.id,
    name,
  );
  const stream = (await person.inbound()).find(({ id }) => id === trackId);
  return stream === undefined ? NOTHING : { height: stream.frameHeight, framesDecoded: stream.framesDecoded };
}

/** Waits until further frames come, higher than `above` and at most `upTo`, px. */
export async function untilPicture(
  person: Person,
  name: string,
  { above = 0, upTo = Infinity, timeoutMs }: { above?: number; upTo?: number; timeoutMs: number },
): Promise<void> {
  let last = NOTHING;
  await until(
    async () => {
      const before = last;
      last = await pictureOf(person, name);
      const isMoving = last.framesDecoded > before.framesDecoded;
      return isMoving && last.height > above && last.height <= upTo
        ? undefined
        : `${name} is ${String(last.height)} px high`;
    },
    { timeoutMs, intervalMs: 250, what: `${person.name} seeing ${name} in the wanted size` },
  );
}

/** Shows the camera of a participant so high, wherever the page would have put it; 0 hides it. */
export async function showAt(person: Person, name: string, height: number): Promise<void> {
  const video = person.page.locator(`[data-testid=tile][data-name="${name}"][data-source=camera] video`);
  await video.first().evaluate((element: HTMLVideoElement, px) => {
    const style = {
      position: 'fixed',
      inset: '0 auto auto 0',
      display: px === 0 ? 'none' : 'block',
      height: `${String(px)}px`,
      width: `${String(Math.round((px * 16) / 9))}px`,
      'max-height': 'none',
      'max-width': 'none',
    };
    for (const [property, value] of Object.entries(style))
      element.style.setProperty(property, value, 'important');
  }, height);
}
