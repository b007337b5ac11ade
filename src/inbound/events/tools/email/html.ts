/** Elements whose content is not text of the message. */
const HIDDEN = ['style', 'script', 'head'];

/** Tags after which a new line begins. */
const BREAKS = /^(?:br|\/p|\/div|\/tr|\/h\d|\/li)$/;

const CELL_ENDS = /^\/t[dh]$/;

/**
 * The text of an HTML document, roughly: enough to be read. Each character is visited a constant number of times, whatever
 * the document: a search that fails once is not repeated.
 */
export function htmlToText(html: string): string {
  const findCommentEnd = createForwardSearch(html, /-->/g);
  const findTagEnd = createForwardSearch(html, />/g);
  const findHiddenEnd = new Map(
    HIDDEN.map((name) => [name, createForwardSearch(html, new RegExp(`</${name}\\s*>`, 'gi'))] as const),
  );
  const parts: string[] = [];
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf('<', at);
    if (start < 0) break;
    parts.push(html.slice(at, start));
    if (html.startsWith('<!--', start)) {
      const end = findCommentEnd(start + 4);
      if (end !== undefined) {
        at = end;
        continue;
      }
    }
    const tagEnd = findTagEnd(start);
    if (tagEnd === undefined) {
      at = start;
      break;
    }
    const name = /^\/?[a-z][a-z0-9]{0,20}/.exec(html.slice(start + 1, start + 24).toLowerCase())?.[0] ?? '';
    if (BREAKS.test(name)) parts.push('\n');
    if (CELL_ENDS.test(name)) parts.push(' ');
    at = findHiddenEnd.get(name)?.(tagEnd) ?? tagEnd;
  }
  parts.push(html.slice(at));
  return decodeEntities(parts.join('')).replace(/\n{3,}/g, '\n\n');
}

/** Finds the end of the next match at or after a position. Positions must not decrease, so nothing is searched twice. */
function createForwardSearch(text: string, pattern: RegExp): (from: number) => number | undefined {
  let found: { readonly start: number; readonly end: number } | undefined;
  let isExhausted = false;
  return (from) => {
    if (!isExhausted && (!found || found.start < from)) {
      pattern.lastIndex = from;
      const match = pattern.exec(text);
      found = match ? { start: match.index, end: pattern.lastIndex } : undefined;
      isExhausted = !match;
    }
    return isExhausted ? undefined : found?.end;
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: ' ',
  lt: '<',
  gt: '>',
  quot: '"',
  amp: '&',
  apos: "'",
};

const decodeEntities = (text: string): string =>
  text.replace(
    /&(?:(nbsp|lt|gt|quot|amp|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, name?: string, decimal?: string, hex?: string) =>
      name
        ? (ENTITIES[name.toLowerCase()] ?? whole)
        : (toCharacter(decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)) ?? whole),
  );

const toCharacter = (code: number): string | undefined =>
  code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code).toWellFormed() : undefined;
