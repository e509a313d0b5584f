import type { Letter } from './letter.js';
import type { MailName, Mails } from './mails.js';

/** Everything that mail says in one language. A further language is one more of these. */
export interface Language {
  readonly dir: 'ltr' | 'rtl';
  readonly letters: { readonly [Name in MailName]: (about: Mails[Name]) => Letter };
}
