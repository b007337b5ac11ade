import { cutAtWord, toOneLine } from '../../domain/kernel/text.ts';
import type { Texts } from '../languages/texts.ts';

/** Characters of an alert's message that a call says. It says them twice. */
const MAX_SPOKEN_MESSAGE = 300;

/** What people cannot follow by ear, and what an engine would spell: addresses, labels in braces, ids. */
const NOT_SPOKEN: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi,
  /\barn:[\w-]+:\S+/gi,
  /\{[^{}]*\}/g,
  // UUIDs, and ids of resources such as i-0abc123def or 5ebc900d42e2: letters and digits mixed, six or more of them.
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /\b[a-z]{1,6}-(?=[0-9a-f]*\d)[0-9a-f]{6,}\b/gi,
  /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi,
];

const LETTER = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/gu;

/** Words with a letter that a voice for Latin letters cannot speak. */
const FOREIGN_WORDS = /[^\s]*[\p{L}--\p{Script=Latin}][^\s]*/gv;

const countMatches = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Minutes in the notation of Prometheus; elsewhere, m may mean metres or thousandths. */
const DURATION_IN_MINUTES = /(?<=\b(?:for|in|last|past|within|since|over|seit|für)\s)(\d{1,4})\s*m\b/gi;

/** The text as a voice can say it: without what nobody can follow by ear, and with words in the place of signs. */
function toWords(text: string, { voice }: Texts): string {
  const heard = NOT_SPOKEN.reduce(
    (rest, pattern) => rest.replace(pattern, ' '),
    text.replace(/\{[^{}]*\}/g, ' '),
  );
  return (
    heard
      .replace(/(\d)\s*%/g, `$1 ${voice.percent}`)
      .replace(/(\d)\s*ms\b/g, `$1 ${voice.milliseconds}`)
      .replace(/(\d)\s*s\b/g, `$1 ${voice.seconds}`)
      .replace(DURATION_IN_MINUTES, `$1 ${voice.minutes}`)
      .replace(/(\d)\s*min\b/g, `$1 ${voice.minutes}`)
      .replace(/(\d)\s*h\b/g, `$1 ${voice.hours}`)
      .replace(/\s>=?\s/g, ` ${voice.above} `)
      .replace(/\s<=?\s/g, ` ${voice.below} `)
      .replace(/\s&\s/g, ` ${voice.and} `)
      .replace(/(\w)@(\w)/g, `$1 ${voice.at} $2`)
      // HighLatency is two words.
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/[[\]()]\s*/g, ', ')
      .replace(/[\p{So}\p{Sk}\p{Emoji_Presentation}\p{Cf}_{}<>|\\^~`*#="'“”„«»]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .replace(/(?:\s*[,;:.!?])*\s*([,;:.!?])(?=\s|$)/g, '$1')
      .replace(/^[\s,;:.!?/-]+|[\s,;:.!?/-]+$/g, '')
  );
}

/** A name as a voice can say it; undefined if it has nothing that the voice can speak. */
export function toSpokenName(name: string, texts: Texts): string | undefined {
  const words = toWords(toOneLine(name).replace(FOREIGN_WORDS, ' '), texts);
  return words === '' ? undefined : cutAtWord(words, 60, '');
}

/**
 * The message of an alert as a voice can say it, without a full stop at its end. A message that is too long ends in "and so
 * on". The voice speaks Latin letters: it only announces a message that is mostly in others, and leaves out words that are.
 */
export function toSpokenMessage(message: string, texts: Texts): string {
  const { voice } = texts;
  const oneLine = toOneLine(message);
  const letters = countMatches(oneLine, LETTER);
  const foreign = letters - countMatches(oneLine, LATIN);
  if (foreign > letters / 2) return voice.unspeakable;
  const words = toWords(oneLine.replace(FOREIGN_WORDS, ' '), texts);
  if (!/[\p{Script=Latin}\d]/u.test(words)) return voice.unspeakable;
  const shown = cutAtWord(words, MAX_SPOKEN_MESSAGE, '');
  const said = shown === words ? words : `${shown.replace(/[\s,;:.!?/-]+$/, '')}${voice.andSoOn}`;
  return foreign > 0 ? `${said}. ${voice.partlyUnspeakable}` : said;
}
