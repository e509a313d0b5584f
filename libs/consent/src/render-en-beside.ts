/** What terms say beside their clauses, in English: pay, death, data, and how they came about. */
import { momentWords, untilWords } from './render-en-time.js';
import { widest } from './render-reach.js';
import { capital, grouped, quoted, series, spread } from './render-sentences.js';
import type { Names, RenderedSection } from './render-types.js';
import type { Formalities, PostMortem, Quantities, QuantityUnit, SignatureBeside, Terms } from './types.js';
import { QUANTITY_UNITS } from './vocabulary.js';
import { agreementName, moneyWords } from './words-en-money.js';
import { said, UNWORDED } from './words-en.js';

/** The sections in their order; terms that say nothing of one have none. INVARIANT: each member of the terms has a line. */
export function sectionsOf(terms: Terms, names: Names): readonly RenderedSection[] {
  const sections: readonly RenderedSection[] = [
    { heading: 'What they pay', lines: payLines(terms) },
    { heading: 'If you die', lines: terms.postMortem === undefined ? [] : [AT_DEATH[terms.postMortem]] },
    { heading: 'Your data', lines: [...dataLines(terms, names), ...informedLines(terms.formalities)] },
    { heading: 'How this came about', lines: originLines(terms.formalities ?? {}, names) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function payLines({ pay }: Terms): readonly string[] {
  if (pay === undefined) return [];
  const { amount, floor, currency } = pay;
  const sum = amount === 0 ? 'nothing' : moneyWords(amount, currency);
  const least = floor === undefined ? [] : [`Your agreement asks for at least ${moneyWords(floor, currency)}.`];
  return [`They pay you ${sum} for this.`, ...least];
}

const AT_DEATH: Readonly<Record<PostMortem, string>> = {
  continue_as_granted: 'If you die, this goes on as you allowed it.',
  stop_on_death: 'If you die, this stops.',
  estate_approval_each_use: 'If you die, your heirs must say yes to each use.',
};

/** What the terms have erased (D-01). */
export const ERASED = 'erase the copy, its model and what they made it from';

function dataLines({ processingRegions, deleteWithinDays }: Terms, names: Names): readonly string[] {
  return [
    ...(processingRegions === undefined ? [] : [regionsLine(processingRegions, names)]),
    ...(deleteWithinDays === undefined ? [] : [`They ${ERASED} within ${daysWords(deleteWithinDays)} of the end.`]),
  ];
}

function regionsLine(regions: readonly string[], names: Names): string {
  if (regions.includes('world')) return 'Your data may be worked on anywhere in the world.';
  return spread(
    'Your data may be worked on only in',
    said('territory', widest('territory', regions), names),
    'Also in',
  );
}

function informedLines({ informed }: Formalities = {}): readonly string[] {
  if (informed === undefined) return [];
  return [
    spread('These hold your data:', informed.controllers.map(quoted), 'Also:'),
    spread('They use it for:', informed.purposes.map(quoted), 'Also for:'),
    `How long they keep it: ${quoted(informed.retention)}`,
    `How you take your yes back: ${quoted(informed.withdrawalMethod)}`,
    `Fingerprint of the notice that you were given: ${informed.noticeHash}`,
  ];
}

const FORMS: Readonly<Record<NonNullable<Formalities['form']>, string>> = {
  rider: 'These words stand in a paper of their own that is added to your contract.',
  separate_writing: 'These words stand in a paper of their own.',
  clause_initialed: 'These words stand in your contract, with your initials next to them.',
  terms_only: 'These words stand only among the general terms of your contract.',
};

function originLines(formalities: Formalities, { zone }: Names): readonly string[] {
  const { form, agreement, counsel, replacesInPerson, businessReason, courtApproval } = formalities;
  const { noticedAt, servicesAt, engagedAt, maximumPeriodUntil } = formalities;
  return [
    form && FORMS[form],
    agreement && `Your work is under ${agreementName(agreement) ?? UNWORDED}.`,
    counsel && `A lawyer of yours worked out this deal. ${counsel.termsSigned ? TERMS_SIGNED : TERMS_UNSIGNED}`,
    formalities.signatures && besideLine(formalities.signatures),
    replacesInPerson !== undefined && `The copy does ${replacesInPerson ? '' : 'no '}work that you would do in person.`,
    businessReason !== undefined && `Why they need a scan: ${quoted(businessReason)}`,
    courtApproval !== undefined && `${courtApproval ? 'A' : 'No'} court has said yes to this.`,
    engagedAt && `You were hired on ${momentWords(engagedAt, zone)}.`,
    noticedAt && `They told you of the session for the copy on ${momentWords(noticedAt, zone)}.`,
    servicesAt && `That session starts on ${momentWords(servicesAt, zone)}.`,
    maximumPeriodUntil && `An ad made with this may run until ${untilWords(maximumPeriodUntil, zone)}, at most.`,
  ].filter((line) => typeof line === 'string');
}

const BESIDE: Readonly<Record<SignatureBeside, string>> = {
  production: 'someone of theirs',
  counsel: 'your lawyer',
  estate: 'your heirs',
};

function besideLine(signatures: readonly SignatureBeside[]): string {
  return `This counts only once these have signed it too: ${series(signatures.map((who) => BESIDE[who]))}.`;
}

const TERMS_SIGNED = 'You signed its money terms, which were set out in clear words.';
const TERMS_UNSIGNED = 'Its money terms were not set out in clear words and signed.';

const UNITS: Readonly<Record<QuantityUnit, readonly [one: string, more: string]>> = {
  lines: ['line', 'lines'],
  words: ['word', 'words'],
  seconds: ['second', 'seconds'],
  episodes: ['episode', 'episodes'],
  days: ['day of work', 'days of work'],
};

/** `At most 20 lines and 300 words in all.` */
export function capsLine(caps: Quantities): string {
  const amounts = QUANTITY_UNITS.flatMap((unit) => {
    const amount = caps[unit];
    return amount === undefined ? [] : [`${grouped(String(amount))} ${UNITS[unit][amount === 1 ? 0 : 1]}`];
  });
  return `${capital(`at most ${series(amounts)}`)} in all.`;
}

export function daysWords(count: number): string {
  return count === 1 ? '1 day' : `${grouped(String(count))} days`;
}
