import { type Html, html } from './html.ts';

/** An address in a text, without the punctuation that ends a sentence or the bracket around it. */
const ADDRESS = /https?:\/\/[^\s<>"'`]{1,2000}/g;
const TRAILING = '.,;:!?)]}*_';

/** A piece of a text: plain, or the address of a page. */
export interface TextPiece {
  readonly text: string;
  readonly isLink: boolean;
}

/** The address as far as it is one: a closing bracket belongs to it if it also has the opening one. */
function withoutTrailing(address: string): string {
  let length = address.length;
  while (length > 0 && TRAILING.includes(address.charAt(length - 1))) length--;
  const trimmed = address.slice(0, length);
  const isBalanced = address[trimmed.length] === ')' && trimmed.includes('(') && !trimmed.includes(')');
  return isBalanced ? `${trimmed})` : trimmed;
}

/** Splits a text at the addresses in it. The pieces together are the text. */
export function splitAtLinks(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(found);
    if (!URL.canParse(address)) continue;
    if (index > end) pieces.push({ text: text.slice(end, index), isLink: false });
    pieces.push({ text: address, isLink: true });
    end = index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), isLink: false });
  return pieces;
}

/** The text as HTML in which addresses are links. They tell the page behind them nothing about where they stood. */
export const linkedHtml = (text: string): readonly Html[] =>
  splitAtLinks(text).map(({ text: piece, isLink }) =>
    isLink ? html`<a href="${piece}" rel="noopener noreferrer nofollow">${piece}</a>` : html`${piece}`,
  );
