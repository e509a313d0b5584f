/** From what `admit` answers to what is recorded, or to the problem that says why not. */
import type { Admitted, Fact, RefusalCode, Refused } from '#consent';
import type { NewEntry, Refs } from '#store';
import { AppError, notFound } from '../errors/app-error.js';
import type { ErrorCode } from '../errors/codes.js';

/** What kind of "no" each refusal of the core is. */
const CODES: Readonly<Record<RefusalCode, ErrorCode>> = {
  request_exists: 'already_exists',
  request_unknown: 'not_found',
  request_not_open: 'state_conflict',
  request_version_changed: 'version_changed',
  respond_by_past: 'invalid_input',
  lapsed: 'state_conflict',
  description_vague: 'terms_refused',
  supersedes_unknown: 'not_found',
  superseded_already: 'state_conflict',
  terms_over: 'terms_refused',
  words_missing: 'terms_refused',
  clause_unknown: 'invalid_input',
  clause_not_confirmed: 'invalid_input',
  clause_text_changed: 'version_changed',
  text_changed: 'version_changed',
  name_missing: 'invalid_input',
  cosigned_already: 'state_conflict',
  signature_not_asked: 'state_conflict',
  signatures_impossible: 'terms_refused',
  electronic_business_missing: 'invalid_input',
  consent_unknown: 'not_found',
  consent_version_changed: 'version_changed',
  consent_already_withdrawn: 'state_conflict',
  consent_ended: 'state_conflict',
  scope_not_granted: 'state_conflict',
  dispute_exists: 'already_exists',
  dispute_unknown: 'not_found',
  dispute_over: 'state_conflict',
  dispute_no_wish: 'state_conflict',
  disputes_too_many: 'state_conflict',
  withdrawal_already_asked: 'state_conflict',
  withdrawal_refused_already: 'state_conflict',
};

/** Which field a refusal is about, where it is about one. */
const PATHS: Partial<Record<RefusalCode, string>> = {
  respond_by_past: '/respondBy',
  clause_unknown: '/clauses',
  clause_not_confirmed: '/clauses',
  name_missing: '/typedName',
  electronic_business_missing: '/electronicBusiness',
  words_missing: '/terms',
  description_vague: '/terms/description',
  signatures_impossible: '/terms/formalities/signatures',
};

export function admittedOr<T extends { readonly kind: string }>(answer: T | Refused): Exclude<T, Refused> {
  if (!isRefused(answer)) {
    // What is not refused is the other member of the union.
    return answer as Exclude<T, Refused>;
  }
  const { code, message, detail = {} } = answer;
  if (CODES[code] === 'not_found') throw notFound();
  const told = Object.entries(detail).map(
    ([name, value]) => `${name} \`${Array.isArray(value) ? value.join(', ') : String(value)}\``,
  );
  const sentence = told.length === 0 ? message : `${message} (${told.join(', ')})`;
  const path = PATHS[code];
  throw new AppError(CODES[code], sentence, path === undefined ? {} : { errors: [{ path, message }] });
}

function isRefused(answer: { readonly kind: string }): answer is Refused {
  return answer.kind === 'refused';
}

/**
 * The entries of admitted facts: what the facts say, with who did it and for whom, and the erasable part. It belongs to the
 * act, which comes first; what follows from it has none of its own.
 */
export function entriesOf(
  { facts }: Admitted,
  refs: Pick<Refs, 'actor' | 'organization' | 'performer' | 'dispute' | 'authority'>,
  personal: NewEntry['personal'] = null,
): NewEntry[] {
  return facts.map((fact, index) => entryOf(fact, refs, index === 0 ? personal : null));
}

function entryOf(
  fact: Fact,
  refs: Pick<Refs, 'actor' | 'organization' | 'performer' | 'dispute' | 'authority'>,
  personal: NewEntry['personal'],
): NewEntry {
  // A fact's type and evidence are an entry's by `EntryFacts`, which is made of the very same facts.
  return { type: fact.type, refs: { ...refs, ...fact.refs }, evidence: fact.evidence, personal } as NewEntry;
}
