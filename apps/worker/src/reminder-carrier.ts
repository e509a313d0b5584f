import { createHash, randomBytes } from 'node:crypto';
import {
  concernsTerms,
  missingIn,
  requestStateOf,
  signersOf,
  type Box,
  type Instant,
  type ProductionPaths,
} from '#consent';
import { mail } from '#mails';
import { papersOf, type AuthorityRow, type RequestRow, type Store, type Tx } from '#store';
import { Undelivered, type Carrier } from './carrying.js';

/** As long as it is tried. It holds a token that stops reminders, which need not lie about for longer. */
const REMINDER_MINUTES = 4 * 24 * 60;

/**
 * Makes a `reminder` delivery: `{ request, version, nth }`. The row was made when the request was sent; whether anybody still
 * is to be reminded is read when it falls due. The one with `nth` 0 is due at once, and tells those who sign for her or beside
 * her that they must. What has been answered, taken back, changed or has lapsed reminds nobody, and nobody
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
      const { herself, inHerName, members } = await mustAnswer(tx, row, at);
      const { respondBy } = row.record;
      if (nth === 0) {
        const link = `${origin}/request#${request}`;
        for (const { id, email } of inHerName) {
          const notice = mail(email, 'signature_missing', { request, respondBy, link });
          await tx.deliver([{ ...notice, once: `signature missing ${request} ${version} ${id}` }]);
        }
        return;
      }
      const { name: producer } = await tx.get('organizations', row.organization);
      for (const { id, email } of [...herself, ...inHerName, ...members]) {
        if (await tx.reminders.isStopped(request, id)) continue;
        const token = randomBytes(24).toString('base64url');
        await tx.reminders.keepLink(createHash('sha256').update(token).digest(), { request, reminded: id });
        const about = { respondBy, link: origin, stop: `${origin}/reminders/${token}` };
        const reminder = herself.some((her) => her.id === id)
          ? mail(email, 'request_reminder', { producer, ...about })
          : mail(email, 'signature_missing', { request, ...about });
        // INVARIANT: at most two about one request to one person, however often it was sent anew.
        await tx.deliver([
          { ...reminder, usefulForMinutes: REMINDER_MINUTES, once: `reminded ${request} ${nth} ${id}` },
        ]);
      }
    });
  };
}

interface Addressed {
  /** A performer, an authority over one, or the account of a member of the organization that asks. */
  readonly id: string;
  readonly email: string;
}

/**
 * Whoever must sign and has not: she herself, and those who sign for her or beside her, who have papers of their own. A minor
 * over whom nobody is named may not sign, though who asks is told that it is she who is waited for.
 */
async function mustAnswer(
  tx: Tx,
  row: RequestRow,
  at: Instant,
): Promise<Readonly<Record<'herself' | 'inHerName' | 'members', readonly Addressed[]>>> {
  const { id, email, record } = await tx.get('performers', row.performer);
  const { terms, cosigned = [] } = row.record;
  const authorities = await tx.authoritiesOver(row.performer);
  const paths = await pathsIn(tx, [
    ...authorities.flatMap(({ scope }) => scope ?? []),
    ...terms.permissions.map(({ box }) => box),
  ]);
  const signers = signersOf(row.record, { record, papers: papersOf(authorities), paths }, at);
  const missing = missingIn(terms, cosigned, signers);
  const isWaitedFor = ({ id: authority, capacity }: AuthorityRow): boolean =>
    missing.includes(capacity === 'attorney' ? 'counsel' : capacity === 'guardian' ? authority : capacity);
  const inHerName: Addressed[] = [];
  for (const each of authorities) {
    const { id: authority, user, email: address, scope, verifiedAt, from, until, endedAt } = each;
    const isInForce = verifiedAt !== null && endedAt === null && from <= at && (until === null || until > at);
    if (address === null || !isInForce || !isWaitedFor(each) || !concernsTerms(scope, terms, paths)) continue;
    // Whoever is of an organization that takes part signs nothing for her there.
    if (user !== null && (await tx.takesPart(row.production, user))) continue;
    inHerName.push({ id: authority, email: address });
  }
  const members = missing.includes('production') ? await tx.addresses(row.organization) : [];
  return {
    herself: missing.includes('performer') && !signers.isMinor && email !== null ? [{ id, email }] : [],
    inHerName,
    members: members.map(({ user, email: address }) => ({ id: user, email: address })),
  };
}

async function pathsIn(tx: Tx, boxes: readonly Box[]): Promise<ProductionPaths> {
  const paths: Record<string, readonly string[]> = {};
  for (const node of new Set(boxes.flatMap(({ production = [] }) => production)))
    paths[node] = (await tx.find('productions', node))?.path ?? [];
  return paths;
}
