const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** A text as far as it is one: up to the closing quotation mark or the first character that it must not have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a JSON text must not have them
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const WORD = /true|false|null/y;

/** The end of what the pattern matches at `at`; `at` if it matches nothing. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/**
 * The position of the first character at which the text cannot be JSON any more; its length if it ends too early, and
 * undefined if it is JSON. Parsers name the position in words that differ from version to version, or not at all.
 */
export function findJsonMistake(text: string): number | undefined {
  /** The brackets that are open, by the one that closes them. */
  const open: string[] = [];
  let expects: 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'comma-or-end' = 'value';
  let at = endOf(SPACE, text, 0);

  /** Reads a text. False if it does not end: then `at` is the character that it must not have. */
  const readText = (): boolean => {
    at = endOf(TEXT, text, at);
    if (text[at] !== '"') return false;
    at++;
    return true;
  };

  while (at < text.length) {
    const character = text[at] ?? '';
    if (expects.endsWith('-or-end') && character === open.at(-1)) {
      open.pop();
      at++;
      expects = 'comma-or-end';
    } else if (expects === 'comma-or-end') {
      if (character !== ',' || open.length === 0) return at;
      at++;
      expects = open.at(-1) === '}' ? 'name' : 'value';
    } else if (expects === 'name' || expects === 'name-or-end') {
      if (character !== '"' || !readText()) return at;
      at = endOf(SPACE, text, at);
      if (text[at] !== ':') return at;
      at++;
      expects = 'value';
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']');
      at++;
      expects = character === '{' ? 'name-or-end' : 'value-or-end';
    } else if (character === '"') {
      if (!readText()) return at;
      expects = 'comma-or-end';
    } else {
      const end = Math.max(endOf(NUMBER, text, at), endOf(WORD, text, at));
      if (end === at) return at;
      at = end;
      expects = 'comma-or-end';
    }
    at = endOf(SPACE, text, at);
  }
  return expects === 'comma-or-end' && open.length === 0 ? undefined : text.length;
}
