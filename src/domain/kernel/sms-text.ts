import { cutAtWord, toOneLine, truncateWithEllipsis } from './text.ts';

/** The basic character set of the GSM alphabet (3GPP TS 23.038): one septet each. */
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** The extension table of the GSM alphabet: two septets each. */
const GSM_EXTENDED = '^{}\\[~]|€\f';

/** Capacity of a single SMS, and of each part of a longer one, in septets (GSM) or UTF-16 code units (UCS-2). */
const PARTS = { gsm: { single: 160, each: 153 }, ucs2: { single: 70, each: 67 } } as const;

/** Common characters outside the GSM alphabet, with a substitute from it that reads the same. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u00a0': ' ',
  '•': '-',
  '→': '->',
  '`': "'",
};

/** The alphabet in which the text is sent as an SMS, and its length in units of that alphabet. */
export function measureSms(text: string): { readonly alphabet: 'gsm' | 'ucs2'; readonly units: number } {
  let septets = 0;
  for (const character of text) {
    if (GSM_BASIC.includes(character)) septets += 1;
    else if (GSM_EXTENDED.includes(character)) septets += 2;
    else return { alphabet: 'ucs2', units: text.length };
  }
  return { alphabet: 'gsm', units: septets };
}

/** The number of SMS parts in which the text is sent and billed. */
export function countSmsParts(text: string): number {
  const { alphabet, units } = measureSms(text);
  const { single, each } = PARTS[alphabet];
  return units <= single ? 1 : Math.ceil(units / each);
}

/**
 * Head, message and tail in as few SMS parts as can hold `readable` characters of the message, with as much of the
 * message as those parts can hold, cut after a word.
 */
export function fitSmsText(head: string, alertMessage: string, tail: string, readable: number): string {
  const characters = [...substituteForGsm(toOneLine(alertMessage))];
  const textWith = (message: string, shown: number) =>
    `${head}${truncateWithEllipsis(message, shown, '...')}${tail}`;
  // One more than is shown, so that the text counts as truncated.
  const start = characters.slice(0, readable + 1).join('');
  const parts = countSmsParts(textWith(start, Math.min(characters.length, readable)));
  // No part holds more characters than this, in whatever alphabet.
  const most = Math.min(characters.length, parts * PARTS.gsm.single);
  const message = characters.slice(0, most + 1).join('');
  for (let shown = most; shown > 0; shown--) {
    if (countSmsParts(textWith(message, shown)) > parts) continue;
    return `${head}${cutAtWord(message, shown, '...')}${tail}`;
  }
  return `${head.trimEnd()}${tail}`;
}

/** Replaces common characters outside the GSM alphabet, which would make the SMS more expensive. */
export const substituteForGsm = (text: string): string =>
  [...text].map((character) => SUBSTITUTES[character] ?? character).join('');
