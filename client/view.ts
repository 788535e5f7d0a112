import type { ParticipantId, TrackId, View } from '@earshot/shared';
import type { AutoPlaces, ManualView } from './api.ts';
import { Scope } from './scope.ts';
import { roundAuto, selectView, type SeenElement } from './select-view.ts';
import type { Surroundings } from './surroundings.ts';

/** Changes are gathered this long: a layout moves many elements at once. */
const DEBOUNCE_MS = 150;
/** When the server does not take a view. */
const RETRY_MS = 2_000;
/** A hidden page needs no pictures, but a glance at another tab is not worth a key frame. */
const HIDDEN_AFTER_MS = 5_000;

/** What the view needs. */
export interface ViewPort {
  readonly surroundings: Pick<Surroundings, 'clock' | 'window' | 'document'>;
  findOwner(trackId: TrackId): { participantId: ParticipantId; source: 'camera' | 'screen' } | undefined;
  /** Remote cameras that come now. */
  comingCameras(): readonly TrackId[];
  /** Tells the server. Rejects when it did not take it. */
  send(view: View): Promise<void>;
}

interface Watched {
  readonly element: HTMLMediaElement;
  /** Kept when the track is unknown for a while (media being renewed). */
  owner: { participantId: ParticipantId; source: 'camera' | 'screen' } | undefined;
  readonly trackId: TrackId;
  visible: boolean;
  /** The camera came before somebody attached it: the server chose it, and another may come in its place. */
  inAutoPlace: boolean;
}

/** Finds out what the person looks at from the elements that videos are attached to, or takes the app's word. */
export class ViewTracker {
  readonly #port: ViewPort;
  readonly #scope: Scope;
  readonly #watched = new Set<Watched>();
  readonly #resize: ResizeObserver | undefined;
  readonly #intersection: IntersectionObserver | undefined;
  #manual: ManualView | undefined;
  #auto: AutoPlaces | undefined;
  #pins: readonly ParticipantId[] = [];
  #sent: string | undefined;
  #cancel: (() => void) | undefined;
  #hidden = false;

  constructor(port: ViewPort) {
    this.#port = port;
    const { clock, document } = port.surroundings;
    const window = port.surroundings.window as (Window & Partial<typeof globalThis>) | undefined;
    this.#scope = new Scope(clock);
    if (window?.ResizeObserver !== undefined) {
      this.#resize = new window.ResizeObserver(() => {
        this.changed();
      });
      this.#scope.add(() => this.#resize?.disconnect());
    }
    if (window?.IntersectionObserver !== undefined) {
      this.#intersection = new window.IntersectionObserver((entries) => {
        this.#handleIntersections(entries);
      });
      this.#scope.add(() => this.#intersection?.disconnect());
    }
    this.#scope.listen(document, 'visibilitychange', () => {
      this.#handleVisibility();
    });
  }

  /** What is to be seen now. */
  get current(): View {
    if (this.#manual !== undefined) {
      const tiles = this.#manual.tiles.map((tile) => ({
        // The app got the id from us.
        participantId: tile.participantId as ParticipantId,
        source: tile.source,
        height: Math.max(1, Math.round(tile.height)),
      }));
      const { auto } = this.#manual;
      return { tiles, pins: [...this.#pins], ...(auto === undefined ? {} : { auto: roundAuto(auto) }) };
    }
    const { window } = this.#port.surroundings;
    return selectView(this.#seen(), {
      pixelRatio: window?.devicePixelRatio ?? 1,
      pins: this.#pins,
      auto: this.#hidden ? undefined : this.#auto,
    });
  }

  get pins(): readonly ParticipantId[] {
    return this.#pins;
  }

  /** Follows an element until the answer is called. */
  watch(trackId: TrackId, element: HTMLMediaElement): () => void {
    const owner = this.#port.findOwner(trackId);
    const inAutoPlace = this.#isInAutoPlace(trackId);
    const watched: Watched = { element, trackId, owner, visible: true, inAutoPlace };
    this.#watched.add(watched);
    this.#resize?.observe(element);
    this.#intersection?.observe(element);
    this.changed();
    return () => {
      if (!this.#watched.delete(watched)) return;
      if (![...this.#watched].some((other) => other.element === element)) {
        this.#resize?.unobserve(element);
        this.#intersection?.unobserve(element);
      }
      this.changed();
    };
  }

  setManual(view: ManualView | undefined): void {
    this.#manual = view;
    this.changed();
  }

  /** Places that the server fills beside the elements; those whose camera comes now are such places from now on. */
  setAuto(auto: AutoPlaces | undefined): void {
    const begins = this.#auto === undefined && auto !== undefined;
    this.#auto = auto;
    if (auto === undefined) for (const watched of this.#watched) watched.inAutoPlace = false;
    if (begins) {
      const coming = new Set(this.#port.comingCameras().slice(0, auto.places));
      for (const watched of this.#watched) watched.inAutoPlace = coming.has(watched.trackId);
    }
    this.changed();
  }

  setPins(pins: readonly ParticipantId[]): void {
    this.#pins = pins;
    this.changed();
  }

  /** Something that the view depends on has changed. */
  changed(): void {
    if (this.#cancel !== undefined || this.#scope.disposed) return;
    this.#cancel = this.#scope.after(DEBOUNCE_MS, () => {
      this.#cancel = undefined;
      this.#send();
    });
  }

  /** The server was told this view by another way (`receiveReady`). */
  noteSent(view: View): void {
    this.#sent = JSON.stringify(view);
  }

  dispose(): void {
    this.#watched.clear();
    this.#scope.dispose();
  }

  #send(): void {
    const view = this.current;
    const text = JSON.stringify(view);
    if (text === this.#sent) return;
    this.#sent = text;
    this.#port.send(view).catch(() => {
      // Too many changes: what is looked at when the server listens again counts.
      if (this.#sent === text) this.#sent = undefined;
      this.#scope.after(RETRY_MS, () => {
        this.changed();
      });
    });
  }

  #seen(): SeenElement[] {
    const floating = this.#port.surroundings.document?.pictureInPictureElement;
    return [...this.#watched].flatMap((watched) => {
      watched.owner = this.#port.findOwner(watched.trackId) ?? watched.owner;
      const { element, owner, visible } = watched;
      if (owner === undefined) return [];
      const inPicture = element === floating;
      return [
        {
          ...owner,
          inAutoPlace: watched.inAutoPlace,
          width: element.clientWidth,
          height: element.clientHeight,
          visible: inPicture || (visible && !this.#hidden),
        },
      ];
    });
  }

  /** An element that is attached to what comes already did not make it come. */
  #isInAutoPlace(trackId: TrackId): boolean {
    const coming = this.#port.comingCameras();
    if (this.#auto === undefined || !coming.includes(trackId)) return false;
    const same = [...this.#watched].filter((watched) => watched.trackId === trackId);
    if (same.length > 0) return same.every(({ inAutoPlace }) => inAutoPlace);
    const taken = new Set(
      [...this.#watched].filter(({ inAutoPlace }) => inAutoPlace).map((watched) => watched.trackId),
    );
    return coming.filter((id) => taken.has(id)).length < this.#auto.places;
  }

  #handleIntersections(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries)
      for (const watched of this.#watched)
        if (watched.element === entry.target) watched.visible = entry.isIntersecting;
    this.changed();
  }

  #handleVisibility(): void {
    const visible = (): boolean => this.#port.surroundings.document?.visibilityState !== 'hidden';
    if (visible()) {
      this.#hidden = false;
      this.changed();
      return;
    }
    this.#scope.after(HIDDEN_AFTER_MS, () => {
      this.#hidden = !visible();
      this.changed();
    });
  }
}
