/** How a consent was signed, by whom, and in what words. */
import { readsLikeBoilerplate } from '../boilerplate.js';
import { deathEveOf } from '../days.js';
import { isEntrusted } from '../reach.js';
import { hasCome, isUnderWay } from '../periods.js';
import type { Authority, ConsentRecord, IdentityLevel } from '../records.js';
import type { ConsentSituation } from '../situation.js';
import { isMinor } from './age.js';
import { whereAny } from './predicate.js';
import type { ConsentPredicates } from './predicate.js';
import type { Terms } from '../types.js';

/** Predicates about the form of a consent. */
export const SIGNING: ConsentPredicates = {
  'consent.signer_has_no_authority': (situation) =>
    situation.consent.signature.capacity !== 'self' && authorityOf(situation) === null,
  'consent.signer_is_unverified': (situation) => {
    if (situation.consent.signature.capacity === 'self') return false;
    const authority = authorityOf(situation);
    return authority !== null && (authority.verifiedAt === null || authority.verifiedAt > situation.at);
  },
  // Of a representative the papers speak. It is her account that is verified, so what she signed by it before is hers as well.
  'consent.signer_is_unidentified': ({ consent, performer }) => {
    const identity = performer?.identity ?? null;
    const isIdentified = identity !== null && IDENTIFIED.includes(identity);
    return consent.signature.capacity === 'self' && !isIdentified && { identity, wanted: IDENTIFIED };
  },
  'consent.is_signed_simply': ({ consent: { signature, cosigned = [] } }) => {
    // A co-signature from before levels were recorded names no method: it was a mailed code.
    const below = [signature, ...cosigned].find(({ level }) => level !== 'advanced');
    return below !== undefined && { method: below.method ?? 'email_code', level: 'simple', wanted: 'advanced' };
  },
  'consent.is_not_countersigned': ({ consent: { cosigned = [] } }) =>
    !cosigned.some(({ capacity }) => capacity === 'production'),
  'consent.is_her_own_after_death': (situation) =>
    situation.consent.signature.capacity === 'self' && isSignedAfterDeath(situation),
  'consent.minor_signed_without_guardian': (situation) => {
    const { givenAt, signature } = situation.consent;
    return isMinor(situation, givenAt) && signature.capacity !== 'guardian';
  },
  // Somebody whose birthday nobody knows is not known to be a minor.
  'consent.guardian_signed_for_adult': (situation) =>
    situation.consent.signature.capacity === 'guardian' && !isMinor(situation, situation.at),
  'consent.is_buried': ({ consent }) => isBuried(consent),
  'consent.is_not_specific': ({ consent: { terms, descriptionReview } }) =>
    descriptionReview === 'vague' ||
    terms.description.trim() === '' ||
    (descriptionReview === undefined && isBoilerplate(terms)),
  // The asker's own word makes a text specific enough to be signed, and not what a law calls specific.
  'consent.is_boilerplate': ({ consent: { terms, descriptionReview } }) =>
    descriptionReview === 'vague' || isBoilerplate(terms),
  'consent.replaces_work_in_person': ({ consent }) => consent.terms.formalities?.replacesInPerson !== false,
  'consent.has_counsel': ({ consent }) => consent.terms.formalities?.counsel?.termsSigned === true,
  'consent.is_under_union_agreement': ({ consent }) =>
    SPEAKING_OF_REPLICAS.has(consent.terms.formalities?.agreement ?? ''),
  'consent.rests_on_gdpr': ({ consent }) => consent.terms.legalBasis === 'gdpr_consent',
  'consent.is_uninformed': ({ consent }) => whereAny('untold', untold(consent.terms.formalities?.informed)),
};

/** What somebody else has looked into, beyond an address that she reads. */
const IDENTIFIED: readonly IdentityLevel[] = ['union_verified', 'document'];

/** Whether its clauses were signed together, among the rest: what is signed here is signed clause by clause. */
export function isBuried({ terms, signature }: Pick<ConsentRecord, 'terms' | 'signature'>): boolean {
  const form = terms.formalities?.form;
  // Of a paper somebody must say so.
  return form === 'terms_only' || (form === undefined && signature.method === 'imported');
}

// The same terms are read for every use that is asked about, and several laws ask the same of them.
const read = new WeakMap<Terms, boolean>();

function isBoilerplate(terms: Terms): boolean {
  const known = read.get(terms) ?? readsLikeBoilerplate(terms.description);
  read.set(terms, known);
  return known;
}

/** Collective agreements that speak of digital replicas. */
const SPEAKING_OF_REPLICAS: ReadonlySet<string> = new Set([
  ...['sag-aftra-tv', 'sag-aftra-commercials', 'sag-aftra-interactive', 'sag-aftra-animation', 'sag-aftra-sound'],
]);

/** Whether she had died when it was signed. Her death counts from the first moment of its day, where she lived. */
function isSignedAfterDeath({ consent, performer }: ConsentSituation): boolean {
  const eve = deathEveOf(performer);
  return eve !== null && consent.givenAt > eve;
}

/** The recorded authority that a representative signed under, for that day and all of this use. */
function authorityOf(situation: ConsentSituation): Authority | null {
  const { consent, records, use, at } = situation;
  const { givenAt, signature } = consent;
  const authority = records.authorities.find(({ id }) => id === consent.authority);
  const holds =
    authority?.capacity === signature.capacity &&
    authority.recordedAt <= at &&
    isUnderWay(authority, givenAt) &&
    !hasCome(authority.endedAt, givenAt) &&
    // There is an estate from her death on, and from then on nobody acts for her but the estate and the union.
    (authority.capacity === 'union' || isSignedAfterDeath(situation) === (authority.capacity === 'estate')) &&
    (authority.scope === null || isEntrusted(authority.scope, use, records.productionPaths));
  return holds ? authority : null;
}

type Informed = NonNullable<NonNullable<ConsentSituation['consent']['terms']['formalities']>['informed']>;
const TOLD = ['noticeHash', 'controllers', 'purposes', 'retention', 'withdrawalMethod'] as const;

function untold(informed: Informed | undefined): readonly string[] {
  return TOLD.filter((name) => {
    const said = informed?.[name] ?? '';
    return typeof said === 'string' ? said.trim() === '' : said.length === 0;
  });
}
