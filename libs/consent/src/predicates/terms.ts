/** What the terms of a consent say beside their scope: notice, length, period, pay, places, death. */
import { majorityAt } from '../days.js';
import { openWishesOf } from '../disputes.js';
import { takesFrom } from '../reach.js';
import { pathOf } from '../situation.js';
import type { ConsentSituation } from '../situation.js';
import { COUNTRIES_OF } from '../territories.js';
import type { Instant } from '../types.js';
import { isMinor } from './age.js';
import { whereAny } from './predicate.js';
import type { ConsentPredicates, Met } from './predicate.js';
import { currentOf } from './tools.js';

const HOUR_MS = 3_600_000;
const NOTICE_HOURS = 48;
const TERM_YEARS = 10;
const TERM_YEARS_OF_MINORS = 5;

/** Predicates about the terms of a consent. */
export const TERMS: ConsentPredicates = {
  'consent.notice_is_short': noticeIsShort,
  'consent.lacks_business_reason': ({ consent }) => (consent.terms.formalities?.businessReason ?? '').trim() === '',
  'consent.is_longer_than_cap': (situation) => {
    const long = capsOf(situation).filter(({ until, capAt }) => until > capAt);
    return long.length > 0 && { capAt: long.map(({ capAt }) => capAt).sort()[0] };
  },
  'consent.cap_ends_before_use': (situation) => {
    const ended = capsOf(situation).filter(({ capAt }) => capAt < situation.use.until);
    return ended.length > 0 && { capAt: ended.map(({ capAt }) => capAt).sort()[0] };
  },
  'consent.lacks_court_approval': (situation) =>
    isMinor(situation, situation.consent.givenAt) && situation.consent.terms.formalities?.courtApproval !== true,
  'consent.spans_projects': (situation) =>
    new Set(situation.consent.terms.permissions.flatMap(({ box }) => box.production ?? []).map(rootsIn(situation)))
      .size > 1,
  'consent.is_of_another_picture': (situation) => {
    const rootOf = rootsIn(situation);
    const { use, consent, records } = situation;
    const above = pathOf(records, use.production);
    const reaches = consent.terms.permissions.some(({ box }) => box.production?.some((each) => above.includes(each)));
    return reaches && rootOf(use.production) !== rootOf(consent.production);
  },
  'consent.is_no_separate_writing': ({ consent }) => consent.terms.formalities?.form !== 'separate_writing',
  'consent.was_asked_back': ({ consent, use, records, at }) => {
    const asked = openWishesOf(consent, at).find(
      ({ scope }) => scope === null || takesFrom(scope, use, records.productionPaths),
    );
    return asked !== undefined && { askedAt: asked.at };
  },
  'consent.stops_on_death': ({ consent }) => consent.terms.postMortem === 'stop_on_death',
  'consent.asks_estate_each_time': ({ consent }) => consent.terms.postMortem === 'estate_approval_each_use',
  'consent.is_processed_elsewhere': processedElsewhere,
  'consent.is_past_maximum_period': ({ consent, use }) => {
    const maximumPeriodUntil = consent.terms.formalities?.maximumPeriodUntil;
    const startsAt = use.facts?.productionStartsAt ?? use.from;
    return maximumPeriodUntil !== undefined && startsAt >= maximumPeriodUntil && { maximumPeriodUntil };
  },
  'consent.pays_under_floor': ({ consent }) => {
    const { amount = 0, floor = 0, currency } = consent.terms.pay ?? {};
    return amount < floor && { amount, floor, currency };
  },
};

/**
 * Two days before the session; whoever was engaged later than that was told when engaged. The session begins when the
 * use does, if that is before what the terms say.
 */
function noticeIsShort({ consent, use }: ConsentSituation): Met {
  const { noticedAt = consent.givenAt, servicesAt = use.from, engagedAt } = consent.terms.formalities ?? {};
  const beginsAt = use.from < servicesAt ? use.from : servicesAt;
  const hoursBefore = (at: Instant): number => Math.floor((Date.parse(beginsAt) - Date.parse(at)) / HOUR_MS);
  const isEngagedLate = engagedAt !== undefined && engagedAt <= beginsAt && hoursBefore(engagedAt) < NOTICE_HOURS;
  if (hoursBefore(noticedAt) >= NOTICE_HOURS || (isEngagedLate && noticedAt <= engagedAt)) return false;
  return { hours: hoursBefore(noticedAt), neededHours: NOTICE_HOURS };
}

/** For each permission its end, and the end of the longest licence that could be given on that day. */
function capsOf(situation: ConsentSituation): readonly { readonly until: Instant; readonly capAt: Instant }[] {
  const { consent, performer } = situation;
  const bornOn = performer?.bornOn ?? null;
  return consent.terms.permissions.flatMap(({ box }) => {
    if (box.until === undefined) return [];
    const from = box.from ?? consent.givenAt;
    if (bornOn === null || !isMinor(situation, consent.givenAt))
      return [{ until: box.until, capAt: yearsAfter(from, TERM_YEARS) }];
    const ends = [yearsAfter(from, TERM_YEARS_OF_MINORS), majorityAt(bornOn, performer?.zone)].sort();
    return [{ until: box.until, capAt: ends[0] ?? from }];
  });
}

function yearsAfter(at: Instant, years: number): Instant {
  const then = new Date(at);
  return new Date(
    Date.UTC(then.getUTCFullYear() + years, then.getUTCMonth(), then.getUTCDate()) + (then.getTime() % 86_400_000),
  ).toISOString();
}

function rootsIn({ records }: ConsentSituation): (production: string) => string {
  return (production) => records.productionPaths[production]?.[0] ?? production;
}

/** The steps of the pipeline that process outside the places that the terms name, or that nobody knows the places of. */
function processedElsewhere({ consent, tools, at }: ConsentSituation): Met {
  const allowed = consent.terms.processingRegions;
  if (allowed === undefined) return false;
  const countries = new Set(allowed.flatMap(countriesOf));
  const steps = tools.flatMap(({ id, record }, index) => {
    const regions = (record && currentOf(record, at)?.regions) ?? [];
    const isWithin = regions.length > 0 && regions.flatMap(countriesOf).every((country) => countries.has(country));
    return isWithin ? [] : [{ tool: id, step: index + 1, regions }];
  });
  return whereAny('steps', steps);
}

/** A territory that nobody knows is one of its own. */
function countriesOf(territory: string): readonly string[] {
  return COUNTRIES_OF.get(territory) ?? [territory];
}
