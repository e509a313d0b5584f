import { mail } from '#mails';
import type { Store } from '#store';
import { Undelivered, type Carrier } from './carrying.js';

/**
 * Warns of a `key_ending` delivery: `{ key }`. The row was made with the key; who is to be told, and whether there is still
 * something to tell, is read when it falls due.
 */
export function keyEndingCarrier(store: Store, { origin }: URL): Carrier {
  return async ({ payload: { key } }) => {
    if (typeof key !== 'string') throw new Undelivered('the delivery names no key', 'never');
    await store.transaction(async (tx) => {
      const { name, organization, endsAt, revokedAt, replacedBy } = await tx.get('keys', key);
      if (revokedAt !== null || replacedBy !== null || endsAt <= (await tx.now())) return;
      const owner = await tx.get('organizations', organization);
      const administrators = await tx.administrators(organization);
      const about = { key: name, organization: owner.name, endsAt, link: origin };
      await tx.deliver(
        administrators.map(({ user, email }) => ({
          ...mail(email, 'key_ending', about),
          // A ticket that is carried twice warns once.
          once: `key ending ${key} ${user}`,
        })),
      );
    });
  };
}
