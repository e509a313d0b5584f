/** Where a production is made, under which agreement, and who is concerned. */
import { deathEveOf } from '../days.js';
import { hasCome, isUnderWay } from '../periods.js';
import type { Situation } from '../situation.js';
import { COUNTRIES_OF } from '../territories.js';
import type { UsePredicate, UsePredicates } from './predicate.js';

const EUROPE: ReadonlySet<string> = new Set(COUNTRIES_OF.get('EEA'));

/** Predicates about productions, places, strikes and the people of the record. */
export const PLACES: UsePredicates = {
  'production.is_for_netflix': ({ production }) => production.platform === 'netflix',
  'production.is_under_tv_2026': ({ production: { agreements = [], packs = [] } }) =>
    [...agreements, ...packs].includes('sag-aftra-tv@2026'),
  'production.is_in_california': madeIn('US-CA'),
  'production.is_in_new_york': madeIn('US-NY'),
  'production.is_in_illinois': madeIn('US-IL'),
  'production.is_in_europe': ({ production }) => production.places?.some(isInEurope) ?? false,
  'performer.lives_in_california': livesIn('US-CA'),
  'performer.lives_in_new_york': livesIn('US-NY'),
  'performer.lives_in_illinois': livesIn('US-IL'),
  'performer.lives_in_europe': ({ performer }) => performer?.residence !== undefined && isInEurope(performer.residence),
  // Whoever names that law is held to it, wherever they say that they are.
  'performer.consented_under_gdpr': ({ performer, records, at }) =>
    performer !== null &&
    records.consents.some(({ givenAt, terms }) => givenAt <= at && terms.legalBasis === 'gdpr_consent'),
  'performer.has_died': hasDied,
  'performer.pauses_in_strikes': ({ performer }) => performer?.pausesInStrikes === true,
  // What she said ends with her is not for others to go on with: they ask for a consent of their own.
  'performer.said_stop_on_death': ({ records, at }) =>
    records.consents.some(({ givenAt, terms }) => givenAt <= at && terms.postMortem === 'stop_on_death'),
  'performer.has_no_known_estate': ({ records, at }) =>
    !records.authorities.some(
      (each) =>
        each.capacity === 'estate' &&
        each.recordedAt <= at &&
        hasCome(each.verifiedAt, at) &&
        isUnderWay(each, at) &&
        !hasCome(each.endedAt, at),
    ),
  'strike.sag_aftra_tv': strikeUnder('sag-aftra-tv'),
  'strike.sag_aftra_commercials': strikeUnder('sag-aftra-commercials'),
  'strike.sag_aftra_interactive': strikeUnder('sag-aftra-interactive'),
  'strike.sag_aftra_animation': strikeUnder('sag-aftra-animation'),
  'strike.sag_aftra_sound': strikeUnder('sag-aftra-sound'),
};

function hasDied({ performer, at }: Situation): boolean {
  const eve = deathEveOf(performer);
  return eve !== null && at > eve;
}

function madeIn(place: string): UsePredicate {
  return ({ production }) => production.places?.includes(place) ?? false;
}

function livesIn(place: string): UsePredicate {
  return ({ performer }) => performer?.residence === place;
}

/** A place is a country or a part of one: `DE`, `DE-BE`. */
function isInEurope(place: string): boolean {
  return EUROPE.has(place.split('-')[0] ?? '') || place === 'EU' || place === 'EEA';
}

/** INVARIANT: a strike ends by itself, and what was declared later was not known before. */
function strikeUnder(agreement: string): UsePredicate {
  return ({ records, at }) => {
    const on = records.suspensions.find(
      (each) =>
        each.agreement === agreement &&
        (each.employer === null || each.employer === records.employer) &&
        each.declaredAt <= at &&
        isUnderWay(each, at) &&
        !hasCome(each.liftedAt, at),
    );
    return on !== undefined && { suspension: on.id, since: on.from, ...(on.until !== null && { until: on.until }) };
  };
}
