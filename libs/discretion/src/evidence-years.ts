import type { Environment } from './files.js';

/** As long as a claim from a written contract lasts where it lasts longest of what the packs know: ten years, in Illinois. */
const USUAL = 10;
const MAX = 100;

/** How many years evidence is kept of whoever was erased, which the API tells them and the worker goes by. */
export function evidenceYears(
  { EVIDENCE_YEARS: given = '' }: Environment,
  failing: (sentence: string) => Error,
): number {
  if (given === '') return USUAL;
  const years = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (years >= 1 && years <= MAX) return years;
  throw failing(`\`EVIDENCE_YEARS\` is \`${given}\`; set it to a number of years from 1 to ${String(MAX)}`);
}
