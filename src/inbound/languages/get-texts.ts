import { type Language, toLanguage } from '../../domain/kernel/language.ts';
import type { ReadonlyHeaders } from '../../http/messages.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { ReplyTexts } from './texts.ts';

const TEXTS: Readonly<Record<Language, ReplyTexts>> = { en, de };

/** The texts in the language of a user's locale; in English if there are none. */
export const getReplyTexts = ({ locale }: { readonly locale: string }): ReplyTexts =>
  TEXTS[toLanguage(locale)];

/** The texts in the first language that the browser asks for, for pages that know no user. */
export const getTextsForBrowser = (headers: ReadonlyHeaders): ReplyTexts =>
  getReplyTexts({ locale: headers.get('accept-language')?.split(/[,;]/)[0]?.trim() ?? '' });
