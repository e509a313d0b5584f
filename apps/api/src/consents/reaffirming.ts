/** At 18 what her guardians signed pauses; here she takes it up herself, in the very words, less what was taken back. */
import { admit, lifeAt, openWishesOf, stateOf } from '#consent';
import type { Admitted, Command, ConsentRecord, Instant, Terms } from '#consent';
import { newId, type RequestRow, type Tx } from '#store';
import type { Person } from '../asking/asker.js';
import { AppError, notFound } from '../errors/app-error.js';
import { admittedOr } from '../requests/admission.js';
import { boxesOf, namesFor } from '../requests/names.js';
import { record } from '../requests/request-acts.js';

/** Records a request with the terms of this consent, sent to herself; signing it replaces the consent. */
export async function reaffirm(tx: Tx, id: string, person: Person): Promise<RequestRow> {
  const before = await tx.find('consents', id);
  // Asked whether or not there is one: to a stranger both shall cost the same statements.
  const performer = await tx.find('performers', before?.performer ?? id);
  if (before === null || performer?.user !== person.user) throw notFound();
  const request = newId('req');
  await tx.lock([request, performer.id]);
  const row = await tx.get('consents', id);
  const at = await tx.at();
  const { isMinor } = lifeAt((await tx.get('performers', performer.id)).record, at);
  if (row.record.signature.capacity !== 'guardian')
    throw new AppError('state_conflict', 'no guardian signed it; it is yours already');
  if (isMinor) throw new AppError('state_conflict', 'this is for when you are of age; until then it counts as it is');
  const terms = standingTerms(row.record, at);
  const names = await namesFor(tx, row.production, boxesOf(terms ?? row.record.terms));
  const state = stateOf(row.record, at, names.paths);
  if (state !== 'given' && state !== 'narrowed')
    throw new AppError('state_conflict', `the consent is \`${state}\`; ask for a new request`);
  if (terms === null)
    throw new AppError('state_conflict', 'all of it was withdrawn, and ends with its notice; ask for a new request');
  const open = await tx.openReplacement(performer.id, id);
  if (open !== null) throw new AppError('already_exists', `\`${open}\` waits for your signature already`);
  const history = { at, consent: null, superseded: row.record, names };
  const about = { request, production: row.production, performer: performer.id };
  const create: Command = { kind: 'request.create', ...about, terms, respondBy: null, supersedes: id };
  const created = admittedOr(admit(create, { ...history, request: null }));
  const send: Command = { kind: 'request.send', ...reviewOf(row.record) };
  const sent = admittedOr(admit(send, { ...history, request: created.request }));
  const admitted: Admitted = { ...sent, facts: [...created.facts, ...sent.facts] };
  await record(tx, row, { asker: person, admitted });
  return tx.get('requests', request);
}

/**
 * INVARIANT: what was withdrawn while others signed for her is not given again by signing their words. `null` where all of it
 * was, also while its notice runs.
 */
function standingTerms(record: ConsentRecord, at: Instant): Terms | null {
  const withdrawn = record.events.flatMap((event) => (event.kind === 'withdrawn' ? [event] : []));
  const prohibitions = [...record.terms.prohibitions];
  for (const { version, scope } of [...withdrawn, ...openWishesOf(record, at)]) {
    if (scope === null) return null;
    prohibitions.push({ id: `withdrawn-${version}`, box: scope });
  }
  return { ...record.terms, prohibitions };
}

function reviewOf({ descriptionReview }: ConsentRecord): { readonly descriptionReview?: 'specific' } {
  return descriptionReview === 'specific' ? { descriptionReview } : {};
}
