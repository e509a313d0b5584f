/**
 * The currencies in which terms can say what is paid, each with how many digits its minor unit has (ISO 4217). Committed,
 * not asked of the platform: an amount that was signed must read the same for ever.
 */
export const CURRENCY_DIGITS: ReadonlyMap<string, number> = new Map([
  ...'AED ARS AUD BRL CAD CHF CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR KES MXN MYR NGN'.split(' ').map(inCents),
  ...'NOK NZD PEN PHP PLN RON SAR SEK SGD THB TRY TWD UAH USD ZAR'.split(' ').map(inCents),
  ...'CLP ISK JPY KRW VND'.split(' ').map((code): [string, number] => [code, 0]),
]);

function inCents(code: string): [string, number] {
  return [code, 2];
}
