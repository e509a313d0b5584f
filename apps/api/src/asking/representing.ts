/** Who acts for a performer, and in which capacity somebody may: as her age, her life and the paper have it. */
import type { HeldAuthority } from '#store';
import { notFound } from '../errors/app-error.js';
import type { Party } from './asked.js';
import type { Person } from './asker.js';

/**
 * The authorities that count now. INVARIANT: a guardian acts for a minor, an estate for the dead, agents and attorneys for
 * the living; a union acts as itself.
 */
export function inForce(held: readonly HeldAuthority[]): readonly HeldAuthority[] {
  return held.filter(({ capacity, isMinor, hasDied }) => {
    switch (capacity) {
      case 'guardian':
        return isMinor && !hasDied;
      case 'agent':
      case 'attorney':
        return !hasDied;
      case 'estate':
        return hasDied;
      case 'union':
        return false;
    }
  });
}

/** Those that a person holds over one performer; none for whoever does not act for her. */
export function heldOver({ represents }: Person, performer: string): readonly HeldAuthority[] {
  return represents.filter((each) => each.performer === performer);
}

/** The performer whom somebody reads for; naming one for whom they do not act finds nothing. */
export function representedBy(asker: Party, performer: string): string {
  if (asker.kind === 'key' || heldOver(asker, performer).length === 0) throw notFound();
  return performer;
}
