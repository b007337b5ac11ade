/**
 * Whether the whole text matches the pattern, in which an asterisk matches any characters. It backtracks to the last
 * asterisk only, so the time is at most the product of both lengths.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

const splitWords = (text: string): readonly string[] => text.match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];

/** Letters of scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** The same text in one form: full and half width, composed and decomposed characters are the same to a reader. */
const normalize = (text: string): string => text.normalize('NFKC').toLowerCase();

/**
 * Whether the words of the phrase are adjacent and in this order in the text, ignoring case. In Chinese and Japanese, and
 * other scripts without spaces, any part of a text is a word.
 */
export function containsPhrase(text: string, phrase: string, quoted: boolean): boolean {
  const [haystack, needle] = [normalize(text), normalize(phrase)];
  const wanted = quoted ? splitWords(needle) : (needle.match(/[\p{L}\p{N}\p{M}_*]+/gu) ?? []);
  // A phrase of punctuation only is searched for literally.
  if (wanted.length === 0) return haystack.includes(needle);
  const words = splitWords(haystack);
  const fits = (pattern: string, word: string | undefined) =>
    word !== undefined && fitsWord(pattern, word, quoted);
  return words.some((_, start) => wanted.every((pattern, i) => fits(pattern, words[start + i])));
}

function fitsWord(pattern: string, word: string, quoted: boolean): boolean {
  if (UNSPACED.test(pattern)) return quoted ? word.includes(pattern) : matchesGlob(`*${pattern}*`, word);
  return quoted ? pattern === word : matchesGlob(pattern, word);
}

/**
 * Whether the value equals the text, ignoring case. Outside quotation marks an asterisk matches any characters, but not an
 * empty value.
 */
export function matchesValue(value: string, text: string, quoted: boolean): boolean {
  const [found, wanted] = [value.toLowerCase(), text.toLowerCase()];
  return quoted || !wanted.includes('*') ? found === wanted : found !== '' && matchesGlob(wanted, found);
}
