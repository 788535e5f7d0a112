import type { Capability, CapabilityName } from '@earshot/shared';
import type { CaptureFacts } from '../diagnostics/inputs.ts';
import type { Publication, PublishWish } from '../media/publication.ts';
import type { Surroundings } from '../surroundings.ts';

/** What a local source needs of the call it belongs to. */
export interface SourcePort {
  readonly surroundings: Surroundings;
  readonly formFactor: 'desktop' | 'mobile';
  ended(): boolean;
  may(name: CapabilityName): Capability;
  publish(wish: PublishWish): Promise<Publication>;
  unpublish(publication: Publication): void;
  /** What diagnostics shall know of the device. */
  facts(facts: Partial<CaptureFacts>): void;
  /** Device lists may have got labels. */
  devicesOpened(): void;
}
