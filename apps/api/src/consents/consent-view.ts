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
  const rendered = render(terms, locale, names);
  return { ...summaryOf(row, await tx.at()), terms, rendered, signature, changes: events.map(changeOf) };
}

function changeOf(event: ConsentEvent): ConsentView['changes'][number] {
  const { kind, version, at } = event;
  const scope = 'scope' in event ? event.scope : null;
  return { kind, version, at, scope, ...('effectiveAt' in event ? { effectiveAt: event.effectiveAt } : {}) };
}
