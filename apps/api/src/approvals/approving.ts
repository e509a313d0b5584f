/** Who may give an approval of which kind. */
import type { ApprovalKind, Instant } from '#consent';
import type { ApprovalRow, DisclosureRow, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import { actorOf, type Person } from '../asking/asker.js';
import { AppError } from '../errors/app-error.js';
import { estateOf } from './estates.js';

/** In whose name an approval is given: an organization's, one's own, or an estate's under an authority. */
export type Capacity = { readonly organization: string | null; readonly authority?: string };

/** What the kind takes, for whoever lacks it. */
const WHO: Readonly<Record<ApprovalKind, string>> = {
  studio: 'a member of an organization that takes part as studio, other than who disclosed it',
  legal: "a member of an organization that takes part as studio, or an administrator of the production's owner",
  union: "a member of the performer's union, or without a performer of one whose agreement the production is under",
  estate:
    'a person with a recorded and verified authority of the estate for such a use, outside the organization that engages her',
  performer: 'the performer',
};

/** Who would approve what, and when. */
interface Approving {
  readonly disclosure: DisclosureRow;
  readonly person: Person;
  readonly at: Instant;
}

/**
 * The capacity in which this person gives this kind of approval; throws `not_allowed` where there is none.
 *
 * INVARIANT: nobody alone both discloses a use and approves it, in whatever capacity: it takes two people to reach an
 * allow that rests on an approval. The performer is the exception, since it is her own likeness.
 */
export async function capacityOf(
  tx: Tx,
  kind: ApprovalKind,
  approving: Approving & Pick<ApprovalRow, 'verdict'>,
): Promise<Capacity> {
  const found = await FINDERS[kind](tx, approving);
  if (found === null) throw new AppError('not_allowed', `an approval of kind \`${kind}\` is given by ${WHO[kind]}`);
  if (kind !== 'performer' && (await isAlone(tx, approving)))
    throw new AppError('not_allowed', 'whoever disclosed a use does not approve it; ask another person to');
  if (approving.verdict === 'given' && found.authority !== undefined)
    await refuseUnwitnessed(tx, found.authority, approving);
  return found;
}

/**
 * An estate speaks in the place of a consent, so nobody alone makes one: neither one person who states that she died, says
 * who represents her and discloses the use, nor a machine, whose people are not known.
 */
async function refuseUnwitnessed(tx: Tx, authority: string, { disclosure, person }: Approving): Promise<void> {
  const { actor, verifiedBy, performer } = await tx.get('authorities', authority);
  const { record } = await tx.get('performers', performer);
  const death = record.findLast(({ diedOn }) => diedOn !== undefined);
  const actors = [
    ...[actor, ...(verifiedBy === null ? [] : [verifiedBy])],
    ...(death ? [death.actor] : []),
    ...(await tx.disclosuresOf(disclosure)).map((each) => each.actor),
  ];
  const people: string[] = [];
  for (const each of actors) {
    if (!each.startsWith('user:') || (await isAmongThem(tx, each, [actorOf(person), ...people]))) continue;
    people.push(each);
  }
  if (people.length > 1) return;
  const message =
    'one person stated her death, recorded the authority and disclosed the use; ask another to disclose it too';
  throw new AppError('not_allowed', message);
}

/** Whether somebody is one of these people, under whichever of their addresses. */
async function isAmongThem(tx: Tx, actor: string, people: readonly string[]): Promise<boolean> {
  for (const each of people) if (await tx.isOnePerson(actor, each)) return true;
  return false;
}

/**
 * Throws where neither this person nor their organization gave the approval, and they could give none now. Who gave one may
 * have left, and the performer their union: it would stand for ever, if nobody else could take it back.
 */
export async function refuseVoiding(
  tx: Tx,
  { kind, actor, organization }: Pick<ApprovalRow, 'kind' | 'actor' | 'organization'>,
  approving: Approving,
): Promise<void> {
  const isTheirs = actor === actorOf(approving.person) || isOf(approving.person, organization);
  if (isTheirs || (await FINDERS[kind](tx, approving)) !== null) return;
  throw new AppError('not_allowed', `an approval of kind \`${kind}\` is taken back by whose it is, or by ${WHO[kind]}`);
}

/** Whether nobody else would stand behind the use. Which person sent a key is not known: any member may have. */
async function isAlone(tx: Tx, { disclosure, person }: Approving): Promise<boolean> {
  // An approval is for the use, so a second disclosure of it by somebody else hides nothing.
  const made = await tx.disclosuresOf(disclosure);
  for (const { actor } of made) if (await tx.isOnePerson(actor, actorOf(person))) return true;
  if (made.some(({ actor }) => actor.startsWith('user:'))) return false;
  return made.some(({ organization }) => isOf(person, organization));
}

type Finder = (tx: Tx, approving: Approving) => Promise<Capacity | null>;

const FINDERS: Readonly<Record<ApprovalKind, Finder>> = {
  studio: forStudio,
  legal: async (tx, approving) => {
    const { disclosure, person } = approving;
    const owner = (await tx.find('productions', disclosure.production))?.organization;
    const isOwnersAdmin = person.memberships.some(
      ({ organization, role }) => organization === owner && role === 'admin',
    );
    return (await forStudio(tx, approving)) ?? (isOwnersAdmin && owner ? { organization: owner } : null);
  },
  union: async (tx, { disclosure, person }) => memberOf(person, await unionsFor(tx, disclosure)),
  estate: async (tx, approving) => {
    const { disclosure, person } = approving;
    const profile = disclosure.performer === null ? null : await tx.find('performers', disclosure.performer);
    // Whoever engages her does not speak for her, whenever they joined.
    const authority = isOf(person, profile?.organization) ? null : await estateOf(tx, approving);
    return authority === null ? null : { organization: null, authority: authority.id };
  },
  performer: async (tx, { disclosure: { performer }, person }) => {
    const profile = performer === null ? null : await tx.find('performers', performer);
    return profile?.user === person.user ? { organization: null } : null;
  },
};

/** The unions that speak of a use: those of the performer, or where nobody can be identified those of the production. */
export function unionsFor(tx: Tx, { production, performer }: DisclosureRow): Promise<string[]> {
  return performer === null ? tx.unionsUnder(production) : tx.unionsOf(performer);
}

async function forStudio(tx: Tx, { disclosure, person }: Approving): Promise<Capacity | null> {
  return memberOf(person, await tx.participants(disclosure.production, 'studio'));
}

function memberOf(person: Person, organizations: readonly string[]): Capacity | null {
  const found = person.memberships.find(({ organization }) => organizations.includes(organization));
  return found === undefined ? null : { organization: found.organization };
}
