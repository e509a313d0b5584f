/** Who signs a request, as her life and the papers of those who act for her stand. */
import { asksFor, countedIn, lifeAt, missingIn, render, signersOf, type RequestRecord, type Signers } from '#consent';
import { papersOf, type RequestRow, type Tx } from '#store';
import { actorOf, type Person } from '../asking/asker.js';
import { AppError } from '../errors/app-error.js';
import { boxesOf, namesFor } from './names.js';

/** A request, or what one is made of. */
interface Asked {
  readonly performer: string;
  readonly production: string;
  readonly record: Pick<RequestRecord, 'terms' | 'cosigned'>;
}

/**
 * Who signs these terms now.
 *
 * @param own the authority under which somebody is about to.
 */
export async function signersFor(tx: Tx, { performer, production, record }: Asked, own?: string): Promise<Signers> {
  const { record: stated } = await tx.get('performers', performer);
  const papers = papersOf(await tx.authoritiesOver(performer));
  // Tools are left out: one that a paper names too would cost fewer statements than one that nothing names.
  const boxes = [...boxesOf(record.terms), ...papers.flatMap(({ scope }) => scope ?? [])];
  const named = boxes.flatMap((box) => (box.production === undefined ? [] : [{ production: box.production }]));
  const { paths = {} } = await namesFor(tx, production, named);
  const over = { record: stated, papers, paths, ...(own !== undefined && { own }) };
  return signersOf(record, over, await tx.at());
}

/** Of a request that takes several signatures, those that count. */
export interface Signatures {
  readonly counted: NonNullable<RequestRecord['cosigned']>;
  /** Those that are missing: guardians by authority, others by what they are; nobody where it is hers alone. */
  readonly waitsFor: readonly string[];
}

/** The signatures under the terms on the table. */
export async function signaturesOf(tx: Tx, row: RequestRow): Promise<Signatures> {
  const { terms, cosigned = [] } = row.record;
  const signers = { ...(await signersFor(tx, row)), words: await wordsOf(tx, row) };
  const counted = countedIn(terms, cosigned, signers);
  const isHersAlone = signers.guardians.length === 0 && !signers.hasDied && asksFor(terms).length === 0;
  return { counted, waitsFor: row.state !== 'sent' || isHersAlone ? [] : missingIn(terms, cosigned, signers) };
}

/** The hash of the words as they are shown now, in each language that somebody signed in. */
async function wordsOf(tx: Tx, row: RequestRow): Promise<NonNullable<Signers['words']>> {
  const { terms, cosigned = [], supersedes } = row.record;
  const locales = new Set(cosigned.flatMap(({ locale }) => locale ?? []));
  if (locales.size === 0) return {};
  const replaced = supersedes === undefined ? null : await tx.find('consents', supersedes);
  const names = {
    ...(await namesFor(tx, row.production, boxesOf(terms))),
    ...(replaced && { replaces: replaced.givenAt }),
  };
  return Object.fromEntries([...locales].map((locale) => [locale, render(terms, locale, names).hash]));
}

/**
 * INVARIANT: one person signs once, in whichever of their capacities: who looks a second time at what they signed themselves
 * looks for nobody.
 */
export async function refuseTwice(tx: Tx, row: RequestRow, person: Person): Promise<void> {
  const { counted } = await signaturesOf(tx, row);
  if (counted.length === 0) return;
  for (const { at, refs } of await tx.entries.cosigning({ request: row.id, performer: row.performer })) {
    const isCounted = counted.some(({ signedAt }) => signedAt === at);
    if (!isCounted || !(await tx.isOnePerson(refs.actor, actorOf(person)))) continue;
    throw new AppError(
      'state_conflict',
      'you have signed this already, and one person signs once; the request waits for others',
    );
  }
}

/** Whether she has died, as far as it is known. */
export async function hasDied(tx: Tx, performer: string): Promise<boolean> {
  return lifeAt((await tx.get('performers', performer)).record, await tx.at()).hasDied;
}
