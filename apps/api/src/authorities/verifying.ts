/** Who may verify the document of an authority: never who recorded it, nor who gains by it. */
import type { AuthorityRow, PerformerRow, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import { actorOf, userOf, type Person } from '../asking/asker.js';
import { AppError, notFound } from '../errors/app-error.js';

/** For whom somebody verifies: the performer herself, the organization that engages her, or a union of hers. */
export type Side = { readonly organization: string | null };

/**
 * The side of this person, where she is a member of these unions; throws `not_found` for whoever is on none. She comes first:
 * she may be an officer of her union.
 */
export function sideOf({ user, organization }: PerformerRow, unions: readonly string[], person: Person): Side {
  if (person.user === user) return { organization: null };
  const own = [organization, ...unions].find((each) => isOf(person, each));
  if (own === undefined) throw notFound();
  return { organization: own };
}

/**
 * INVARIANT: nobody makes a representative alone, and an organization makes none for a living performer: one of the two who
 * record and verify is the performer, or of her union. Of the dead, whose word nobody can ask, two people are enough.
 */
export async function refuseVerifying(
  tx: Tx,
  {
    authority,
    performer,
    side,
    person,
  }: { authority: AuthorityRow; performer: PerformerRow; side: Side; person: Person },
): Promise<void> {
  const { actor, user, capacity } = authority;
  if (await tx.isOnePerson(actor, actorOf(person)))
    throw new AppError('not_allowed', 'another person than who recorded it verifies the document');
  const isNamed = user !== null && (await tx.isOnePerson(`user:${user}`, actorOf(person)));
  const theirs = [performer.organization, ...(side.organization === null ? [] : [side.organization])];
  for (const each of theirs) if (isNamed || (user !== null && (await tx.isMember(each, user)))) throw NAMED;
  if (!isRecordedByHer(authority, performer) && side.organization === performer.organization && capacity !== 'estate')
    throw new AppError(
      'not_allowed',
      'your organization recorded it; she verifies it herself, or a member of her union',
    );
}

const NAMED = new AppError(
  'not_allowed',
  'the document names you, or a member of your organization or of the one that engages her; such a person does not act for her',
);

/** Whether the performer recorded it herself. */
export function isRecordedByHer({ actor }: AuthorityRow, { user }: PerformerRow): boolean {
  return user !== null && userOf(actor) === user;
}
