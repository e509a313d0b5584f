import { boilerplateIn, render, requestStateOf, type Instant, type RequestRecord, type Terms } from '#consent';
import type { RequestRow, StoredEntry, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import { heldOver } from '../asking/representing.js';
import type { RequestSummary, RequestView } from './requests.bodies.js';
import { boxesOf, namesFor } from './names.js';
import { replacedBy } from './request-acts.js';
import { signaturesOf } from './signers.js';

/** A request as lists show it; `lapsed` depends on when one looks. */
export function summaryOf(row: RequestRow, at: Instant): RequestSummary {
  const { id, version, organization, production, performer, record, createdAt, sentAt, closedAt } = row;
  const state = requestStateOf(record, at);
  const { respondBy, consent } = record;
  return { id, state, version, organization, production, performer, respondBy, consent, createdAt, sentAt, closedAt };
}

/** A request with its terms and their words, as they would be signed now. */
export async function requestView(tx: Tx, row: RequestRow, asker: Party, locale = 'en'): Promise<RequestView> {
  const names = await namesFor(tx, row.production, boxesOf(row.record.terms));
  const replaced = await replacedBy(tx, row);
  const { terms, supersedes = null, descriptionReview = null, answeredUnder = null } = row.record;
  const at = await tx.at();
  const { counted, waitsFor } = await signaturesOf(tx, row);
  const rendered = render(terms, locale, { ...names, ...(replaced && { replaces: replaced.givenAt }) });
  return {
    ...summaryOf(row, at),
    cosigned: counted.map(({ authority = null, organization = null, capacity = 'guardian', signedAt }) => ({
      ...{ authority, organization, capacity, signedAt },
    })),
    ...{ waitsFor, answeredUnder },
    terms,
    rendered,
    supersedes,
    descriptionReview,
    flags: flagsOf(row.record),
    said: (await isSide(tx, row, asker)) ? (await tx.entries.ofRequest(row.id)).map(saidIn) : [],
    mail: isOf(asker, row.organization) ? await tx.mailAbout(row.id) : null,
  };
}

/** What the two sides said to each other is theirs: of others who see the request, it is the terms on the table that matter. */
async function isSide(tx: Tx, { organization, performer }: RequestRow, asker: Party): Promise<boolean> {
  if (isOf(asker, organization)) return true;
  if (asker.kind === 'key') return false;
  return heldOver(asker, performer).length > 0 || (await tx.get('performers', performer)).user === asker.user;
}

function saidIn({ type, at, evidence, personal }: StoredEntry): RequestView['said'][number] {
  const { terms = null, authority = null } = evidence;
  const { note = null, reason = note } = personal ?? {};
  return {
    ...{ kind: type.slice('request.'.length), at },
    // As the facts of a request hold them; what somebody said beside is a text, and gone once it is erased.
    ...{ terms: terms as Terms | null, words: reason as string | null, under: authority as string | null },
  };
}

/** What a person must look at before this is sent; it stays with the request, for the performer reads it too. */
function flagsOf({ terms }: RequestRecord): RequestView['flags'] {
  const phrases = boilerplateIn(terms.description);
  return phrases.length === 0 ? [] : [{ code: 'boilerplate', phrases }];
}
