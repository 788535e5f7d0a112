import { EarshotError, type TrackId } from '@earshot/shared';
import type { Surroundings } from './surroundings.ts';

/** One element that plays a track. */
interface Attachment {
  readonly trackId: TrackId;
  readonly element: HTMLMediaElement;
}

/** What a player needs. */
export interface PlaybackPort {
  readonly surroundings: Pick<Surroundings, 'MediaStream'>;
  /** What arrives of a track now. */
  findMedia(trackId: TrackId): MediaStreamTrack | undefined;
  /** The speaker that was chosen; `undefined` is the system's. */
  speakerId(): string | undefined;
  /** The browser refuses to play sound, or plays again. */
  blocked(blocked: boolean): void;
  /** The browser refused the speaker that was chosen, or took it. */
  speakerRefused(refused: boolean): void;
}

/** The part of an element that chooses the speaker, where the browser has it. */
interface SinkElement {
  setSinkId?: (deviceId: string) => Promise<void>;
}

/** Plays tracks in the app's elements, whenever their media comes, goes and comes again. */
export class Playback {
  readonly #port: PlaybackPort;
  readonly #attachments = new Set<Attachment>();
  readonly #refused = new Set<HTMLMediaElement>();

  constructor(port: PlaybackPort) {
    this.#port = port;
  }

  /** Elements in use. */
  get size(): number {
    return this.#attachments.size;
  }

  get blocked(): boolean {
    return this.#refused.size > 0;
  }

  /** Plays the track in the element until the answer is called, or the element gets another track. */
  attach(trackId: TrackId, element: HTMLMediaElement): () => void {
    for (const other of [...this.#attachments]) if (other.element === element) this.#detach(other);
    const attachment = { trackId, element };
    this.#attachments.add(attachment);
    const speaker = this.#port.speakerId();
    if (speaker !== undefined) this.#setSink(element, speaker);
    this.#show(attachment);
    return () => {
      this.#detach(attachment);
    };
  }

  /** Media of these tracks came or went. */
  refresh(trackIds: ReadonlySet<TrackId>): void {
    for (const attachment of this.#attachments) if (trackIds.has(attachment.trackId)) this.#show(attachment);
  }

  /** Another speaker. */
  setSpeaker(deviceId: string): void {
    for (const { element } of this.#attachments) this.#setSink(element, deviceId);
  }

  /** From a click: plays what was refused. Rejects with `autoplay_blocked` when the browser refuses again. */
  async resume(): Promise<void> {
    const elements = [...this.#refused];
    await Promise.all(elements.map((element) => this.#play(element)));
    if (elements.some((element) => this.#refused.has(element))) throw new EarshotError('autoplay_blocked');
  }

  dispose(): void {
    for (const attachment of [...this.#attachments]) this.#detach(attachment);
  }

  #show({ trackId, element }: Attachment): void {
    const media = this.#port.findMedia(trackId);
    const shown = element.srcObject;
    const { MediaStream } = this.#port.surroundings;
    if (media === undefined || MediaStream === undefined) {
      element.srcObject = null;
      this.#setRefused(element, false);
      return;
    }
    // The same track again would make the picture blink.
    if (shown instanceof MediaStream && shown.getTracks()[0] === media) return;
    element.srcObject = new MediaStream([media]);
    void this.#play(element);
  }

  async #play(element: HTMLMediaElement): Promise<void> {
    try {
      await element.play();
      this.#setRefused(element, false);
    } catch (thrown) {
      // `AbortError`: the source was changed meanwhile; only a refusal needs the person.
      if (thrown instanceof Error && thrown.name === 'NotAllowedError' && this.#isAttached(element))
        this.#setRefused(element, true);
    }
  }

  #isAttached(element: HTMLMediaElement): boolean {
    return [...this.#attachments].some((attachment) => attachment.element === element);
  }

  #setRefused(element: HTMLMediaElement, refused: boolean): void {
    const before = this.blocked;
    if (refused) this.#refused.add(element);
    else this.#refused.delete(element);
    if (this.blocked !== before) this.#port.blocked(this.blocked);
  }

  #setSink(element: HTMLMediaElement, deviceId: string): void {
    const sink = element as SinkElement;
    sink.setSinkId?.(deviceId).then(
      () => {
        this.#port.speakerRefused(false);
      },
      (thrown: unknown) => {
        // A later choice aborts an earlier one. After a refusal the browser goes on with the speaker before.
        if (thrown instanceof Error && thrown.name === 'AbortError') return;
        this.#port.speakerRefused(this.#isAttached(element));
      },
    );
  }

  #detach(attachment: Attachment): void {
    if (!this.#attachments.delete(attachment)) return;
    attachment.element.srcObject = null;
    this.#setRefused(attachment.element, false);
  }
}
