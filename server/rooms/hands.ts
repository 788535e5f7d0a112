/** Gives out the times at which hands were raised: no two are equal, so that their order is the order of hands. */
export interface HandTimes {
  take(now: number): number;
}

/** Makes it. */
export function createHandTimes(): HandTimes {
  let last = 0;
  return {
    take(now) {
      last = Math.max(now, last + 1);
      return last;
    },
  };
}
