/** Tells of a strike: an event of each consent that it pauses, and mail to those whom it concerns. */
import { mail } from '#mails';
import { noticesOf, type ConsentRow, type NewEntry, type Store, type SuspensionRow, type Tx } from '#store';
import { Undelivered, type Carrier } from './carrying.js';

/** Consents of one transaction: each is committed with the place where the next one begins. */
const PART = 250;
/** Titles in one mail; how many more there are is said. */
const TITLES_MAX = 50;

interface Step {
  readonly delivery: string;
  readonly row: SuspensionRow;
  readonly after: string;
  readonly limit: number;
  readonly link: string;
}

/**
 * Makes a `suspension` delivery: `{ suspension, change, after }`, of which `begins` and `lifted` are due when that was said, and
 * `ends` when the strike ends by itself. It is made part by part: however often it is taken up again, each consent has one event
 * and each address one mail. What is paused is paused since the act itself, whether or not anybody was told yet.
 */
export function suspensionCarrier(store: Pick<Store, 'transaction'>, { origin: link }: URL, limit = PART): Carrier {
  return async ({ id: delivery, payload: { suspension, change } }) => {
    if (typeof suspension !== 'string' || (change !== 'begins' && change !== 'ends' && change !== 'lifted'))
      throw new Undelivered('the delivery names no strike', 'never');
    const next = (): Promise<boolean> =>
      store.transaction(async (tx) => {
        // INVARIANT: whoever lifts it takes this as well, so that no part is told as paused once the strike is over.
        await tx.lock([noticesOf(suspension)]);
        const row = await tx.get('suspensions', suspension);
        const after = await tx.desk.strikes.placeOf(delivery);
        // Lifted, that has a delivery of its own.
        if (after === null || (change !== 'lifted' && row.liftedAt !== null)) return false;
        const step = { delivery, row, after, limit, link };
        return change === 'begins' ? tellPaused(tx, step) : tellResumed(tx, step);
      });
    while (await next());
  };
}

async function tellPaused(tx: Tx, { delivery, row, after, limit, link }: Step): Promise<boolean> {
  const at = await tx.at();
  const { id, until, reason } = row;
  if (until !== null && until <= at) return false;
  const { standing: paused, next } = await tx.desk.strikes.paused(row, { after, limit, at });
  // Whoever said so since it began was told of hers there.
  const told = await tx.desk.strikes.toldAmong(
    id,
    paused.map((consent) => consent.id),
  );
  const standing = paused.filter((consent) => !told.has(consent.id));
  await tx.append(standing.map((consent) => ({ ...entryOf(consent, id, 'consent.suspended'), evidence: { until } })));
  const { name: union } = await tx.get('organizations', row.organization);
  const about = { union, reason, until, link };
  await tellPerformers(tx, standing, { once: `paused ${id}`, mailTo: (to) => mail(to, 'use_paused', about) });
  if (next !== null) {
    await tx.desk.strikes.keepPlace(delivery, next);
    return true;
  }
  const { agreements } = row;
  for (const { organization, titles } of await tx.desk.strikes.toldOwners(id, 'consent.suspended'))
    await tellOwner(tx, organization, {
      once: `struck ${id}`,
      mailTo: (to) => mail(to, 'strike_begun', { ...about, agreements: [...agreements], ...titled(titles) }),
    });
  return false;
}

async function tellResumed(tx: Tx, { delivery, row, after, limit, link }: Step): Promise<boolean> {
  const at = await tx.at();
  const { id } = row;
  const { standing, next } = await tx.desk.strikes.told(id, { after, limit, at });
  const stillPaused = new Set<string>();
  const told = standing.map((consent) => consent.id);
  for (const other of await tx.desk.strikes.beside(id, at))
    for (const consent of await tx.desk.strikes.pausedAmong(other, told, { at })) stillPaused.add(consent);
  const resumed = standing.filter((consent) => !stillPaused.has(consent.id));
  await tx.append(resumed.map((consent) => ({ ...entryOf(consent, id, 'consent.resumed'), evidence: {} })));
  const { name: union } = await tx.get('organizations', row.organization);
  await tellPerformers(tx, resumed, {
    once: `resumed ${id}`,
    mailTo: (to) => mail(to, 'use_resumed', { union, link }),
  });
  if (next !== null) {
    await tx.desk.strikes.keepPlace(delivery, next);
    return true;
  }
  for (const { organization, titles } of await tx.desk.strikes.toldOwners(id, 'consent.resumed'))
    await tellOwner(tx, organization, {
      once: `over ${id}`,
      mailTo: (to) => mail(to, 'strike_over', { union, link, ...titled(titles) }),
    });
  return false;
}

function entryOf<T extends 'consent.suspended' | 'consent.resumed'>(
  { id: consent, request, production, performer, organization }: ConsentRow,
  suspension: string,
  type: T,
): Pick<NewEntry<T>, 'type' | 'refs' | 'personal'> {
  return {
    type,
    refs: { actor: 'system', organization, production, performer, request, consent, suspension },
    personal: null,
  };
}

interface Telling {
  /** Why they are told: each address once. */
  readonly once: string;
  readonly mailTo: (to: string) => ReturnType<typeof mail>;
}

/** A person has a profile with each employer, and hears of it once. */
async function tellPerformers(tx: Tx, consents: readonly ConsentRow[], { once, mailTo }: Telling): Promise<void> {
  const performers = [...new Set(consents.map(({ performer }) => performer))];
  const addresses = await tx.desk.strikes.addressesOf(performers);
  await tx.deliver(addresses.map((to) => ({ ...mailTo(to), once: `${once} ${to}` })));
}

async function tellOwner(tx: Tx, organization: string, { once, mailTo }: Telling): Promise<void> {
  const members = await tx.addresses(organization);
  await tx.deliver(members.map(({ user, email }) => ({ ...mailTo(email), once: `${once} ${organization} ${user}` })));
}

function titled(titles: readonly string[]): { productions: string[]; more: number } {
  return { productions: titles.slice(0, TITLES_MAX), more: Math.max(0, titles.length - TITLES_MAX) };
}
