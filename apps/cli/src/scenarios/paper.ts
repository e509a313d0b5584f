/**
 * Consents that no route takes, because the signature is on paper: also one that a route would refuse, such as that of an
 * agent whose papers nobody checked. They are recorded in the log as an import would record them.
 */
import { readTerms, render, type Names, type Terms } from '#consent';
import { newId, type NewEntry } from '#store';
import { CommandError } from '../usage.js';
import type { Asked } from './scenario-file.js';
import type { World } from './world.js';

/** Records the request, that it was sent, and the signature; gives the id of the consent. */
export async function recordOnPaper(asked: Asked, world: World): Promise<string> {
  const production = world.idOf('productions', asked.production);
  const performer = world.idOf('performers', asked.performer);
  const terms = termsOf(asked, world);
  const [request, consent] = [newId('req'), newId('cons')];
  const refs = { actor: 'system', organization: world.organization, performer, production, request };
  const { text, hash: textHash, clauses } = render(terms, 'en', namesIn(world));
  const given = {
    ...{ requestVersion: 2, terms, locale: 'en', text, textHash, electronicBusiness: true as const },
    clauses: clauses.map((clause) => ({ id: clause.id, textHash: clause.textHash, confirmed: true })),
    signature: { method: 'imported', capacity: asked.signedAs ?? 'self' } as const,
    ...(asked.under !== undefined && { authority: world.madeFor('authority', asked.under) }),
  };
  const proposal = { terms, respondBy: null };
  const entries: NewEntry[] = [
    { type: 'request.created', refs, evidence: proposal, personal: null },
    { type: 'request.sent', refs, evidence: proposal, personal: null },
    { type: 'consent.given', refs: { ...refs, consent }, evidence: given, personal: null },
  ];
  await world.stage.store.transaction(async (tx) => {
    await tx.lock([request, performer]);
    await tx.append(entries);
  });
  return consent;
}

function termsOf({ terms }: Asked, world: World): Terms {
  const read = readTerms(world.named(terms));
  if (read.ok) return read.value;
  throw new CommandError(read.problems.map(({ path, message }) => `\`${path}\` of the terms: ${message}`).join('; '));
}

function namesIn({ names, scenario }: World): Names {
  const productions = Object.entries(scenario.given.productions).map(([name, { title }]): [string, string] => [
    names.productions.get(name) ?? name,
    title,
  ]);
  return { producer: 'Scenario Pictures', productions: Object.fromEntries(productions), tools: {}, zone: 'UTC' };
}
