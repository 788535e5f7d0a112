import type { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import type { Reports } from './withheld-reports.ts';

/** The parts of a call that its last word is made of. */
export interface BeaconSource {
  readonly options: { readonly url: string; readonly surroundings: Surroundings };
  readonly session: Session;
  readonly reports: Pick<Reports, 'takeLast'>;
  readonly ended: boolean;
}

/** The last word of a page that goes away: the browser sends it after the page is gone. */
export function sendLastBeacon(call: BeaconSource, leaving: boolean): void {
  const { url, surroundings } = call.options;
  const navigator = surroundings.navigator as Partial<Navigator> | undefined;
  const keys = call.session.joined;
  if (keys === undefined || call.ended || navigator?.sendBeacon === undefined) return;
  const { sessionId, beaconKey } = keys;
  navigator.sendBeacon(`${url}/v1/beacon`, call.reports.takeLast({ sessionId, beaconKey }, leaving));
}
