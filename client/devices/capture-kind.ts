import type { PauseReason, Source } from '@earshot/shared';
import type { PublishWish } from '../media/publication.ts';

/** What tells one kind of source from another. */
export interface CaptureKind<O> {
  readonly source: Source;
  /** A muted camera closes its device, so that its light goes off. */
  readonly releaseOnMute: boolean;
  /** Opens the device. Throws what `openCapture` throws. */
  open(options: O | undefined): Promise<MediaStreamTrack>;
  toWish(track: MediaStreamTrack, paused: PauseReason | undefined): PublishWish;
  /** The same wish without a certain device: when that one is gone for good. */
  anyDevice(options: O | undefined): O | undefined;
  /** Whether `options` ask for a muted start. */
  startsMuted(options: O | undefined): boolean;
}
