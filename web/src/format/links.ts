/** A piece of a text: a web address, or the text between addresses. */
export interface LinkPart {
  readonly text: string;
  /** Present if the piece is an address. */
  readonly href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'`]+/g;
/** Punctuation that ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}]+$/;

/** The text in pieces, its web addresses apart. Only http and https count, so that no text runs a script. */
export function splitLinks(text: string): readonly LinkPart[] {
  const parts: LinkPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = trimAddress(match[0]);
    if (!URL.canParse(href)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** Without the end of the sentence; a bracket that the address itself opens belongs to it. */
function trimAddress(address: string): string {
  const trimmed = address.replace(TRAILING, '');
  const isOpen = trimmed.split('(').length > trimmed.split(')').length;
  return isOpen && address[trimmed.length] === ')' ? `${trimmed})` : trimmed;
}
