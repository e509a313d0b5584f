import type { Language } from './language.js';
import { english } from './english.js';
import { spanish } from './spanish.js';
import type { MailName, Mails } from './mails.js';
import { page } from './page.js';
import { plain } from './plain.js';

/** The languages that mail speaks, by their tag. */
const LANGUAGES = { en: english, es: spanish } as const satisfies Record<string, Language>;

/** A language of mail. */
export type MailLocale = keyof typeof LANGUAGES;

/** The languages of mail; the first is spoken where none is known. */
export const MAIL_LOCALES = Object.keys(LANGUAGES).filter(isMailLocale);

/** A mail as it is sent. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail in words: one source for its text and its HTML. */
export function renderMail<Name extends MailName>(name: Name, about: Mails[Name], locale: MailLocale): RenderedMail {
  const { dir, letters }: Language = LANGUAGES[locale];
  const letter = letters[name](about);
  return { subject: letter.subject, text: plain(letter), html: page(letter, { lang: locale, dir }) };
}

/** Whether a name read from a row is that of a mail that can be rendered. */
export function isMailName(name: unknown): name is MailName {
  return typeof name === 'string' && Object.hasOwn(english.letters, name);
}

/** Whether a tag read from a row is that of a language of mail. */
export function isMailLocale(tag: unknown): tag is MailLocale {
  return typeof tag === 'string' && Object.hasOwn(LANGUAGES, tag);
}

/** The language of mail that a stated one means, such as `es-MX`; `null` for one that mail does not speak. */
function mailLocale(tag: string): MailLocale | null {
  const primary = tag.trim().toLowerCase().split('-')[0];
  return MAIL_LOCALES.find((locale) => locale === primary) ?? null;
}

/** The first language of an `Accept-Language` header, by its weights, that mail speaks; `null` where it states none. */
export function acceptedLocale(header: string | undefined): MailLocale | null {
  const ranges = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';');
      const weight = parameters
        .map((each) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(each)?.[1])
        .find((q) => q !== undefined);
      return { locale: mailLocale(tag), weight: weight === undefined ? 1 : Number(weight) };
    });
  return (
    ranges
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .find(({ locale }) => locale !== null)?.locale ?? null
  );
}
