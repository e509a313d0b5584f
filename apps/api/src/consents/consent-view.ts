import { render, stateOf, type ConsentEvent, type Instant } from '#consent';
import type { ConsentRow, Tx } from '#store';
import { boxesOf, namesFor } from '../requests/names.js';
import type { ConsentSummary, ConsentView } from './consents.bodies.js';

/** A consent as lists show it, in the state it is in at an instant. */
export function summaryOf(row: ConsentRow, at: Instant): ConsentSummary {
  const { id, version, request, organization, production, performer, record, givenAt } = row;
  return { id, state: stateOf(record, at), version, request, organization, production, performer, givenAt };
}

/** A consent with its terms, their words, and what became of it. */
export async function consentView(tx: Tx, row: ConsentRow, locale = 'en'): Promise<ConsentView> {
  const names = await namesFor(tx, row.production, boxesOf(row.record.terms));
  const { terms, signature, events } = row.record;
  const { authority = null, supersedes = null, descriptionReview = null } = row.record;
  // The words that were signed say what they replaced.
  const replaced = supersedes === null ? null : await tx.find('consents', supersedes);
  const rendered = render(terms, locale, { ...names, ...(replaced && { replaces: replaced.givenAt }) });
  return {
    ...summaryOf(row, await tx.at()),
    ...{ terms, rendered, signature, authority, supersedes, descriptionReview, changes: events.map(changeOf) },
  };
}

function changeOf(event: ConsentEvent): ConsentView['changes'][number] {
  const { kind, version, at } = event;
  const scope = 'scope' in event ? event.scope : null;
  return {
    ...{ kind, version, at, scope },
    ...('effectiveAt' in event && { effectiveAt: event.effectiveAt }),
    ...('dispute' in event && { dispute: event.dispute }),
    ...('union' in event && { union: event.union }),
    ...('by' in event && { by: event.by }),
  };
}
