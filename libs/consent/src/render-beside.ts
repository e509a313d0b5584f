/** What terms say beside their clauses: pay, death, data, and how they came about. */
import { widest } from './render-reach.js';
import { quoted, spread } from './render-sentences.js';
import type { Names, RenderedSection } from './render-types.js';
import { said } from './render-words.js';
import type { Tongue } from './tongue-en.js';
import type { Formalities, Quantities, Terms } from './types.js';
import { QUANTITY_UNITS } from './vocabulary.js';

/** The sections in their order; terms that say nothing of one have none. INVARIANT: each member of the terms has a line. */
export function sectionsOf(tongue: Tongue, terms: Terms, names: Names): readonly RenderedSection[] {
  const { headings, death } = tongue.beside;
  const sections: readonly RenderedSection[] = [
    { heading: headings.pay, lines: payLines(tongue, terms) },
    { heading: headings.death, lines: terms.postMortem === undefined ? [] : [death[terms.postMortem]] },
    {
      heading: headings.data,
      lines: [...dataLines(tongue, terms, names), ...informedLines(tongue, terms.formalities)],
    },
    { heading: headings.origin, lines: originLines(tongue, terms.formalities ?? {}, names) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function payLines({ beside, money }: Tongue, { pay }: Terms): readonly string[] {
  if (pay === undefined) return [];
  const { amount, floor, currency } = pay;
  const least = floor === undefined ? [] : [beside.least(money(floor, currency))];
  return [beside.pays(amount === 0 ? null : money(amount, currency)), ...least];
}

function dataLines(tongue: Tongue, { processingRegions, deleteWithinDays }: Terms, names: Names): readonly string[] {
  return [
    ...(processingRegions === undefined ? [] : [regionsLine(tongue, processingRegions, names)]),
    ...(deleteWithinDays === undefined ? [] : [tongue.beside.erases(deleteWithinDays)]),
  ];
}

function regionsLine(tongue: Tongue, regions: readonly string[], names: Names): string {
  const { dataAnywhere, dataOnlyIn } = tongue.beside;
  if (regions.includes('world')) return dataAnywhere;
  const places = said(tongue, 'territory', widest('territory', regions), names);
  return spread(dataOnlyIn, places, tongue.lines.links.alsoIn, tongue.and);
}

function informedLines({ and, beside }: Tongue, { informed }: Formalities = {}): readonly string[] {
  if (informed === undefined) return [];
  return [
    spread(beside.holders, informed.controllers.map(quoted), beside.also, and),
    spread(beside.uses, informed.purposes.map(quoted), beside.alsoFor, and),
    beside.retention(informed.retention),
    beside.withdrawal(informed.withdrawalMethod),
    beside.notice(informed.noticeHash),
  ];
}

function originLines(tongue: Tongue, formalities: Formalities, { zone }: Names): readonly string[] {
  const { beside, unworded, agreementName, time } = tongue;
  const { form, agreement, counsel, replacesInPerson, businessReason, courtApproval, signatures } = formalities;
  const { noticedAt, servicesAt, engagedAt, maximumPeriodUntil } = formalities;
  return [
    form && beside.forms[form],
    agreement && beside.agreement(agreementName(agreement) ?? unworded),
    counsel && beside.counsel(counsel.termsSigned),
    signatures && beside.signedBy(signatures.map((who) => beside.signers[who])),
    replacesInPerson !== undefined && beside.inPerson(replacesInPerson),
    businessReason !== undefined && beside.scan(businessReason),
    courtApproval !== undefined && beside.court(courtApproval),
    engagedAt && beside.hired(time.moment(engagedAt, zone)),
    noticedAt && beside.told(time.moment(noticedAt, zone)),
    servicesAt && beside.session(time.moment(servicesAt, zone)),
    maximumPeriodUntil && beside.adUntil(time.until(maximumPeriodUntil, zone)),
  ].filter((line) => typeof line === 'string');
}

/** `At most 20 lines and 300 words in all.` */
export function capsLine({ and, beside }: Tongue, caps: Quantities): string {
  const amounts = QUANTITY_UNITS.flatMap((unit) => {
    const amount = caps[unit];
    return amount === undefined ? [] : [beside.amount(amount, unit)];
  });
  return beside.atMost(and(amounts));
}
