import { LIMITS } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { MOST_PINS, MOST_SPOTLIGHTED } from '../../../client/pages/model/most.ts';

describe('what the page offers at most', () => {
  it('is what the server takes', () => {
    expect([MOST_PINS, MOST_SPOTLIGHTED]).toEqual([LIMITS.maxPins, LIMITS.maxSpotlight]);
  });
});
