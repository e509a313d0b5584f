import { mail } from '#mails';
import type { Store, Tx } from '#store';
import { Undelivered, type Carrier } from './carrying.js';
import { returned } from './recalls/unreached.js';

/**
 * Tells of an `undelivered` delivery: `{ about, delivery }`, a request, a participation or a recall, and the mail about it that will
 * not arrive. The row was made with that failure. Of a recall that is for the recall to settle; of what is asked whoever belongs to the organization that asked, when it falls due, hears of it once, and neither the address nor
 * what the mail server said.
 */
export function undeliveredCarrier(store: Store, { origin }: URL): Carrier {
  return async ({ id, payload: { about, delivery } }) => {
    if (typeof about !== 'string') throw new Undelivered('the delivery says not what it is about', 'never');
    if (about.startsWith('rcl_'))
      return returned(store, { recall: about, delivery: typeof delivery === 'string' ? delivery : '', origin });
    await store.transaction(async (tx) => {
      const { organization, what } = await ownerOf(tx, about);
      const members = await tx.addresses(organization);
      await tx.deliver(
        members.map(({ user, email }) => ({
          ...mail(email, 'mail_failed', { what, id: about, link: origin }),
          once: `told ${id} ${user}`,
        })),
      );
    });
  };
}

async function ownerOf(tx: Tx, about: string): Promise<{ organization: string; what: 'request' | 'participation' }> {
  if (about.startsWith('req_'))
    return { organization: (await tx.get('requests', about)).organization, what: 'request' };
  const { production } = await tx.get('participations', about);
  return { organization: (await tx.get('productions', production)).organization, what: 'participation' };
}
