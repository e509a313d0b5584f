/** Money and collective agreements in Spanish. */
import { CURRENCY_DIGITS } from './currencies.js';

/** Each currency as it stands after an amount. */
const CURRENCY_NAMES: Readonly<Record<string, string>> = {
  AED: 'dírhams de los Emiratos Árabes Unidos',
  ARS: 'pesos de Argentina',
  AUD: 'dólares de Australia',
  BRL: 'reales de Brasil',
  CAD: 'dólares de Canadá',
  CHF: 'francos suizos',
  CLP: 'pesos de Chile',
  CNY: 'yuanes de China',
  COP: 'pesos de Colombia',
  CZK: 'coronas checas',
  DKK: 'coronas danesas',
  EGP: 'libras de Egipto',
  EUR: 'euros',
  GBP: 'libras esterlinas',
  HKD: 'dólares de Hong Kong',
  HUF: 'forintos de Hungría',
  IDR: 'rupias de Indonesia',
  ILS: 'séqueles de Israel',
  INR: 'rupias de la India',
  ISK: 'coronas de Islandia',
  JPY: 'yenes',
  KES: 'chelines de Kenia',
  KRW: 'wones de Corea del Sur',
  MXN: 'pesos de México',
  MYR: 'ringgits de Malasia',
  NGN: 'nairas de Nigeria',
  NOK: 'coronas noruegas',
  NZD: 'dólares de Nueva Zelanda',
  PEN: 'soles de Perú',
  PHP: 'pesos de Filipinas',
  PLN: 'eslotis de Polonia',
  RON: 'leus de Rumanía',
  SAR: 'riales de Arabia Saudí',
  SEK: 'coronas suecas',
  SGD: 'dólares de Singapur',
  THB: 'bahts de Tailandia',
  TRY: 'liras turcas',
  TWD: 'dólares de Taiwán',
  UAH: 'grivnas de Ucrania',
  USD: 'dólares de Estados Unidos',
  VND: 'dongs de Vietnam',
  ZAR: 'rands de Sudáfrica',
};

/** Each agreement as it stands after «bajo». */
const AGREEMENT_NAMES: Readonly<Record<string, string>> = {
  'sag-aftra-tv': 'el acuerdo de SAG-AFTRA para cine y televisión',
  'sag-aftra-commercials': 'el acuerdo de SAG-AFTRA para anuncios',
  'sag-aftra-interactive': 'el acuerdo de SAG-AFTRA para videojuegos',
  'sag-aftra-animation': 'el acuerdo de SAG-AFTRA para dibujos animados de televisión',
  'sag-aftra-sound': 'el acuerdo de SAG-AFTRA para grabaciones de sonido',
  'sag-aftra-audio-ai': 'el permiso de SAG-AFTRA para IA en anuncios de audio',
  'equity-uk': 'un acuerdo de Equity en el Reino Unido',
  actra: 'un acuerdo de ACTRA en Canadá',
};

/** `1100,00 dólares de Estados Unidos`, from an amount in minor units; a currency without a name goes by its code. */
export function moneyWordsEs(amount: number, currency: string): string {
  const digitCount = CURRENCY_DIGITS.get(currency) ?? 0;
  const digits = String(amount).padStart(digitCount + 1, '0');
  const whole = groupedEs(digits.slice(0, digits.length - digitCount));
  const minor = digitCount === 0 ? '' : `,${digits.slice(-digitCount)}`;
  return `${whole}${minor} ${CURRENCY_NAMES[currency] ?? currency}`;
}

/** `10 000`: a point or a comma between thousands would be read as the other in some country that speaks Spanish. */
export function groupedEs(digits: string): string {
  return digits.length < 5 ? digits : digits.replaceAll(/\B(?=(\d{3})+$)/g, '\u00a0');
}

/** What people call an agreement, or `null`. */
export function agreementNameEs(agreement: string): string | null {
  return Object.hasOwn(AGREEMENT_NAMES, agreement) ? (AGREEMENT_NAMES[agreement] ?? null) : null;
}
