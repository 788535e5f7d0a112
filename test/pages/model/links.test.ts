import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLinks } from '../../../client/pages/model/links.ts';

describe('links in chat', () => {
  it('finds web addresses and leaves the punctuation around them', () => {
    expect(splitLinks('See https://example.org/a?b=1, (or http://example.org).')).toEqual([
      { text: 'See ', href: undefined },
      { text: 'https://example.org/a?b=1', href: 'https://example.org/a?b=1' },
      { text: ', (or ', href: undefined },
      { text: 'http://example.org', href: 'http://example.org' },
      { text: ').', href: undefined },
    ]);
  });

  it('makes no link of any other scheme, or of a broken address', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'https://', 'https://[', 'ftp://x.y'])
      expect(splitLinks(text).filter((part) => part.href !== undefined)).toEqual([]);
  });

  it('loses no character', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('https://example.org/a,b', 'http://', 'https://[x', 'https://é.org).'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join(' ');
        expect(
          splitLinks(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
