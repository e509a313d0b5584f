/** Who speaks for the dead: authorities over an estate, whose document somebody verified, while they hold. */
import { isEntrusted, type Box, type Instant } from '#consent';
import type { AuthorityRow, DisclosureRow, Tx } from '#store';
import { actorOf, type Person } from '../asking/asker.js';
import { recordedUse } from '../checks/question.js';

/** The authorities over a performer's estate that are in force at an instant and entrust all of the use. */
export async function estatesOf(tx: Tx, disclosure: DisclosureRow, at: Instant): Promise<AuthorityRow[]> {
  const { performer } = disclosure;
  const found: AuthorityRow[] = [];
  for (const each of performer === null ? [] : await tx.authoritiesOver(performer)) {
    const { capacity, verifiedAt, endedAt, from, until, scope } = each;
    const isInForce = endedAt === null && from <= at && (until === null || until > at);
    if (capacity !== 'estate' || verifiedAt === null || !isInForce) continue;
    if (scope === null || (await isWithin(tx, scope, disclosure))) found.push(each);
  }
  return found;
}

/** The authority under which this person speaks for the estate about such a use; `null` where there is none. */
export async function estateOf(
  tx: Tx,
  { disclosure, person, at }: { readonly disclosure: DisclosureRow; readonly person: Person; readonly at: Instant },
): Promise<AuthorityRow | null> {
  const theirs = (await estatesOf(tx, disclosure, at)).find(
    ({ user, email, actor, verifiedBy }) =>
      // Whoever recorded or verified an authority vouched for its document, and would otherwise vouch for themselves.
      ![actor, verifiedBy].includes(actorOf(person)) && (user === person.user || email?.toLowerCase() === person.email),
  );
  return theirs ?? null;
}

/** Whether the use lies within what an authority entrusts. */
async function isWithin(tx: Tx, scope: Box, { use, production }: DisclosureRow): Promise<boolean> {
  const paths: Record<string, readonly string[]> = {};
  for (const id of [production, ...(scope.production ?? [])]) {
    const node = await tx.find('productions', id);
    if (node !== null) paths[id] = node.path;
  }
  return isEntrusted(scope, recordedUse(use), paths);
}
