/** Whose signatures terms take: as her life, and the papers of those who act for her, stand when somebody asks. */
import type { SignedBeside } from './admit-facts.js';
import { concernsTerms } from './entrusted.js';
import { lifeAt } from './life.js';
import type { Life } from './life.js';
import { hasCome, isUnderWay } from './periods.js';
import type { Authority, PerformerStatement, ProductionPaths } from './records.js';
import type { Capacity, Instant, SignatureBeside, Terms } from './types.js';

/** What decides whose signatures count. */
export interface Signers extends Pick<Life, 'isMinor' | 'hasDied'> {
  /** The authorities of all guardians who must sign; of a minor alone. */
  readonly guardians: readonly string[];
  /** Authorities that somebody signed under, and that have ended since: these signatures count no more. */
  readonly ended: readonly string[];
  /** The hash of the words as they are shown now, by language: a signature under other ones counts no more. */
  readonly words?: Readonly<Record<string, string>>;
}

/** Of somebody who lives and is of age. */
export const HERSELF: Signers = { isMinor: false, hasDied: false, guardians: [], ended: [] };

/** An authority with whose it is: two of one person are signed under once. */
export type Paper = Pick<Authority, 'id' | 'capacity' | 'scope' | 'from' | 'until' | 'endedAt'> & {
  readonly person: string;
};

/** What `signersOf` asks of a request. */
type Asked = { readonly terms: Terms; readonly cosigned?: readonly SignedBeside[] };

/**
 * Who signs these terms.
 *
 * INVARIANT: a guardian whose document nobody has verified must sign all the same: the request waits until it is, or is ended.
 *
 * @param papers those over her, in the order in which they were recorded.
 * @param own the authority of a guardian who signs now: of several of one person it is this that counts.
 */
export function signersOf(
  { terms, cosigned = [] }: Asked,
  {
    record,
    papers,
    paths,
    own,
  }: {
    readonly record: readonly PerformerStatement[];
    readonly papers: readonly Paper[];
    readonly paths: ProductionPaths;
    readonly own?: string;
  },
  at: Instant,
): Signers {
  const { isMinor, hasDied } = lifeAt(record, at);
  const isInForce = (each: Paper): boolean => isUnderWay(each, at) && !hasCome(each.endedAt, at);
  const isSigned = ({ id }: Paper): boolean => id === own || cosigned.some(({ authority }) => authority === id);
  const people = new Map<string, string>();
  for (const paper of isMinor && !hasDied ? papers : []) {
    if (paper.capacity !== 'guardian' || !isInForce(paper) || !concernsTerms(paper.scope, terms, paths)) continue;
    if (!people.has(paper.person) || isSigned(paper)) people.set(paper.person, paper.id);
  }
  const ended = papers.filter((paper) => isSigned(paper) && !isInForce(paper)).map(({ id }) => id);
  return { isMinor, hasDied, guardians: [...people.values()], ended };
}

/** The signatures that count: of these very words, by whoever signs for her now, and beside her. */
export function countedIn(
  terms: Terms,
  signatures: readonly SignedBeside[],
  { isMinor, hasDied, guardians, ended, words = {} }: Signers,
): readonly SignedBeside[] {
  return signatures.filter((each) => {
    const { authority, capacity = 'guardian', locale = '', textHash } = each;
    if (authority !== undefined && ended.includes(authority)) return false;
    if ((words[locale] ?? textHash) !== textHash) return false;
    if (!isHers(each, terms)) return true;
    if (hasDied) return capacity === 'estate' || capacity === 'union';
    if (isMinor) return capacity === 'guardian' && guardians.includes(authority ?? '');
    return capacity !== 'guardian' && capacity !== 'estate';
  });
}

/**
 * Whose signatures the terms on the table still wait for: guardians by their authority, all others by what they are.
 *
 * INVARIANT: of a minor over whom no guardian is named it is hers, as of anybody: her age may be her own word, which who
 * asks is not told.
 */
export function missingIn(
  terms: Terms,
  signatures: readonly SignedBeside[],
  signers: Signers = HERSELF,
): readonly string[] {
  const counted = countedIn(terms, signatures, signers);
  const beside = asksFor(terms).filter((who) => !counted.some(({ capacity }) => capacity === CAPACITY_OF[who]));
  return [...new Set([...missingOfHers(terms, counted, signers), ...beside])];
}

function missingOfHers(
  terms: Terms,
  counted: readonly SignedBeside[],
  { isMinor, hasDied, guardians }: Signers,
): readonly string[] {
  if (isMinor && !hasDied && guardians.length > 0)
    return guardians.filter((id) => !counted.some(({ authority }) => authority === id));
  if (counted.some((each) => isHers(each, terms))) return [];
  return [hasDied ? 'estate' : 'performer'];
}

/** The same by what they are alone. */
export function rolesIn(missing: readonly string[], { guardians }: Signers): readonly string[] {
  return [...new Set(missing.map((who) => (guardians.includes(who) ? 'guardian' : who)))];
}

/** Signatures that the terms ask for and nobody can give: an estate's for the living, and counsel's for the dead. */
export function impossibleIn(
  terms: Terms,
  signatures: readonly SignedBeside[],
  signers: Signers,
): readonly SignatureBeside[] {
  const missing = missingIn(terms, signatures, signers);
  return asksFor(terms).filter(
    (who) =>
      missing.includes(who) && ((who === 'estate' && !signers.hasDied) || (who === 'counsel' && signers.hasDied)),
  );
}

/** Who signs beside her, by the terms. */
export function asksFor({ formalities }: Pick<Terms, 'formalities'>): readonly SignatureBeside[] {
  return formalities?.signatures ?? [];
}

const CAPACITY_OF: Readonly<Record<SignatureBeside, Capacity>> = {
  ...{ production: 'production', counsel: 'attorney', estate: 'estate' },
};

/** Hers, or one in her name; a lawyer whose signature the terms ask for signs beside her. */
export function isHers({ capacity = 'guardian' }: Pick<SignedBeside, 'capacity'>, terms: Terms): boolean {
  return capacity !== 'production' && !(capacity === 'attorney' && asksFor(terms).includes('counsel'));
}
