/** English: its words, and the turns of phrase that sentences are made of. It is the measure of every other tongue. */
import { grouped, quoted, series } from './render-sentences.js';
import type { RenderedHeadings } from './render-types.js';
import { fromWords, momentWords, untilWords } from './time-en.js';
import type { ExistingWorksRule, Formalities, PostMortem, QuantityUnit, SignatureBeside } from './types.js';
import { SOURCE_ACTS, type ActWords } from './words-en-acts.js';
import { languageName, languageWords } from './words-en-languages.js';
import { THINGS, WAYS, type ThingWords } from './words-en-media.js';
import { agreementName, moneyWords } from './words-en-money.js';
import { PLACES } from './words-en-places.js';
import { REPLICA_ACTS } from './words-en-replicas.js';
import * as scope from './words-en-scope.js';

type Texts<K extends string> = Readonly<Record<K, string>>;

const HEADINGS: RenderedHeadings = {
  document: 'The words you sign',
  never: 'Never',
  notIncluded: 'Not included',
  ends: 'How it ends',
  description: 'In their own words',
};

const ACTS: Readonly<Record<string, ActWords>> = { ...SOURCE_ACTS, ...REPLICA_ACTS };

const VOCABULARY = {
  acts: ACTS,
  purposes: scope.PURPOSES,
  media: { work: 'the work itself', ways: WAYS, things: THINGS },
  content: { kinds: scope.CONTENT, none: scope.NO_CONTENT, plain: scope.PLAIN_CONTENT },
  stages: { limits: scope.STAGE_LIMITS, starts: scope.STAGE_STARTS, names: scope.STAGE_WORDS },
  places: PLACES,
  languages: { name: languageName, range: languageWords },
  any: { place: 'the world', language: 'any language', tool: 'any tool', advertiser: 'any advertiser' },
};

const WORK_OF_KIND: Readonly<Record<string, string>> = {
  series: 'the episodes of',
  season: 'the episodes of',
  episode: 'the episode',
  film: 'the film',
  campaign: 'the campaign',
  spot: 'the ad',
  game: 'the game',
};

/** What a line is called. `In`, `For`, `From` and `Until` read on into their text; after others comes a colon. */
export type LineName =
  | 'in'
  | 'for'
  | 'languages'
  | 'places'
  | 'tool'
  | 'advertiser'
  | 'stage'
  | 'content'
  | 'limit'
  | 'from'
  | 'until'
  | 'silent';

const LABELS: Texts<LineName> = {
  in: 'In',
  for: 'For',
  languages: 'Languages',
  places: 'Places',
  tool: 'Tool',
  advertiser: 'Advertiser',
  stage: 'Stage',
  content: 'Content',
  limit: 'Limit',
  from: 'From',
  until: 'Until',
  silent: 'Not stated',
};

const SILENT = {
  act: 'the act',
  media: 'the medium',
  production: 'the production',
  purpose: 'the purpose',
  language: 'the languages',
  territory: 'the places',
  tool: 'the tool',
  stage: 'the stage',
  content: 'the content',
  until: 'the end date',
};

const LINES = {
  labels: LABELS,
  workOf: (kind: string, title: string) =>
    WORK_OF_KIND[kind] === undefined ? title : `${WORK_OF_KIND[kind]} ${title}`,
  links: {
    alsoIn: 'Also in',
    only: 'Only',
    also: 'Also',
    madeFor: 'Made for',
    alsoFor: 'Also for',
    notIn: 'Not in',
    alsoNotIn: 'Also not in',
    notIncluded: 'Not included:',
    alsoNotIncluded: 'Also not included:',
    anywhereExcept: 'Anywhere in the world except',
    onlyWhere: 'Only where they',
    orWhere: 'Or where they',
  },
  none: (things: readonly ThingWords[]) =>
    `No ${series(
      things.map(({ one }) => one),
      'or',
    )}.`,
  notIncluded: (range: string) => `; ${range} is not included`,
  otherCountries: (language: string) => `; ${language} of other countries is not included`,
  anywhere: 'Anywhere in the world.',
  any: { tool: 'Any tool.', advertiser: 'Any advertiser.' },
  andNoOther: (name: string, _kind: 'tool' | 'advertiser') => `${name} and no other.`,
  noOther: { tool: 'No other tool.', advertiser: 'No other advertiser.' },
  noAdvertiser: 'None is stated. So no ad is allowed yet.',
  silent: SILENT,
  allowsNothing: 'So this clause allows nothing yet.',
};

/** The dimensions of a prohibition, in which it is narrowed. */
export type LimitName =
  | 'act'
  | 'content'
  | 'media'
  | 'territory'
  | 'language'
  | 'purpose'
  | 'tool'
  | 'advertiser'
  | 'production'
  | 'stage'
  | 'window';

const LINKS: Texts<LimitName> = {
  act: '',
  content: 'where they',
  media: 'in',
  territory: 'in',
  language: 'in',
  purpose: 'for',
  tool: 'with',
  advertiser: 'for',
  production: 'in',
  stage: '',
  window: '',
};

const NEVERS = {
  anything: 'Never use any of this.',
  none: 'These terms name nothing that must never happen.',
  /** One deed, stage or time in which it must never happen. */
  deed: (words: string, _kind: LimitName) => `Never ${words}.`,
  never: 'Never',
  nor: 'Nor',
  holdsOnly: 'This holds only',
  only: 'Only',
  or: 'Or',
  links: LINKS,
  workShown: (way: string) => `work shown ${way}`,
  from: (moment: string) => `from ${moment}`,
  until: (moment: string) => `until ${moment}`,
};

const NOT_INCLUDED = {
  train: { none: 'teaching an AI model with your recordings', part: 'other ways of teaching an AI model' },
  ad: { none: 'ads', part: 'other kinds of ads' },
  trailer: { none: 'trailers', part: 'other kinds of trailers' },
  productions: { none: 'other productions and pitches', part: 'other productions' },
  languages: 'other languages',
  emotion: 'changed emotion',
  singing: 'singing',
  copies: { voice: 'voice', face: 'face', body: 'body' },
  yours: (copies: readonly string[]) => `your ${series(copies, 'or')}`,
  chat: 'live chat',
  passing: 'passing it on',
  line: (item: string) => `Not included: ${item}.`,
  nothing: 'Everything in this list is included.',
  ask: 'For any of these they must ask you again.',
};

/** What happens to works that exist, as a clause that follows `When it ends,` or stands alone. */
const WORKS_THEN: Texts<ExistingWorksRule> = {
  continue_released: 'works that are out may stay out.',
  continue_all_authorised: 'works made before may still be used.',
  stop_unreleased: 'works that are not out yet must stop.',
  remove_where_practicable: 'works that are out must come down where that can be done.',
};

const ENDS = {
  works: WORKS_THEN,
  line: (ends: string) => `How it ends: ${ends}`,
  anyTime: 'You can stop this at any time. It stops at once.',
  atOnce: 'You can stop this. It stops at once.',
  notice: (days: number) => `You can stop this with ${days === 1 ? '1 day’s' : `${days} days’`} notice.`,
  newWorks: 'You can stop new works at once. Works made before may go on.',
  forCause: 'Your agreement lets you end this alone only for a cause that it names. You can ask.',
  none: 'Your agreement does not let you end this alone. You can ask.',
  // The agreement gives no right, and the law does (R-04), so the words for the agreement's rights are not used.
  byLaw: 'The law lets you withdraw this. It then stops at once.',
  whenItEnds: (works: string) => `When it ends, ${works}`,
};

/** What the terms have erased (D-01). */
const ERASED = 'erase the copy, its model and what they made it from';
const SETTLED = 'Countersign records it. Answers become “needs approval” until it is settled.';

const EFFECT = {
  atOnce: 'It takes effect at once.',
  afterNotice: (days: number, until: string) =>
    `It takes effect after ${daysWords(days)}, at ${until}. Until then they may go on.`,
  newWorks: 'It stops new works at once. Works made before may go on.',
  forCause: `Your agreement lets you end it alone only for a cause that it names. You can ask. ${SETTLED}`,
  none: `Your agreement does not let you end it alone. You can ask. ${SETTLED}`,
  stillAllowed: (part: string) => `You still allow this: ${part}`,
  cleanUp: 'Noise removal on your own recorded lines needs no consent. Withdrawing does not stop it.',
  inPart: 'Only in part.',
  erases: {
    disputed: 'Nothing has to be erased until it is settled.',
    narrowed: 'Nothing has to be erased yet, because a part goes on.',
    unsaid: 'Your agreement does not say that anything must be erased.',
    within: (days: number) => `They must ${ERASED} within ${daysWords(days)} of the end.`,
  },
};

const AT_DEATH: Texts<PostMortem> = {
  continue_as_granted: 'If you die, this goes on as you allowed it.',
  stop_on_death: 'If you die, this stops.',
  estate_approval_each_use: 'If you die, your heirs must say yes to each use.',
};

const FORMS: Texts<NonNullable<Formalities['form']>> = {
  rider: 'These words stand in a paper of their own that is added to your contract.',
  separate_writing: 'These words stand in a paper of their own.',
  clause_initialed: 'These words stand in your contract, with your initials next to them.',
  terms_only: 'These words stand only among the general terms of your contract.',
};

const SIGNERS: Texts<SignatureBeside> = {
  production: 'someone of theirs',
  counsel: 'your lawyer',
  estate: 'your heirs',
};

const UNITS: Readonly<Record<QuantityUnit, readonly [one: string, more: string]>> = {
  lines: ['line', 'lines'],
  words: ['word', 'words'],
  seconds: ['second', 'seconds'],
  episodes: ['episode', 'episodes'],
  days: ['day of work', 'days of work'],
};

const BESIDE = {
  headings: { pay: 'What they pay', death: 'If you die', data: 'Your data', origin: 'How this came about' },
  pays: (sum: string | null) => `They pay you ${sum ?? 'nothing'} for this.`,
  least: (sum: string) => `Your agreement asks for at least ${sum}.`,
  death: AT_DEATH,
  erases: (days: number) => `They ${ERASED} within ${daysWords(days)} of the end.`,
  dataAnywhere: 'Your data may be worked on anywhere in the world.',
  dataOnlyIn: 'Your data may be worked on only in',
  holders: 'These hold your data:',
  also: 'Also:',
  uses: 'They use it for:',
  alsoFor: 'Also for:',
  retention: (words: string) => `How long they keep it: ${quoted(words)}`,
  withdrawal: (words: string) => `How you take your yes back: ${quoted(words)}`,
  notice: (hash: string) => `Fingerprint of the notice that you were given: ${hash}`,
  forms: FORMS,
  agreement: (name: string) => `Your work is under ${name}.`,
  counsel: (isSigned: boolean) =>
    `A lawyer of yours worked out this deal. ${isSigned ? TERMS_SIGNED : 'Its money terms were not set out in clear words and signed.'}`,
  signers: SIGNERS,
  signedBy: (who: readonly string[]) => `This counts only once these have signed it too: ${series(who)}.`,
  inPerson: (replaces: boolean) => `The copy does ${replaces ? '' : 'no '}work that you would do in person.`,
  scan: (words: string) => `Why they need a scan: ${quoted(words)}`,
  court: (approved: boolean) => `${approved ? 'A' : 'No'} court has said yes to this.`,
  hired: (moment: string) => `You were hired on ${moment}.`,
  told: (moment: string) => `They told you of the session for the copy on ${moment}.`,
  session: (moment: string) => `That session starts on ${moment}.`,
  adUntil: (moment: string) => `An ad made with this may run until ${moment}, at most.`,
  amount: (count: number, unit: QuantityUnit) => `${grouped(String(count))} ${UNITS[unit][count === 1 ? 0 : 1]}`,
  atMost: (amounts: string) => `At most ${amounts} in all.`,
};

const TERMS_SIGNED = 'You signed its money terms, which were set out in clear words.';

function daysWords(count: number): string {
  return count === 1 ? '1 day' : `${grouped(String(count))} days`;
}

/** Every word and turn of phrase that a document of terms is made of. */
export const ENGLISH = {
  headings: HEADINGS,
  vocabulary: VOCABULARY,
  /** What stands where words are missing: a document with such a gap is shown, and never signed. */
  unworded: 'something without words here',
  wordlessAct: 'An act without words here',
  partOf: (names: readonly string[]) => names.join(' of '),
  and: (items: readonly string[]) => series(items),
  or: (items: readonly string[]) => series(items, 'or'),
  opening: (producer: string) => `“You” means the performer. “They” means ${producer}.`,
  replaces: (moment: string) => `This takes the place of all that you signed on ${moment}.`,
  moreActs: (title: string, count: number) => `${title}, and ${count} more`,
  /** Whoever is named, or they: may do this. */
  may: (who: string | null, verb: string) => `${who ?? 'They'} may ${verb}.`,
  mayAlso: (verb: string) => `They may also ${verb}.`,
  /** An act in the one language of its clause, or in another. */
  spokenIn: (verb: string, language: string | null) => verb.replace('{language}', language ?? 'another language'),
  descriptionNote: 'Where this says more than the clauses, the clauses hold.',
  lines: LINES,
  nevers: NEVERS,
  notIncluded: NOT_INCLUDED,
  ends: ENDS,
  effect: EFFECT,
  beside: BESIDE,
  money: moneyWords,
  agreementName,
  time: { from: fromWords, until: untilWords, moment: momentWords },
};

/** A language in which terms are said. */
export type Tongue = typeof ENGLISH;
