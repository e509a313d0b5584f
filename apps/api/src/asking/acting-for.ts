/** In whose name a party acts or reads: one of its organizations, or a person's own. */
import { agreementsOf } from '#consent';
import type { Membership, Viewer } from '#store';
import { AppError, notFound } from '../errors/app-error.js';
import { invalidInput } from '../validation.js';
import type { Party } from './asked.js';
import type { Person } from './asker.js';
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
  return { organization: organizationOf(asker, organization), ...limitOf(asker) };
}

/** How far a key sees that is limited to some productions. */
function limitOf(asker: Party): Pick<OrganizationsEyes, 'within'> {
  return asker.kind === 'key' && asker.productions !== null ? { within: asker.productions } : {};
}

/** Everyone through whose eyes this party may read one record. */
export function viewersOf(asker: Party): readonly Viewer[] {
  if (asker.kind === 'key') return [{ organization: asker.organization, ...limitOf(asker) }];
  const organizations = asker.memberships
    .filter(({ kind }) => kind !== 'union')
    .map(({ organization }) => ({ organization }));
  return [...(asker.isPerformer ? [{ user: asker.user }] : []), ...organizations, ...inTheirPlace(asker)];
}

/** Those of them that are hers, or in her place: for what no organization reads. */
export function herEyesOf(asker: Party): readonly Viewer[] {
  return viewersOf(asker).filter((eyes) => !('organization' in eyes));
}

/**
 * The same for what also concerns those who may act for a performer: claims that no consent is needed, disclosures, and the
 * answers to them.
 */
export function allViewersOf(asker: Party): readonly Viewer[] {
  if (asker.kind === 'key') return viewersOf(asker);
  const self = asker.vouched === null ? [{ user: asker.user }] : [];
  return [...self, ...viewersOf({ ...asker, isPerformer: false })];
}

/** An organization's eyes; a union's see what is covered by its agreements, for a stated purpose. */
type OrganizationsEyes = Extract<Viewer, { readonly organization: string }>;

/** Of every union that a party is of. */
export function unionEyesOf(asker: Party): readonly OrganizationsEyes[] {
  return asker.kind === 'key' ? [] : asker.memberships.filter(({ kind }) => kind === 'union').map(eyesOf);
}

/** Through whose eyes lists of performers' records are read, which unions read as well. */
export function lookerOf(asker: Party, of: Named): Viewer {
  return unionNamed(asker, of) ?? viewerOf(asker, of);
}

/** The same for lists that are of no use to a performer. */
export function organizationsEyesOf(asker: Party, of: Pick<Named, 'organization'>): OrganizationsEyes {
  return unionNamed(asker, of) ?? { organization: organizationOf(asker, of.organization) };
}

/** The union that is named, or the only thing that one can read for. */
function unionNamed(asker: Party, { organization, representing }: Named): OrganizationsEyes | null {
  if (asker.kind === 'key' || representing !== undefined) return null;
  const unions = asker.memberships.filter(({ kind }) => kind === 'union');
  if (organization !== undefined) {
    const union = unions.find((each) => each.organization === organization);
    return union === undefined ? null : eyesOf(union);
  }
  const isOnlyOfUnions = unions.length > 0 && unions.length === asker.memberships.length;
  return isOnlyOfUnions && !asker.isPerformer ? eyesOf(unionOf(asker, undefined)) : null;
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

function eyesOf({ organization, kind, name }: Membership): OrganizationsEyes {
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
