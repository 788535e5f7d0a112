import { FAMILIES, FAMILY_NAMES, type Family } from '@earshot/server/calls/store/families.ts';
import { describe, expect, it } from 'vitest';

describe('families of an export', () => {
  it.each(FAMILY_NAMES)(
    '%s says of each key of others which of its own it is, or why there is none',
    (name) => {
      const { keys, theirs }: Family = FAMILIES[name];
      for (const [their, our] of Object.entries(theirs))
        expect(Object.hasOwn(keys, our) || /^[A-Z].+\s.+\.$/u.test(our), `${their}: ${our}`).toBe(true);
    },
  );
});
