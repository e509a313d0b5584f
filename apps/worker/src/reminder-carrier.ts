import { createHash, randomBytes } from 'node:crypto';
import { concernsTerms, lifeAt, requestStateOf, type Instant } from '#consent';
import { mail } from '#mails';
import type { RequestRow, Store, Tx } from '#store';
import { Undelivered, type Carrier } from './relay.js';

/**
 * Makes a `reminder` delivery: `{ request, version, nth }`. The row was made when the request was sent; whether anybody still
 * is to be reminded is read when it falls due. What has been answered, taken back, changed or has lapsed reminds nobody, and nobody
 * is reminded twice of the same, nor after they stopped it.
 */
export function reminderCarrier(store: Store, { origin }: URL): Carrier {
  return async ({ payload: { request, version, nth } }) => {
    if (typeof request !== 'string' || typeof version !== 'number' || typeof nth !== 'number')
      throw new Undelivered('the delivery names no request', 'never');
    await store.transaction(async (tx) => {
      // Whoever answers it meanwhile is waited for, or waits.
      await tx.lock([request]);
      const row = await tx.get('requests', request);
      const at = await tx.at();
      if (row.version !== version || requestStateOf(row.record, at) !== 'sent') return;
      const { organization } = await tx.get('productions', row.production);
      const { name: producer } = await tx.get('organizations', organization);
      const { respondBy } = row.record;
      for (const { id, email } of await mustAnswer(tx, row, at)) {
        if (await tx.reminders.isStopped(request, id)) continue;
        const token = randomBytes(24).toString('base64url');
        await tx.reminders.keepLink(createHash('sha256').update(token).digest(), { request, reminded: id });
        const about = { producer, respondBy, link: origin, stop: `${origin}/reminders/${token}` };
        // INVARIANT: at most two about one request to one person, however often it was sent anew.
        await tx.deliver([{ ...mail(email, 'request_reminder', about), once: `reminded ${request} ${nth} ${id}` }]);
      }
    });
  };
}

interface Addressed {
  /** A performer, or an authority over one. */
  readonly id: string;
  readonly email: string;
}

/** Herself; or of a minor her guardians whose paper is verified and about these terms, but for those who have signed. */
async function mustAnswer(tx: Tx, { performer, record }: RequestRow, at: Instant): Promise<Addressed[]> {
  const { id, email, record: statements } = await tx.get('performers', performer);
  if (!lifeAt(statements, at).isMinor) return email === null ? [] : [{ id, email }];
  const { terms, cosigned = [] } = record;
  const guardians = (await tx.authoritiesOver(performer)).filter(
    ({ capacity, verifiedAt, endedAt, from, until }) =>
      capacity === 'guardian' &&
      verifiedAt !== null &&
      endedAt === null &&
      from <= at &&
      (until === null || until > at),
  );
  const boxes = [...guardians.flatMap(({ scope }) => scope ?? []), ...terms.permissions.map(({ box }) => box)];
  const paths: Record<string, readonly string[]> = {};
  for (const node of new Set(boxes.flatMap(({ production = [] }) => production)))
    paths[node] = (await tx.find('productions', node))?.path ?? [];
  return guardians
    .filter(
      ({ id: authority, scope }) =>
        concernsTerms(scope, terms, paths) && !cosigned.some((by) => by.authority === authority),
    )
    .flatMap(({ id: authority, email: address }) => (address === null ? [] : [{ id: authority, email: address }]));
}
