/**
 * An act that is the performer's: by herself, or in her name under an authority. Here it is decided who may, in which
 * capacity; whether the act itself may be recorded is decided where it always is.
 */
import {
  asksFor,
  concernsTerms,
  entrustsTerms,
  lifeAt,
  type InHerName,
  type Life,
  type ProductionPaths,
  type Terms,
} from '#consent';
import { mail, type ActInHerName } from '#mails';
import type { HeldAuthority, PerformerRow, Tx } from '#store';
import { AppError, notFound } from '../errors/app-error.js';
import type { Person } from './asker.js';
import { pathsIn } from './entrusted.js';
import { heldOver, inForce } from './representing.js';

/** What an act is about. */
export interface Concerned {
  readonly production: string;
  /** `null` for what was read through the authority already. */
  readonly terms: Pick<Terms, 'permissions' | 'formalities'> | null;
}

/** Somebody who acts as a performer: with no authority she does. */
export interface InPerson {
  readonly performer: PerformerRow;
  readonly held: HeldAuthority | null;
  readonly life: Life;
}

/**
 * What the act does: it answers or asks and binds nobody; or it binds her, gives or takes back what she gave; or it signs,
 * which binds her too, but for whoever signs beside her because the terms ask for that.
 */
export type Weight = 'answers' | 'binds' | 'signs';

/**
 * As whom this person acts for a performer; throws `not_found` for whoever does not, and `not_allowed` where they act for
 * her and not so. Ask it again once she is locked: what ends an authority locks her too.
 */
export async function actsAs(
  tx: Tx,
  {
    performer,
    person,
    weight,
    concerned,
  }: { performer: PerformerRow; person: Person; weight: Weight; concerned: Concerned },
): Promise<InPerson> {
  // Before anything is read: to a stranger her record shall cost what one that is not there does.
  if (performer.user !== person.user && heldOver(person, performer.id).length === 0) throw notFound();
  const life = lifeAt(performer.record, await tx.now());
  if (performer.user === person.user) return { performer, held: null, life };
  const paths = await pathsIn(tx, boxesIn(person, performer, concerned));
  const { terms } = concerned;
  const held = inForce(heldOver(person, performer.id).map((each) => ({ ...each, ...life }))).filter(
    ({ scope }) => terms === null || concernsTerms(scope, terms, paths),
  );
  if (held.length === 0) throw notFound();
  if (await tx.takesPart(concerned.production, person.user))
    throw new AppError(
      'not_allowed',
      'whoever is of an organization that takes part in the production does not act for her there',
    );
  return {
    performer,
    held: chosen(held, weight, concerned, paths) ?? refuse(held, weight, concerned, paths),
    life,
  };
}

/** Of several authorities that reach so far, whoever signs does it as what is asked for: one person signs once. */
function chosen(
  held: readonly HeldAuthority[],
  weight: Weight,
  concerned: Concerned,
  paths: ProductionPaths,
): HeldAuthority | null {
  const reaching = held.filter((each) => whyNot(each, weight, concerned, paths) === null);
  const guardian = reaching.find(({ capacity }) => capacity === 'guardian');
  return guardian ?? reaching.find((each) => isBeside(each, weight, concerned)) ?? reaching[0] ?? null;
}

/** Whether it is counsel, whose signature these terms ask for: it is given beside hers, or her guardians', and binds nobody alone. */
function isBeside({ capacity }: HeldAuthority, weight: Weight, { terms }: Concerned): boolean {
  return weight === 'signs' && capacity === 'attorney' && terms !== null && asksFor(terms).includes('counsel');
}

function boxesIn(person: Person, { id }: PerformerRow, { terms }: Concerned) {
  return [
    ...heldOver(person, id).flatMap(({ scope }) => scope ?? []),
    ...(terms?.permissions.map(({ box }) => box) ?? []),
  ];
}

function refuse(held: readonly HeldAuthority[], weight: Weight, concerned: Concerned, paths: ProductionPaths): never {
  const [first] = held;
  throw new AppError('not_allowed', (first && whyNot(first, weight, concerned, paths)) ?? 'no authority covers this');
}

/** Why an authority that is about these terms does not reach to this act; `null` where it does. */
function whyNot(held: HeldAuthority, weight: Weight, concerned: Concerned, paths: ProductionPaths): string | null {
  const { terms } = concerned;
  const { authority, capacity, coversLikeness, isMinor, scope } = held;
  if (weight === 'answers') return null;
  const isAlone = !isBeside(held, weight, concerned);
  if (isAlone && isMinor && capacity !== 'guardian') return 'she is not of age; a guardian does this for her';
  if (isAlone && !coversLikeness)
    return `the document of \`${authority}\` does not speak of her likeness; read and prepare, and let her do this herself`;
  return terms === null || entrustsTerms(scope, terms, paths)
    ? null
    : `\`${authority}\` covers only a part of it; let her do this herself`;
}

/** What is recorded of the authority, beside the act itself. */
export function underOf({ held }: Pick<InPerson, 'held'>): InHerName {
  return held === null ? {} : { authority: held.authority };
}

/** She hears of everything that is done in her name, at the address of the profile that it was done for. */
export async function tellHer(
  tx: Tx,
  { performer, held }: Pick<InPerson, 'performer' | 'held'>,
  act: ActInHerName,
  link: string,
): Promise<void> {
  if (held === null || performer.email === null) return;
  const { capacity, authority } = held;
  await tx.deliver([mail(performer.email, 'done_in_her_name', { act, capacity, authority, link })]);
}
