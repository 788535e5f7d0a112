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

/**
 * Puts the camera of a participant into an element of the test's own, in place of the whole page: what the page makes of
 * its window is not looked at here.
 */
export async function showAlone(person: Person, name: string): Promise<void> {
  await person.page.evaluate((whose) => {
    const camera = window.earshotCall?.participants
      .find((participant) => participant.name === whose)
      ?.tracks.find(({ source }) => source === 'camera');
    if (camera === undefined) throw new Error(`${whose} has no camera`);
    document.querySelector<HTMLElement>('#root')?.style.setProperty('display', 'none');
    const video = document.createElement('video');
    video.id = 'shown-alone';
    Object.assign(video.style, {
      position: 'fixed',
      inset: '0 auto auto 0',
      height: '180px',
      width: '320px',
    });
    document.body.append(video);
    camera.attach(video);
  }, name);
}

/** How high that element is from now on, px; 0 hides it. */
export async function resizeShown(person: Person, height: number): Promise<void> {
  await person.page.locator('#shown-alone').evaluate((video: HTMLVideoElement, px) => {
    video.style.display = px === 0 ? 'none' : 'block';
    video.style.height = `${String(px)}px`;
    video.style.width = `${String(Math.round((px * 16) / 9))}px`;
  }, height);
}
