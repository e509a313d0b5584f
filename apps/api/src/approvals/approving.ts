/** Who may give an approval of which kind. */
import { isEntrusted, type ApprovalKind, type Box } from '#consent';
import type { AuthorityRow, DisclosureRow, Tx } from '#store';
import { actorOf, type Person } from '../asking/asker.js';
import { recordedUse } from '../checks/question.js';
import { AppError } from '../errors/app-error.js';

/** In whose name an approval is given: an organization's, or one's own. */
export type Capacity = { readonly organization: string | null };

/** What the kind takes, for whoever lacks it. */
const WHO: Readonly<Record<ApprovalKind, string>> = {
  studio: 'a member of an organization that takes part as studio, other than who disclosed it',
  legal: "a member of an organization that takes part as studio, or an administrator of the production's owner",
  union: "a member of the performer's union, or without a performer of one whose agreement the production is under",
  estate: 'a person with a recorded and verified authority of the estate for such a use',
  performer: 'the performer',
};

/** The capacity in which this person gives this kind of approval; throws `not_allowed` where there is none. */
export async function capacityOf(
  tx: Tx,
  kind: ApprovalKind,
  disclosure: DisclosureRow,
  person: Person,
): Promise<Capacity> {
  const found = await FINDERS[kind](tx, disclosure, person);
  if (found === null) throw new AppError('not_allowed', `an approval of kind \`${kind}\` is given by ${WHO[kind]}`);
  return found;
}

type Finder = (tx: Tx, disclosure: DisclosureRow, person: Person) => Promise<Capacity | null>;

const FINDERS: Readonly<Record<ApprovalKind, Finder>> = {
  // An owner could take part as its own studio: whoever discloses a use is not the contact who grants it.
  studio: async (tx, disclosure, person) =>
    disclosure.actor === actorOf(person) ? null : forStudio(tx, disclosure, person),
  legal: async (tx, disclosure, person) => {
    const owner = (await tx.find('productions', disclosure.production))?.organization;
    const isOwnersAdmin = person.memberships.some(
      ({ organization, role }) => organization === owner && role === 'admin',
    );
    return (await forStudio(tx, disclosure, person)) ?? (isOwnersAdmin && owner ? { organization: owner } : null);
  },
  union: async (tx, { production, performer }, person) => memberOf(person, await tx.unionsOf(production, performer)),
  estate: async (tx, disclosure, person) => {
    const { performer } = disclosure;
    for (const { user, email, scope } of performer === null ? [] : await estatesOf(tx, performer)) {
      const isTheirs = user === person.user || email?.toLowerCase() === person.email;
      if (isTheirs && (scope === null || (await isWithin(tx, scope, disclosure)))) return { organization: null };
    }
    return null;
  },
  performer: async (tx, { performer }, person) => {
    const profile = performer === null ? null : await tx.find('performers', performer);
    return profile?.user === person.user ? { organization: null } : null;
  },
};

/** Whether the use lies within what an authority entrusts. */
async function isWithin(tx: Tx, scope: Box, { use, production }: DisclosureRow): Promise<boolean> {
  const paths: Record<string, readonly string[]> = {};
  for (const id of [production, ...(scope.production ?? [])]) {
    const node = await tx.find('productions', id);
    if (node !== null) paths[id] = node.path;
  }
  return isEntrusted(scope, recordedUse(use), paths);
}

/** The authorities over a performer's estate that are in force, and whose document somebody verified. */
export async function estatesOf(tx: Tx, performer: string): Promise<AuthorityRow[]> {
  const at = await tx.at();
  return (await tx.authoritiesOver(performer)).filter(
    ({ capacity, from, until, endedAt, verifiedAt }) =>
      capacity === 'estate' && verifiedAt !== null && endedAt === null && from <= at && (until === null || until > at),
  );
}

async function forStudio(tx: Tx, { production }: DisclosureRow, person: Person): Promise<Capacity | null> {
  return memberOf(person, await tx.participants(production, 'studio'));
}

function memberOf(person: Person, organizations: readonly string[]): Capacity | null {
  const found = person.memberships.find(({ organization }) => organizations.includes(organization));
  return found === undefined ? null : { organization: found.organization };
}
