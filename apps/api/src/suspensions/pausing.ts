/** Which consents a performer pauses in strikes that are on, or lets go on, and whom that is told. */
import { mail } from '#mails';
import type { ConsentRow, NewEntry, SuspensionRow, Tx } from '#store';
import { statedByHerself } from '../performers/details.js';
import { etagOf } from '../writing/previewed.js';
import type { StrikePauseView } from './strike-pause.bodies.js';

/** What saying so changes now. */
export interface StrikePause {
  readonly before: boolean;
  readonly pauses: boolean;
  readonly changes: readonly Changed[];
}

interface Changed {
  readonly consent: ConsentRow;
  readonly title: string;
  readonly becomes: 'paused' | 'resumed';
  readonly strikes: readonly SuspensionRow[];
}

/** Asked of the rows as they are, whether or not it is recorded yet: so what is shown is what the act does. */
export async function pauseOf(tx: Tx, profiles: readonly string[], pausesInStrikes: boolean): Promise<StrikePause> {
  const at = await tx.now();
  const consents = await tx.desk.strikes.consentsOf(profiles);
  const ids = consents.map(({ id }) => id);
  const rows = await Promise.all(profiles.map((profile) => tx.get('performers', profile)));
  const before = statedByHerself(rows).pausesInStrikes === true;
  const by = new Map<string, { readonly strike: SuspensionRow; readonly was: boolean; readonly is: boolean }[]>();
  for (const strike of await tx.desk.strikes.beside('', at)) {
    const was = await tx.desk.strikes.pausedAmong(strike, ids, { at });
    const is = await tx.desk.strikes.pausedAmong(strike, ids, { at, pausesInStrikes });
    for (const id of new Set([...was, ...is]))
      by.set(id, [...(by.get(id) ?? []), { strike, was: was.has(id), is: is.has(id) }]);
  }
  const changes: Changed[] = [];
  for (const consent of consents) {
    const under = by.get(consent.id) ?? [];
    const [was, is] = [under.some((each) => each.was), under.some((each) => each.is)];
    const strikes = under.flatMap((each) => (each.was === each.is ? [] : [each.strike]));
    if (was === is || strikes.length === 0) continue;
    const { title } = await tx.get('productions', consent.production);
    changes.push({ consent, title, becomes: is ? 'paused' : 'resumed', strikes });
  }
  return { before, pauses: pausesInStrikes, changes };
}

export function viewOfPause({ before, pauses, changes }: StrikePause): StrikePauseView {
  const consents = changes.map(({ consent: { id: consent, production }, title, becomes, strikes }) => {
    return { consent, production, title, becomes, strikes: strikes.map(({ id }) => id) };
  });
  return { before, pauses, consents, etag: etagOf({ before, pauses, consents }) };
}

/** An event of each consent, and mail to those who hold one that pauses, and to herself. */
export async function tellOf(
  tx: Tx,
  { changes }: StrikePause,
  { actor, link, to: hers }: { readonly actor: string; readonly link: string; readonly to: string },
): Promise<void> {
  const entries: NewEntry[] = [];
  for (const strike of new Set(changes.flatMap(({ strikes }) => strikes))) {
    const changed = changes.filter(({ strikes }) => strikes.includes(strike));
    const ids = changed.map(({ consent }) => consent.id);
    // A strike that has just begun may not have been told yet, and then is, as it is now.
    const told = await tx.desk.strikes.toldAmong(strike.id, ids);
    for (const { consent, becomes } of changed) {
      if ((becomes === 'paused') === told.has(consent.id)) continue;
      entries.push(entryOf(consent, { actor, becomes, strike }));
    }
    await mailOf(
      tx,
      changed.filter(({ becomes }) => becomes === 'paused'),
      { strike, link, hers },
    );
  }
  await tx.append(entries);
}

function entryOf(
  { id: consent, request, production, performer, organization }: ConsentRow,
  { actor, becomes, strike }: Pick<Changed, 'becomes'> & { readonly actor: string; readonly strike: SuspensionRow },
): NewEntry {
  const refs = { actor, organization, production, performer, request, consent, suspension: strike.id };
  return becomes === 'paused'
    ? { type: 'consent.suspended', refs, evidence: { until: strike.until }, personal: null }
    : { type: 'consent.resumed', refs, evidence: {}, personal: null };
}

async function mailOf(
  tx: Tx,
  paused: readonly Changed[],
  { strike, link, hers }: { readonly strike: SuspensionRow; readonly link: string; readonly hers: string },
): Promise<void> {
  if (paused.length === 0) return;
  const { name: union } = await tx.get('organizations', strike.organization);
  const about = { union, reason: strike.reason, until: strike.until, link };
  await tx.deliver([mail(hers, 'use_paused', about)]);
  for (const organization of new Set(paused.map(({ consent }) => consent.organization))) {
    const titles = new Set(
      paused.flatMap(({ consent, title }) => (consent.organization === organization ? [title] : [])),
    );
    const productions = [...titles].sort();
    const struck = { ...about, agreements: [...strike.agreements], productions: productions.slice(0, 50) };
    const members = await tx.addresses(organization);
    await tx.deliver(
      members.map(({ email }) =>
        mail(email, 'strike_begun', { ...struck, more: Math.max(0, productions.length - 50) }),
      ),
    );
  }
}
