/** Reads what terms say beside their clauses: how they came about, what death does, where data goes, what is paid. */
import { AGREEMENTS } from './agreements.js';
import { CURRENCY_DIGITS } from './currencies.js';
import { nearestOf } from './nearest-words.js';
import { readValues } from './read-box.js';
import {
  blame,
  member,
  readCount,
  readFlag,
  readInstant,
  readList,
  readName,
  readObject,
  readText,
} from './read-json.js';
import type { Place } from './read-json.js';
import type { Formalities, PostMortem, SignatureBeside, Terms } from './types.js';

type Pay = NonNullable<Terms['pay']>;
type Informed = NonNullable<Formalities['informed']>;
type Beside = Pick<Terms, 'formalities' | 'postMortem' | 'processingRegions' | 'deleteWithinDays' | 'pay'>;

const FORMS = ['rider', 'separate_writing', 'clause_initialed', 'terms_only'] as const;
const BESIDE: readonly SignatureBeside[] = ['production', 'counsel', 'estate'];
const POST_MORTEM: readonly PostMortem[] = ['continue_as_granted', 'stop_on_death', 'estate_approval_each_use'];
const INSTANTS = ['noticedAt', 'servicesAt', 'engagedAt', 'maximumPeriodUntil'] as const;
const FLAGS = ['replacesInPerson', 'courtApproval'] as const;
const SENTENCE_MAX = 500;
const NAME_MAX = 200;
const NAMES_MAX = 16;
const DELETE_DAYS_MAX = 3650;
/** Ten thousand million of most currencies; beyond it somebody has slipped. */
const AMOUNT_MAX = 1_000_000_000_000;

/** The keys of terms that are read here. */
export const BESIDE_KEYS = ['formalities', 'postMortem', 'processingRegions', 'deleteWithinDays', 'pay'] as const;

/** Whatever of it the object states; what is left out stays out, so that terms without it are what they always were. */
export function readBeside(place: Place, object: Readonly<Record<string, unknown>>): Beside {
  const formalities = readFormalities(member(place, object, 'formalities'));
  const postMortem = readName(member(place, object, 'postMortem'), POST_MORTEM);
  const regions = member(place, object, 'processingRegions');
  const processingRegions = regions.json === undefined ? null : readValues(regions, 'territory');
  const deleteWithinDays = readCount(member(place, object, 'deleteWithinDays'), 1, DELETE_DAYS_MAX);
  const pay = readPay(member(place, object, 'pay'));
  return {
    ...(formalities && { formalities }),
    ...(postMortem && { postMortem }),
    ...(processingRegions && { processingRegions }),
    ...(deleteWithinDays !== null && { deleteWithinDays }),
    ...(pay && { pay }),
  };
}

function readPay(place: Place): Pay | null {
  if (place.json === undefined) return null;
  const object = readObject(place, ['amount', 'currency'], ['floor']);
  if (object === null) return null;
  const amount = readCount(member(place, object, 'amount'), 0, AMOUNT_MAX);
  const floor = readCount(member(place, object, 'floor'), 0, AMOUNT_MAX);
  const currency = readKnown(
    member(place, object, 'currency'),
    [...CURRENCY_DIGITS.keys()],
    'a currency, such as `USD`',
  );
  return amount === null || currency === null ? null : { amount, ...(floor !== null && { floor }), currency };
}

function readFormalities(place: Place): Formalities | null {
  if (place.json === undefined) return null;
  const keys = ['form', 'agreement', 'counsel', 'businessReason', 'informed', 'signatures', ...INSTANTS, ...FLAGS];
  const object = readObject(place, [], keys);
  if (object === null) return null;
  if (Object.keys(object).length === 0) return blame(place, 'empty', 'state something, or leave the key out');
  const at = (key: string): Place => member(place, object, key);
  const form = readName(at('form'), FORMS);
  const agreement = readKnown(at('agreement'), AGREEMENTS, 'an agreement, such as `sag-aftra-tv`');
  const counsel = readCounsel(at('counsel'));
  const businessReason = readText(at('businessReason'), SENTENCE_MAX);
  const informed = readInformed(at('informed'));
  const signatures = readSignatures(at('signatures'));
  const instants = INSTANTS.flatMap((key) => {
    const instant = readInstant(at(key));
    return instant === null ? [] : [[key, instant] as const];
  });
  const flags = FLAGS.flatMap((key) => {
    const flag = readFlag(at(key));
    return flag === null ? [] : [[key, flag] as const];
  });
  return {
    ...(form && { form }),
    ...(agreement && { agreement }),
    ...(counsel && { counsel }),
    ...(businessReason !== null && { businessReason }),
    ...(informed && { informed }),
    ...(signatures && { signatures }),
    ...Object.fromEntries(instants),
    ...Object.fromEntries(flags),
  };
}

function readCounsel(place: Place): Formalities['counsel'] | null {
  if (place.json === undefined) return null;
  const object = readObject(place, ['termsSigned']);
  const termsSigned = object && readFlag(member(place, object, 'termsSigned'));
  return termsSigned === null ? null : { termsSigned };
}

/** What the law asks to be told is told whole or not at all. */
function readInformed(place: Place): Informed | null {
  if (place.json === undefined) return null;
  const object = readObject(place, ['noticeHash', 'controllers', 'purposes', 'retention', 'withdrawalMethod']);
  if (object === null) return null;
  const at = (key: string): Place => member(place, object, key);
  const noticeHash = readHash(at('noticeHash'));
  const controllers = readNames(at('controllers'));
  const purposes = readNames(at('purposes'));
  const retention = readText(at('retention'), SENTENCE_MAX);
  const withdrawalMethod = readText(at('withdrawalMethod'), SENTENCE_MAX);
  if (noticeHash === null || !controllers || !purposes || retention === null || withdrawalMethod === null) return null;
  return { noticeHash, controllers, purposes, retention, withdrawalMethod };
}

/** In their own order, whatever the order they were sent in: the words are the same. */
function readSignatures(place: Place): readonly SignatureBeside[] | null {
  if (place.json === undefined) return null;
  const names = readList(place, BESIDE.length, (item) => readName(item, BESIDE));
  if (names === null) return null;
  if (names.length === 0) return blame(place, 'empty', 'list at least one, or leave the key out');
  if (new Set(names).size < names.length) return blame(place, 'duplicate', 'list each once');
  return BESIDE.filter((who) => names.includes(who));
}

function readNames(place: Place): readonly string[] | null {
  const names = readList(place, NAMES_MAX, (item) => readText(item, NAME_MAX));
  if (Array.isArray(place.json) && place.json.length === 0) return blame(place, 'empty', 'list at least one');
  if (names && new Set(names).size < names.length) return blame(place, 'duplicate', 'list each once');
  return names;
}

function readHash(place: Place): string | null {
  const { json } = place;
  if (json === undefined) return null;
  return typeof json === 'string' && /^[0-9a-f]{64}$/.test(json)
    ? json
    : blame(place, 'wrong_form', 'send the SHA-256 of the notice as 64 hex digits');
}

/** One of many names, which are not all told to somebody who sent another. */
function readKnown(place: Place, known: readonly string[], what: string): string | null {
  const { json } = place;
  if (json === undefined) return null;
  if (typeof json !== 'string') return blame(place, 'wrong_type', 'send text');
  if (known.includes(json)) return json;
  return blame(place, 'unknown_word', `\`${json.slice(0, 60)}\` is not known; send the code of ${what}`, () =>
    nearestOf(known, json),
  );
}
