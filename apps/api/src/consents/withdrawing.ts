/** A withdrawal, previewed and performed by one path: what she is shown is what happens, to whom she is told it happens. */
import {
  admit,
  decide,
  EMPTY_RECORDS,
  readBox,
  type Admitted,
  type Box,
  type Records,
  type Terms,
  type Use,
  type WithdrawalEffect,
} from '#consent';
import type { JsonObject } from '#ledger';
import { mail, type WithdrawalDoes } from '#mails';
import type { AppendedEntry, ConsentRow, Tx } from '#store';
import type { Person } from '../asking/asker.js';
import { pathsIn } from '../asking/entrusted.js';
import { actsAs, underOf, type InPerson } from '../asking/in-her-name.js';
import { recordedUse } from '../checks/question.js';
import { notFound } from '../errors/app-error.js';
import { admittedOr } from '../requests/admission.js';
import { valid } from '../reading.js';
import { boxesOf, namesFor } from '../requests/names.js';
import { record } from '../requests/request-acts.js';
import { invalidInput } from '../validation.js';

export interface TheWithdrawal extends Given {
  readonly admitted: Admitted;
  readonly effect: WithdrawalEffect;
  readonly told: readonly Recipient[];
}

export interface Recipient {
  readonly organization: string;
  readonly name: string;
  readonly productions: readonly string[];
}

/** A consent with whoever takes it back: the performer, or somebody in her name. */
export interface Given {
  readonly row: ConsentRow;
  readonly by: InPerson;
}

/** A consent of hers, or of whom this person acts for; or nothing. */
export async function consentOf(tx: Tx, id: string, person: Person): Promise<Given> {
  const row = await tx.find('consents', id);
  // Asked whether or not there is one: to a stranger both shall cost the same statements.
  const performer = await tx.find('performers', row?.performer ?? id);
  if (row === null || performer === null) throw notFound();
  const concerned = { production: row.production, terms: row.record.terms };
  return { row, by: await actsAs(tx, { performer, person, weight: 'binds', concerned }) };
}

/**
 * The scope of a withdrawal as sent. It may name only productions that the consent is about, or that lie above or below
 * these: what it names is told by title and stands in the log, and another's may be neither. One that the consent is not
 * about answers as one that does not exist.
 */
export async function readScope(tx: Tx, row: ConsentRow, json: object | null): Promise<Box | null> {
  if (json === null) return null;
  const scope = valid(readBox(json, '/scope'));
  const granted = row.record.terms.permissions.flatMap(({ box }) => box.production ?? []);
  const paths = await pathsIn(tx, [{ production: [row.production, ...granted] }, scope]);
  const isOnOnePath = (one: string, other: string): boolean =>
    (paths[one]?.includes(other) ?? false) || (paths[other]?.includes(one) ?? false);
  const faults = (scope.production ?? []).flatMap((named, index) => {
    if ([row.production, ...granted].some((about) => isOnOnePath(about, named))) return [];
    const message = 'no such production; name one that the consent is about';
    return [{ path: `/scope/production/${index}`, message }];
  });
  if (faults.length > 0) throw invalidInput(faults);
  return scope;
}

/** What withdrawing this scope does now, and who relied on it. For the act, the performer must be locked before. */
export async function withdrawal(
  tx: Tx,
  { row, by }: Given,
  scope: Box | null,
  version?: number,
): Promise<TheWithdrawal> {
  const names = await namesFor(tx, row.production, [...boxesOf(row.record.terms), ...(scope === null ? [] : [scope])]);
  const expected = version === undefined ? {} : { expectedVersion: version };
  const command = { kind: 'consent.withdraw', scope, ...expected, ...underOf(by) } as const;
  const admitted = admittedOr(admit(command, { at: await tx.at(), request: null, consent: row.record, names }));
  const { effect } = admitted;
  if (effect === null) throw new Error('a withdrawal was admitted without an effect');
  return { row, by, admitted, effect, told: await reliedOnBy(tx, row, scope) };
}

/** The mail and the entry of the act. */
export async function perform(
  tx: Tx,
  { row, by, admitted, effect, told }: TheWithdrawal,
  person: Person,
): Promise<AppendedEntry> {
  const { organization, performer } = row;
  const [entry] = await record(tx, { organization, performer }, { asker: person, admitted, refs: underOf(by) });
  if (entry === undefined) throw new Error('a withdrawal was admitted without an entry');
  const does = doneBy(effect, row.record.terms, await tx.at());
  for (const { organization: relying, productions } of told) {
    const members = await tx.addresses(relying);
    const about = { consent: row.id, productions, effect: effect.words.effect, stops: effect.words.stops, does };
    await tx.deliver(members.map(({ email }) => mail(email, 'consent_withdrawn', about)));
  }
  const names = told.map(({ name }) => name);
  const receipt = { consent: row.id, effect: effect.words.effect, told: names, entry: entry.id, does };
  // She has the receipt, whoever did it in her name.
  const hers = by.held === null ? null : by.performer.email;
  const addresses = new Set([person.email, ...(hers === null ? [] : [hers])]);
  await tx.deliver([...addresses].map((to) => mail(to, 'withdrawal_recorded', receipt)));
  // What she was shown stands in no entry, which holds the scope: the certificate says it as it was said.
  const { effect: when, stops, goesOn } = effect.words;
  const shown = { effect: [...when], stops: [...stops], goesOn: [...goesOn], told: names };
  await tx.deliver([{ kind: 'certificate', payload: { entry: entry.id, ...shown } }]);
  return entry;
}

/** What the effect does, for mail in any language; the last of what stops may be about works that exist. */
function doneBy(effect: WithdrawalEffect, { revocation }: Terms, at: string): WithdrawalDoes {
  const { kind, effectiveAt, worksMadeBefore } = effect;
  const { existingWorks } = revocation;
  const stopsWorks = existingWorks === 'stop_unreleased' || existingWorks === 'remove_where_practicable';
  const isAbout = kind === 'ends' && worksMadeBefore === 'stop' && stopsWorks;
  const ends = effectiveAt > at ? 'notice' : worksMadeBefore === 'continue' ? 'new_works' : 'at_once';
  return { kind: kind === 'asked' ? 'asked' : ends, at: effectiveAt, works: isAbout ? existingWorks : null };
}

/** Every organization with an allow, run out or not, that rested on what is withdrawn. */
export async function reliedOnBy(tx: Tx, row: ConsentRow, scope: Box | null): Promise<Recipient[]> {
  const relied = await tx.reliedOn(row.id);
  const relying = { production: relied.map(({ production }) => production) };
  const paths = await pathsIn(tx, [relying, ...(scope === null ? [] : [scope])]);
  const productions = new Map<string, Set<string>>();
  for (const { organization, production, use } of relied) {
    if (scope !== null && !touches(scope, useOf(use, production), paths)) continue;
    productions.set(organization, (productions.get(organization) ?? new Set()).add(production));
  }
  const named = [...productions.values()].flatMap((ids) => [...ids]);
  const { productions: titles } = await namesFor(tx, row.production, [{ production: named }]);
  const told: Recipient[] = [];
  for (const [organization, ids] of productions) {
    const name = (await tx.find('organizations', organization))?.name ?? organization;
    told.push({ organization, name, productions: [...ids].map((id) => titles[id] ?? id) });
  }
  return told.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Whether a use has a point in this scope. A scope of a withdrawal is read like a prohibition, so the engine is asked
 * whether it would bar the use: no second reading of boxes can come to differ from the first.
 */
function touches(scope: Box, use: Use, productionPaths: Records['productionPaths']): boolean {
  const standing = [{ id: 'scope', box: scope, from: use.from, until: null }];
  const records: Records = { ...EMPTY_RECORDS, standing, productionPaths };
  const { reasons } = decide(use, records, [], use.from);
  // A use too complex to compare is told of rather than left out.
  return reasons.some(({ code }) => code === 'STANDING_INSTRUCTION' || code === 'TOO_COMPLEX');
}

/**
 * Only its scope is compared, and what was stated beside it may have been read by other rules then.
 */
function useOf({ facts: _, quantity: __, ...scope }: JsonObject, production: string): Use {
  return recordedUse({ ...scope, production });
}
