import { type Language, toLanguage } from '../../domain/kernel/language.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

const TEXTS: Readonly<Record<Language, Texts>> = { en, de };

/** The texts in the language of a user's locale; in English if there are none. */
export const getTexts = ({ locale }: { readonly locale: string }): Texts => TEXTS[toLanguage(locale)];
