/** A piece of a chat message. */
export interface TextPart {
  readonly text: string;
  readonly href: string | undefined;
}

const LINK = /https?:\/\/[^\s<>"']+/gu;

/** Splits a text at its http(s) addresses; punctuation that ends a sentence is not part of an address. Pure. */
export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/u, '');
    if (!isWebAddress(address)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: undefined });
    parts.push({ text: address, href: address });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: undefined });
  return parts;
}

function isWebAddress(text: string): boolean {
  try {
    return new URL(text).hostname !== '';
  } catch {
    return false;
  }
}
