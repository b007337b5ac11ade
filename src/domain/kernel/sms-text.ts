import { toOneLine, truncateWithEllipsis } from './text.ts';

/** Characters of the GSM alphabet (3GPP TS 23.038): one septet each. */
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Those that take two. */
const GSM_EXTENDED = '^{}\\[~]|€\f';

/** A text message of one part, and of each of several, in septets (GSM) or in UTF-16 units (UCS-2). */
const PARTS = { gsm: { single: 160, each: 153 }, ucs2: { single: 70, each: 67 } } as const;

/** Common characters outside the GSM alphabet for which it has a substitute that reads the same. */
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

/** How long a text is as an SMS: its alphabet, and its length in that alphabet's units. */
export function measureSms(text: string): { readonly alphabet: 'gsm' | 'ucs2'; readonly units: number } {
  let septets = 0;
  for (const character of text) {
    if (GSM_BASIC.includes(character)) septets += 1;
    else if (GSM_EXTENDED.includes(character)) septets += 2;
    else return { alphabet: 'ucs2', units: text.length };
  }
  return { alphabet: 'gsm', units: septets };
}

/** How many parts the text is sent and paid as. */
export function countSmsParts(text: string): number {
  const { alphabet, units } = measureSms(text);
  const { single, each } = PARTS[alphabet];
  return units <= single ? 1 : Math.ceil(units / each);
}

/** Head, message and tail in the parts that it takes to show so many characters of the message, and as many as fit. */
export function fitSmsText(head: string, alertMessage: string, tail: string, readable: number): string {
  const message = substituteForGsm(toOneLine(alertMessage));
  const length = [...message].length;
  const textWith = (shown: number) => `${head}${truncateWithEllipsis(message, shown, '...')}${tail}`;
  const parts = countSmsParts(textWith(Math.min(length, readable)));
  for (let shown = length; shown > 0; shown--) {
    const text = textWith(shown);
    if (countSmsParts(text) <= parts) return text;
  }
  return `${head.trimEnd()}${tail}`;
}

export const substituteForGsm = (text: string): string =>
  [...text].map((character) => SUBSTITUTES[character] ?? character).join('');
