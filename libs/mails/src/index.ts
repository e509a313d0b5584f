/** Mail in words: each by its name, its text and its HTML from one source, in every language that mail speaks. PURE. */
export {
  mail,
  type ActInHerName,
  type ActingCapacity,
  type MailName,
  type Mails,
  type NewMail,
  type WithdrawalDoes,
} from './mails.js';
export {
  acceptedLocale,
  isMailLocale,
  isMailName,
  MAIL_LOCALES,
  renderMail,
  type MailLocale,
  type RenderedMail,
} from './render.js';
