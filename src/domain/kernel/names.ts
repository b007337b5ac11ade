/**
 * Characters that nobody sees, or that change how others are shown: control and format characters (zero-width and
 * bidirectional ones among them), separators of lines, halves of surrogate pairs, and letters that are blank.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u2800|\u3164|\uffa0/u;

/** Whether the text contains a character with which one name can look like another, or that writes a line of its own. */
export const hasInvisibleCharacter = (text: string): boolean => INVISIBLE.test(text);

/** Cyrillic and Greek letters in lower case, and the Latin letters like which they look. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  у: 'y',
  ѵ: 'v',
  ԝ: 'w',
  х: 'x',
  α: 'a',
  β: 'b',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  μ: 'm',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  σ: 'o',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ϲ: 'c',
  ı: 'i',
  ł: 'l',
  ø: 'o',
};

/**
 * The name as a reader perceives it: compatibility forms, case, accents, spaces and joining punctuation removed, and
 * letters of other scripts replaced by the Latin letters that they resemble.
 */
function toSkeleton(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}\p{Z}\s._'-]+/gu, '');
  return Array.from(plain, (letter) =>
    Object.hasOwn(LOOK_ALIKES, letter) ? LOOK_ALIKES[letter] : letter,
  ).join('');
}

/** Whether a reader can take the name for one of the built-in names. */
export function imitates(name: string, builtIn: readonly string[]): boolean {
  const skeleton = toSkeleton(name);
  return builtIn.some((each) => toSkeleton(each) === skeleton);
}

/** Names that Tocsin itself uses in logs and selections, so that nothing else may have them. */
export const RESERVED_NAMES = ['System', 'Tocsin', 'All', 'None'] as const;

/** Names under which Tocsin's own requests appear in logs, in the place of an integration. */
export const RESERVED_INTEGRATION_NAMES = [
  'Console',
  'Link',
  'SMS',
  'Incidents',
  'Forwarding rules',
] as const;
