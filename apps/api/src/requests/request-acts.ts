/** Acts on a request, as both sides use them: take it for oneself, ask `admit`, record what it answers. */
import { admit, readTerms, type Admitted, type Command, type Terms } from '#consent';
import { mail, type Mails } from '#mails';
import {
  newId,
  type AppendedEntry,
  type ConsentRow,
  type NewEntry,
  type PerformerRow,
  type Refs,
  type RequestRow,
  type Tx,
} from '#store';
import { isOf, organizationOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { actsAs, type InPerson, type Weight } from '../asking/in-her-name.js';
import { heldOver } from '../asking/representing.js';
import { AppError, notFound } from '../errors/app-error.js';
import { valid } from '../reading.js';
import { invalidInput } from '../validation.js';
import { admittedOr, entriesOf } from './admission.js';
import { boxesOf, namesFor } from './names.js';
import { refuseTwice, signersFor } from './signers.js';

/** What a draft is made of; the terms are read here. */
export interface NewDraft {
  readonly production: string;
  readonly performer: string;
  readonly terms: object;
  readonly respondBy: string | null;
  readonly supersedes?: string;
}

/** Records a draft of the production's owner for a performer whom it invited. */
export async function draft(
  tx: Tx,
  asker: Party,
  { terms, respondBy, supersedes, ...about }: NewDraft,
): Promise<RequestRow> {
  const request = newId('req');
  await tx.lock([request]);
  const production = await tx.find('productions', about.production);
  const performer = await tx.find('performers', about.performer);
  if (production === null || performer?.organization !== production.organization) throw notFound();
  const organization = organizationOf(asker, production.organization);
  const replaced = supersedes === undefined ? null : await tx.find('consents', supersedes);
  if (supersedes !== undefined && !isConsentOf(replaced, organization, performer.id)) throw notFound();
  const command = {
    ...({ kind: 'request.create', request, production: production.id, performer: performer.id } as const),
    ...{ terms: await readTermsFor(tx, organization, terms), respondBy },
    ...(supersedes !== undefined && { supersedes }),
  };
  const names = await namesFor(tx, production.id);
  const superseded = replaced?.record ?? null;
  const signers = await signersFor(tx, { ...command, record: command });
  const history = { at: await tx.at(), request: null, consent: null, superseded, names, signers };
  const drafted = admittedOr(admit(command, history));
  await record(tx, { organization, performer: performer.id }, { asker, admitted: drafted });
  return tx.get('requests', request);
}

/** Whether a consent is one of this performer, asked for by this organization. */
function isConsentOf(row: ConsentRow | null, organization: string, performer: string): boolean {
  return row?.organization === organization && row.performer === performer;
}

/** A request of the asker's own organization, which nobody else changes until the transaction ends. */
export async function lockOwn(tx: Tx, id: string, asker: Party): Promise<RequestRow> {
  const before = await tx.find('requests', id);
  if (before === null) throw notFound();
  organizationOf(asker, before.organization);
  return locked(tx, before);
}

/** A request with whoever answers it: the performer, or somebody in her name. */
export interface Asked {
  readonly row: RequestRow;
  readonly by: InPerson;
}

/** A request with whoever signs it; `null` is a member of the organization that asks. */
export interface ToSign {
  readonly row: RequestRow;
  readonly by: InPerson | null;
}

/** The same to sign it: by the performer, in her name, or by a person of the organization that asks. */
export async function lockToSign(tx: Tx, id: string, person: Person): Promise<ToSign> {
  const before = await tx.find('requests', id);
  // As below, for a stranger.
  const performer = await tx.find('performers', before?.performer ?? id);
  if (!before?.sentAt || performer === null) throw notFound();
  const isHers = performer.user === person.user || heldOver(person, performer.id).length > 0;
  if (isHers || !isOf(person, before.organization)) {
    const signing = await lockFound(tx, before, { performer, person, weight: 'signs' });
    await refuseTwice(tx, signing.row, person);
    return signing;
  }
  const row = await locked(tx, before);
  if (row.record.terms.formalities?.signatures?.includes('production') !== true)
    throw new AppError(
      'state_conflict',
      'these terms take no signature of who asks; name it in their `formalities`, and send them again',
    );
  await refuseTwice(tx, row, person);
  return { row, by: null };
}

/** A request that was sent to this person, or to whom they act for; nobody else changes it until the transaction ends. */
export async function lockAsked(tx: Tx, id: string, person: Person, weight: Weight): Promise<Asked> {
  const before = await tx.find('requests', id);
  // Asked whether or not there is one: to a stranger both shall cost the same statements.
  const performer = await tx.find('performers', before?.performer ?? id);
  // A draft is nobody's business but its writer's.
  if (!before?.sentAt || performer === null) throw notFound();
  return lockFound(tx, before, { performer, person, weight });
}

async function lockFound(
  tx: Tx,
  before: RequestRow,
  { performer, person, weight }: { readonly performer: PerformerRow; readonly person: Person; readonly weight: Weight },
): Promise<Asked> {
  await answering(tx, before, { performer, person, weight });
  const row = await locked(tx, before);
  const asked = await tx.get('performers', row.performer);
  return { row, by: await answering(tx, row, { performer: asked, person, weight }) };
}

function answering(
  tx: Tx,
  { production, record: { terms } }: RequestRow,
  by: { readonly performer: PerformerRow; readonly person: Person; readonly weight: Weight },
): Promise<InPerson> {
  return actsAs(tx, { ...by, concerned: { production, terms } });
}

async function locked(tx: Tx, { id, performer }: RequestRow): Promise<RequestRow> {
  await tx.lock([id, performer]);
  return tx.get('requests', id);
}

/**
 * What the core admits of acts on this request, as it stands now; the answer throws the problem that a refusal is.
 *
 * @param own the authority of a guardian who signs.
 */
export async function admitting(tx: Tx, row: RequestRow, own?: string): Promise<(command: Command) => Admitted> {
  const names = await namesFor(tx, row.production, boxesOf(row.record.terms));
  const superseded = (await replacedBy(tx, row))?.record ?? null;
  const signers = await signersFor(tx, row, own);
  const history = { at: await tx.at(), request: row.record, consent: null, superseded, names, signers };
  return (command) => admittedOr(admit(command, history));
}

/** The same of one act. */
export async function admitted(tx: Tx, row: RequestRow, command: Command): Promise<Admitted> {
  return (await admitting(tx, row))(command);
}

/** The consent that signing this request replaces. */
export async function replacedBy(tx: Tx, { record: { supersedes } }: RequestRow): Promise<ConsentRow | null> {
  return supersedes === undefined ? null : tx.find('consents', supersedes);
}

/** Records what was admitted. */
export function record(
  tx: Tx,
  { organization, performer }: Pick<RequestRow, 'organization' | 'performer'>,
  by: {
    readonly asker: Party;
    readonly admitted: Admitted;
    readonly personal?: NewEntry['personal'];
    readonly refs?: Pick<Refs, 'dispute' | 'authority'>;
  },
): Promise<AppendedEntry[]> {
  const refs = { actor: actorOf(by.asker), organization, performer, ...by.refs };
  return tx.append(entriesOf(by.admitted, refs, by.personal));
}

/** Tells the members of the production's organization; the mail names nobody and no terms. */
export async function tellProduction(
  tx: Tx,
  row: RequestRow,
  answer: Mails['request_answered']['answer'],
  link: string,
): Promise<void> {
  const members = await tx.addresses(row.organization);
  await tx.deliver(members.map(({ email }) => mail(email, 'request_answered', { answer, request: row.id, link })));
}

/** Terms as sent, which may name only productions that the organization takes part in. */
export async function readTermsFor(tx: Tx, organization: string, json: unknown): Promise<Terms> {
  const terms = valid(readTerms(json, '/terms'));
  for (const list of ['permissions', 'prohibitions'] as const) {
    for (const [index, { box }] of terms[list].entries()) {
      for (const [at, production] of (box.production ?? []).entries()) {
        if ((await tx.partIn(production, organization)) !== null) continue;
        const path = `/terms/${list}/${index}/box/production/${at}`;
        throw invalidInput([{ path, message: 'no such production; name one that you take part in' }]);
      }
    }
  }
  return terms;
}
