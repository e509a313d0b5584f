import { boilerplateIn, render, requestStateOf, type Instant, type RequestRecord } from '#consent';
import type { RequestRow, Tx } from '#store';
import type { RequestSummary, RequestView } from './requests.bodies.js';
import { waitsFor } from './guardians.js';
import { boxesOf, namesFor } from './names.js';
import { replacedBy } from './request-acts.js';

/** A request as lists show it; `lapsed` depends on when one looks. */
export function summaryOf(row: RequestRow, at: Instant): RequestSummary {
  const { id, version, organization, production, performer, record, createdAt, sentAt, closedAt } = row;
  const state = requestStateOf(record, at);
  const { respondBy, consent } = record;
  return { id, state, version, organization, production, performer, respondBy, consent, createdAt, sentAt, closedAt };
}

/** A request with its terms and their words, as they would be signed now. */
export async function requestView(tx: Tx, row: RequestRow, locale = 'en'): Promise<RequestView> {
  const names = await namesFor(tx, row.production, boxesOf(row.record.terms));
  const replaced = await replacedBy(tx, row);
  const { terms, supersedes = null, descriptionReview = null, cosigned = [], answeredUnder = null } = row.record;
  const at = await tx.at();
  const rendered = render(terms, locale, { ...names, ...(replaced && { replaces: replaced.givenAt }) });
  return {
    ...summaryOf(row, at),
    cosigned: cosigned.map(({ authority, signedAt }) => ({ authority, signedAt })),
    ...{ waitsFor: await waitsFor(tx, row, at), answeredUnder },
    terms,
    rendered,
    supersedes,
    descriptionReview,
    flags: flagsOf(row.record),
  };
}

/** What a person must look at before this is sent; it stays with the request, for the performer reads it too. */
function flagsOf({ terms }: RequestRecord): RequestView['flags'] {
  const phrases = boilerplateIn(terms.description);
  return phrases.length === 0 ? [] : [{ code: 'boilerplate', phrases }];
}
