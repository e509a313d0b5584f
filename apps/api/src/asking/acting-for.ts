/** In whose name a party acts or reads: one of its organizations, or a person's own. */
import { agreementsOf } from '#consent';
import type { Viewer } from '#store';
import { AppError, notFound } from '../errors/app-error.js';
import { invalidInput } from '../validation.js';
import type { Party } from './asked.js';
import type { Membership, Person } from './asker.js';
import { representedBy } from './representing.js';

/**
 * The organization a party acts for. A person of several must name one; naming a foreign one finds nothing.
 *
 * INVARIANT: never a union. It watches over productions and declares strikes, and would else own what it watches over.
 */
export function organizationOf(asker: Party, named: string | undefined): string {
  if (asker.kind === 'key') {
    if (named !== undefined && named !== asker.organization) throw notFound();
    return asker.organization;
  }
  if (named !== undefined) {
    const { kind, organization } = membershipOf(asker, named);
    if (kind === 'union')
      throw new AppError('not_allowed', 'a union neither owns nor takes part; name another organization');
    return organization;
  }
  const own = asker.memberships.filter(({ kind }) => kind !== 'union');
  return theOnly(own, 'only a member of an organization can do this').organization;
}

/** The union that a person acts for. Who is in several must name one; naming a foreign one finds nothing. */
export function unionOf(person: Person, named: string | undefined): Membership {
  const own = person.memberships.filter(({ kind }) => kind === 'union');
  const unions = named === undefined ? own : own.filter(({ organization }) => organization === named);
  if (unions.length === 0 && named !== undefined) throw notFound();
  return theOnly(unions, 'only a member of a union can do this');
}

/** Whether a party is of this organization: its key, or one of its people. */
export function isOf(asker: Party, organization: string | null | undefined): boolean {
  if (asker.kind === 'key') return asker.organization === organization;
  return asker.memberships.some((each) => each.organization === organization);
}

/** A person's membership in an organization; without one the organization does not exist for them. */
export function membershipOf(person: Person, organization: string): Membership {
  const membership = person.memberships.find((each) => each.organization === organization);
  if (membership === undefined) throw notFound();
  return membership;
}

/** Like `membershipOf`, for what only an administrator of the organization does. */
export function administrationOf(person: Person, organization: string): Membership {
  const membership = membershipOf(person, organization);
  if (membership.role !== 'admin')
    throw new AppError('not_allowed', 'only an administrator of the organization can do this');
  return membership;
}

/** How somebody names themselves, where an organization of theirs could be named. */
const SELF = 'self';

/** In whose name a list is read, as its query says. */
export interface Named {
  readonly organization?: string;
  readonly representing?: string;
}

/** Through whose eyes a list is read. A performer reads as herself unless she names an organization of hers. */
export function viewerOf(asker: Party, { organization, representing }: Named): Viewer {
  if (representing !== undefined) return { represented: [representedBy(asker, representing)] };
  if (asker.kind === 'person' && asker.isPerformer && (organization ?? SELF) === SELF) return { user: asker.user };
  if (asker.kind === 'person' && asker.represents.length > 0 && asker.memberships.length === 0)
    throw invalidInput([{ path: '/representing', message: 'name the performer for whom you read' }]);
  return { organization: organizationOf(asker, organization) };
}

/** Everyone through whose eyes this party may read one record. */
export function viewersOf(asker: Party): readonly Viewer[] {
  if (asker.kind === 'key') return [{ organization: asker.organization }];
  const organizations = asker.memberships
    .filter(({ kind }) => kind !== 'union')
    .map(({ organization }) => ({ organization }));
  return [...(asker.isPerformer ? [{ user: asker.user }] : []), ...organizations, ...inTheirPlace(asker)];
}

/**
 * The same for what also concerns unions and those who may act for a performer: claims that no consent is needed,
 * disclosures, and the answers to them.
 */
export function allViewersOf(asker: Party): readonly Viewer[] {
  if (asker.kind === 'key') return [{ organization: asker.organization }];
  return [
    ...(asker.vouched === null ? [{ user: asker.user }] : []),
    ...asker.memberships.map(eyesOf),
    ...inTheirPlace(asker),
  ];
}

/** The eyes of everybody for whom a person acts. */
function inTheirPlace({ represents }: Person): readonly Viewer[] {
  return represents.length === 0 ? [] : [{ represented: represents.map(({ performer }) => performer) }];
}

/** Through whose eyes such a list is read: the only organization one belongs to, or else one's own. */
export function readerOf(asker: Party, of: Named): Viewer {
  const { organization: named } = of;
  if (asker.kind === 'key' || of.representing !== undefined) return viewerOf(asker, of);
  // Who may speak for the dead may belong to organizations as well.
  if (named === SELF && asker.vouched === null) return { user: asker.user };
  if (named !== undefined) return eyesOf(membershipOf(asker, named));
  const [only] = asker.memberships;
  if (asker.isPerformer || only === undefined) return { user: asker.user };
  return asker.memberships.length === 1 ? eyesOf(only) : viewerOf(asker, of);
}

/** A union also sees what concerns its agreements. */
function eyesOf({ organization, kind, name }: Membership): Viewer {
  return { organization, ...(kind === 'union' && { agreements: agreementsOf(name) }) };
}

function theOnly(own: readonly Membership[], otherwise: string): Membership {
  const [only] = own;
  if (only === undefined) throw new AppError('not_allowed', otherwise);
  if (own.length > 1) {
    throw invalidInput([{ path: '/organization', message: 'you belong to several; name the one you act for' }]);
  }
  return only;
}
