/** Money and collective agreements in English. */
import { CURRENCY_DIGITS } from './currencies.js';
import { grouped } from './render-sentences.js';

/** Each currency as it stands after an amount. */
const CURRENCY_NAMES: Readonly<Record<string, string>> = {
  AED: 'dirhams of the United Arab Emirates',
  ARS: 'pesos of Argentina',
  AUD: 'Australian dollars',
  BRL: 'reais of Brazil',
  CAD: 'Canadian dollars',
  CHF: 'Swiss francs',
  CLP: 'pesos of Chile',
  CNY: 'yuan of China',
  COP: 'pesos of Colombia',
  CZK: 'Czech crowns',
  DKK: 'Danish crowns',
  EGP: 'pounds of Egypt',
  EUR: 'euros',
  GBP: 'British pounds',
  HKD: 'Hong Kong dollars',
  HUF: 'forints of Hungary',
  IDR: 'rupiah of Indonesia',
  ILS: 'shekels of Israel',
  INR: 'rupees of India',
  ISK: 'crowns of Iceland',
  JPY: 'yen',
  KES: 'shillings of Kenya',
  KRW: 'won of South Korea',
  MXN: 'pesos of Mexico',
  MYR: 'ringgit of Malaysia',
  NGN: 'naira of Nigeria',
  NOK: 'crowns of Norway',
  NZD: 'New Zealand dollars',
  PEN: 'soles of Peru',
  PHP: 'pesos of the Philippines',
  PLN: 'zloty of Poland',
  RON: 'lei of Romania',
  SAR: 'riyals of Saudi Arabia',
  SEK: 'Swedish crowns',
  SGD: 'Singapore dollars',
  THB: 'baht of Thailand',
  TRY: 'Turkish lira',
  TWD: 'Taiwan dollars',
  UAH: 'hryvnias of Ukraine',
  USD: 'US dollars',
  VND: 'dong of Vietnam',
  ZAR: 'rand of South Africa',
};

/** Each agreement as it stands after "under". */
const AGREEMENT_NAMES: Readonly<Record<string, string>> = {
  'sag-aftra-tv': 'the SAG-AFTRA agreement for film and TV',
  'sag-aftra-commercials': 'the SAG-AFTRA agreement for ads',
  'sag-aftra-interactive': 'the SAG-AFTRA agreement for video games',
  'sag-aftra-animation': 'the SAG-AFTRA agreement for cartoons on TV',
  'sag-aftra-sound': 'the SAG-AFTRA agreement for sound recordings',
  'sag-aftra-audio-ai': 'the SAG-AFTRA waiver for AI in audio ads',
  'equity-uk': 'an agreement of Equity in the United Kingdom',
  actra: 'an agreement of ACTRA in Canada',
};

/** `1,100.00 US dollars`, from an amount in minor units; a currency without a name goes by its code. */
export function moneyWords(amount: number, currency: string): string {
  const digitCount = CURRENCY_DIGITS.get(currency) ?? 0;
  const digits = String(amount).padStart(digitCount + 1, '0');
  const whole = grouped(digits.slice(0, digits.length - digitCount));
  const minor = digitCount === 0 ? '' : `.${digits.slice(-digitCount)}`;
  return `${whole}${minor} ${CURRENCY_NAMES[currency] ?? currency}`;
}

/** What people call an agreement, or `null`. */
export function agreementName(agreement: string): string | null {
  return Object.hasOwn(AGREEMENT_NAMES, agreement) ? (AGREEMENT_NAMES[agreement] ?? null) : null;
}
