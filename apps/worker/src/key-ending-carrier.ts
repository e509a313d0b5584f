import { mail, type Store } from '#store';
import type { Carrier } from './relay.js';

/**
 * Warns of a `key_ending` delivery: `{ key }`. The row was made with the key; who is to be told, and whether there is still
 * something to tell, is read when it falls due.
 */
export function keyEndingCarrier(store: Store, { origin }: URL): Carrier {
  return async ({ payload: { key } }) => {
    if (typeof key !== 'string') throw new Error('the delivery names no key');
    await store.transaction(async (tx) => {
      const { name, organization, endsAt, revokedAt, replacedBy } = await tx.get('keys', key);
      if (revokedAt !== null || replacedBy !== null || endsAt <= (await tx.now())) return;
      const owner = await tx.get('organizations', organization);
      const administrators = await tx.administrators(organization);
      const lines = [
        `The key “${name}” of ${owner.name} ends by itself at ${endsAt}. What uses it is refused from then on.`,
        '',
        'Make a new key and put its secret where this one is, in time.',
        '',
        `Sign in to see the keys: ${origin}`,
      ];
      await tx.deliver(
        administrators.map(({ user, email }) => ({
          ...mail(email, 'An API key is about to end', lines),
          // A ticket that is carried twice warns once.
          once: `key ending ${key} ${user}`,
        })),
      );
    });
  };
}
