import { useEffect, useState } from 'react';
import { useCall, useDominantSpeakers, useLimits, useShownCameras } from '../hooks/use-call.ts';
import { useShowsCameras } from '../hooks/use-data-saver.ts';
import { usePeople } from '../hooks/use-people.ts';
import { placeStage } from '../model/stage.ts';

/** Who is on the stage of a large call. */
export interface StagePlaces {
  /** Oneself last. */
  readonly ids: readonly string[];
  /** Those among them whose camera does not come: they get no picture, so that none is asked for. */
  readonly faceless: ReadonlySet<string>;
}

/** Who is on the stage of a large call beside the featured. */
export function useStagePlaces(featured: readonly string[]): StagePlaces {
  const call = useCall();
  const people = usePeople();
  const limits = useLimits();
  const cameras = useShownCameras();
  const dominant = useDominantSpeakers();
  const shows = useShowsCameras();
  const [previous, setPrevious] = useState<readonly string[]>([]);
  const selfId = call.localParticipant.participantId;
  const left = new Set([...featured, selfId]);
  const others = (ids: readonly string[]) =>
    ids.filter((id) => !left.has(id) && people.find(id) !== undefined);
  const shown = shows ? others(cameras.map((track) => track.participantId)) : [];
  const places = placeStage({
    places: Math.max(0, limits.videos - featured.filter((id) => people.cameras.has(id)).length),
    shown,
    dominant: others(dominant),
    previous: others(previous),
  });
  if (places.join() !== previous.join()) setPrevious(places);
  const seen = new Set(shown);
  return {
    ids: featured.includes(selfId) ? places : [...places, selfId],
    faceless: new Set(places.filter((id) => !seen.has(id))),
  };
}

const HEIGHT_STEP = 90;

/** Lets the server fill the places with cameras of this height, CSS pixels; 0 while it is not known yet. */
export function useAutoPlaces(height: number): void {
  const call = useCall();
  const { videos } = useLimits();
  const shows = useShowsCameras();
  // In steps: a drag of the window must not cause a request for each pixel.
  const wanted = Math.ceil((height * window.devicePixelRatio) / HEIGHT_STEP) * HEIGHT_STEP;
  useEffect(() => {
    if (!shows || wanted === 0) return undefined;
    call.setAutoPlaces({ places: videos, height: wanted });
    return () => {
      call.setAutoPlaces(undefined);
    };
  }, [call, shows, videos, wanted]);
}
