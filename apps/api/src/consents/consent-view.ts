import { lifeAt, render, stateOf, type ConsentEvent, type ConsentState, type Instant } from '#consent';
import type { ConsentRow, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import { pathsIn } from '../asking/entrusted.js';
import { heldOver } from '../asking/representing.js';
import { boxesOf, namesFor } from '../requests/names.js';
import type { Given } from './changing.js';
import type { ConsentSummary, ConsentView } from './consents.bodies.js';

/** A consent as lists show it, in the state it is in at an instant. */
export async function summaryOf(tx: Tx, row: ConsentRow, at: Instant): Promise<ConsentSummary> {
  const { id, version, request, organization, production, performer, record, givenAt } = row;
  // A part of it may have been withdrawn by the name of a production above.
  const recorded = stateOf(record, at, await pathsIn(tx, [{ production: row.productions }]));
  const state = (await isOutgrown(tx, row, recorded, at)) ? 'suspended' : recorded;
  return { id, state, version, request, organization, production, performer, givenAt };
}

/** Whether a guardian gave it for somebody who is of age by now: it pauses until she gives it herself (V-08). */
async function isOutgrown(
  tx: Tx,
  { record, performer }: ConsentRow,
  state: ConsentState,
  at: Instant,
): Promise<boolean> {
  if (record.signature.capacity !== 'guardian' || !STANDING.includes(state)) return false;
  return !lifeAt((await tx.get('performers', performer)).record, at).isMinor;
}

const STANDING: readonly string[] = ['given', 'narrowed', 'disputed'];

/** What was said beside the changes of a consent, by version, and who reads it. */
export interface Said {
  readonly words: ReadonlyMap<number, string>;
  readonly asker: Party;
}

/** A consent with its terms, their words, and what became of it. */
export async function consentView(tx: Tx, row: ConsentRow, said: Said, locale = 'en'): Promise<ConsentView> {
  const names = await namesFor(tx, row.production, boxesOf(row.record.terms));
  const { terms, signature, events } = row.record;
  const { authority = null, cosigned = [], supersedes = null, descriptionReview = null } = row.record;
  // The words that were signed say what they replaced.
  const replaced = supersedes === null ? null : await tx.find('consents', supersedes);
  const performer = await tx.get('performers', row.performer);
  const reasonOf = (event: ConsentEvent) =>
    hearsWhy(event, { row, performer }, said.asker) ? wordsOf(event, said) : null;
  const changes = events.map((event) => ({ ...changeOf(event), reason: reasonOf(event) }));
  const rendered = render(terms, locale, { ...names, ...(replaced && { replaces: replaced.givenAt }) });
  return {
    ...(await summaryOf(tx, row, await tx.at())),
    ...{ terms, rendered, authority, supersedes, descriptionReview, changes },
    // From before levels were recorded all were mailed codes.
    signature: { ...signature, level: signature.level ?? 'simple' },
    cosigned: cosigned.flatMap(({ authority, organization }) => authority ?? organization ?? []),
  };
}

/**
 * She hears all of it, whoever disputes for her or ends what she signed; who asked hears why they ended it themselves. Why
 * something is disputed is between her and her union: the others see that it is.
 */
function hearsWhy(event: ConsentEvent, { row, performer }: Given, asker: Party): boolean {
  if (asker.kind === 'person' && (performer.user === asker.user || heldOver(asker, performer.id).length > 0))
    return true;
  return (event.kind === 'revoked' || event.kind === 'withdrawal_refused') && isOf(asker, row.organization);
}

function wordsOf({ version }: ConsentEvent, { words }: Said): string | null {
  return words.get(version) ?? null;
}

function changeOf(event: ConsentEvent): Omit<ConsentView['changes'][number], 'reason'> {
  const { kind, version, at } = event;
  const scope = 'scope' in event ? event.scope : null;
  return {
    ...{ kind, version, at, scope },
    ...('effectiveAt' in event && { effectiveAt: event.effectiveAt }),
    ...('dispute' in event && { dispute: event.dispute }),
    ...('union' in event && { union: event.union }),
    ...('by' in event && { by: event.by }),
    ...('authority' in event && { under: event.authority }),
  };
}
