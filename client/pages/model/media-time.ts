import type { Call, LocalSourceState, RemoteTrack } from '@earshot/client';

/** What of a call is looked at. */
type Watched = Pick<Call, 'participants' | 'state'> &
  Readonly<Record<'microphone' | 'camera' | 'screen', { readonly state: LocalSourceState }>>;

/** A call with less media than this is not asked about, ms. */
const WORTH_ASKING_MS = 10_000;
const LOOK_MS = 1_000;

/** Whether anything passes between people: something of others comes, or something is sent while others are there. */
function flows({ participants, microphone, camera, screen }: Watched): boolean {
  const others = participants.filter(({ isLocal }) => !isLocal);
  const sends = [microphone, camera, screen].some(({ state }) => state.active && !state.muted);
  return others.length > 0 && (sends || others.some(({ tracks }) => tracks.some(arrives)));
}

function arrives({ mediaTrack, paused }: RemoteTrack): boolean {
  return mediaTrack !== undefined && !paused;
}

/**
 * Looks once a second whether media passes, until it has for ten seconds or the call is over. The answer tells whether
 * it was so long.
 */
export function followMedia(call: Watched, clock: () => number): () => boolean {
  let [passed, last] = [0, clock()];
  let before = flows(call);
  const look = () => {
    const at = clock();
    const now = flows(call);
    if (before && now) passed += at - last;
    [before, last] = [now, at];
    if (passed >= WORTH_ASKING_MS || call.state.name === 'ended') clearInterval(timer);
  };
  const timer = setInterval(look, LOOK_MS);
  return () => passed >= WORTH_ASKING_MS;
}
