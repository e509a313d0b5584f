/** Reads terms from JSON. */
import { readBoxAt } from './read-box.js';
import { BESIDE_KEYS, readBeside } from './read-formalities.js';
import { blame, member, readCount, readList, readName, readObject, readText, readWhole } from './read-json.js';
import type { Place, ReadResult } from './read-json.js';
import { readQuantities } from './read-quantities.js';
import { CLAUSES_MAX } from './statements.js';
import type { Clause, ExistingWorksRule, LegalBasis, Quantities, Revocation, RevocationRight, Terms } from './types.js';

const RIGHTS: readonly RevocationRight[] = ['any_time', 'notice', 'new_works_only', 'for_cause', 'none'];
const EXISTING_WORKS: readonly ExistingWorksRule[] = [
  ...(['continue_released', 'continue_all_authorised', 'stop_unreleased', 'remove_where_practicable'] as const),
];
const LEGAL_BASES: readonly LegalBasis[] = ['gdpr_consent', 'contract', 'statute'];
const DESCRIPTION_MAX = 2000;
const NOTICE_DAYS_MAX = 3650;

/** Terms from JSON: at least one permission, every word known, every window possible, every clause named once. */
export function readTerms(json: unknown, path = ''): ReadResult<Terms> {
  return readWhole(json, path, readTermsAt);
}

function readTermsAt(place: Place): Terms | null {
  const keys = ['description', 'permissions', 'prohibitions', 'revocation', 'legalBasis'];
  const object = readObject(place, keys, BESIDE_KEYS);
  if (object === null) return null;
  const description = readText(member(place, object, 'description'), DESCRIPTION_MAX);
  const permissions = readList(member(place, object, 'permissions'), CLAUSES_MAX, readPermission);
  const prohibitions = readList(member(place, object, 'prohibitions'), CLAUSES_MAX, readProhibition);
  const revocation = readRevocation(member(place, object, 'revocation'));
  const legalBasis = readName(member(place, object, 'legalBasis'), LEGAL_BASES);
  const beside = readBeside(place, object);
  if (Array.isArray(object['permissions']) && object['permissions'].length === 0)
    blame(member(place, object, 'permissions'), 'empty', 'ask for at least one permission');
  if (!description || !permissions || !prohibitions || !revocation || !legalBasis) return null;
  const clauses = [...permissions, ...prohibitions];
  if (clauses.length > CLAUSES_MAX) return blame(place, 'too_many', `send at most ${CLAUSES_MAX} clauses in all`);
  if (new Set(clauses.map(({ id }) => id)).size < clauses.length)
    return blame(place, 'duplicate', 'give each clause an `id` of its own, prohibitions included');
  return { description, permissions, prohibitions, revocation, legalBasis, ...beside };
}

/** Only a permission has caps: so much may be made under it in all. */
function readPermission(place: Place): Clause | null {
  return readClause(place, (caps) => {
    const read = readQuantities(caps, 1);
    if (read && Object.keys(read).length === 0 && caps.problems.length === 0)
      return blame(caps, 'empty', 'cap at least one unit, or leave the key out');
    return read;
  });
}

function readProhibition(place: Place): Clause | null {
  return readClause(place, (caps) =>
    caps.json === undefined ? null : blame(caps, 'not_applicable', 'leave out `caps`; only a permission has them'),
  );
}

function readClause(place: Place, readCaps: (place: Place) => Quantities | null): Clause | null {
  const object = readObject(place, ['id', 'box'], ['caps']);
  if (object === null) return null;
  const { json: id } = member(place, object, 'id');
  const box = object['box'] === undefined ? null : readBoxAt(member(place, object, 'box'));
  const caps = readCaps(member(place, object, 'caps'));
  const isNamed = typeof id === 'string' && /^[a-z0-9-]{1,40}$/.test(id);
  if (id !== undefined && !isNamed)
    blame(member(place, object, 'id'), 'wrong_form', 'use up to 40 of the characters `a-z`, `0-9` and `-`');
  return isNamed && box !== null ? { id, box, ...(caps && { caps }) } : null;
}

function readRevocation(place: Place): Revocation | null {
  if (place.json === undefined) return null;
  const object = readObject(place, ['right', 'existingWorks'], ['noticeDays']);
  if (object === null) return null;
  const right = readName(member(place, object, 'right'), RIGHTS);
  const existingWorks = readName(member(place, object, 'existingWorks'), EXISTING_WORKS);
  const days = member(place, object, 'noticeDays');
  const noticeDays = readCount(days, 1, NOTICE_DAYS_MAX);
  if (right === 'notice' && days.json === undefined)
    blame(days, 'missing', 'state `noticeDays` with the right `notice`');
  if (right !== null && right !== 'notice' && days.json !== undefined)
    blame(days, 'not_applicable', 'leave out `noticeDays`; only the right `notice` has them');
  if (right === null || existingWorks === null) return null;
  return { right, existingWorks, ...(noticeDays !== null && { noticeDays }) };
}
