import { negotiateVersion, PROTOCOL_VERSION, SUPPORTED_VERSIONS } from '@earshot/shared';
import { describe, expect, it } from 'vitest';

describe('the protocol version', () => {
  it('is the highest that both sides speak', () => {
    expect(negotiateVersion([1, 2, 3], [2, 3, 4])).toBe(3);
    expect(negotiateVersion([3, 1], [1])).toBe(1);
  });

  it('is none when they share none', () => {
    expect(negotiateVersion([7, 8], [1, 2])).toBeUndefined();
    expect(negotiateVersion([], [1])).toBeUndefined();
  });

  it('that is spoken is among those supported', () => {
    expect(SUPPORTED_VERSIONS).toContain(PROTOCOL_VERSION);
    expect(negotiateVersion([PROTOCOL_VERSION])).toBe(PROTOCOL_VERSION);
  });
});
