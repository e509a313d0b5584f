/** Reminds whoever has not done what a recall asks of them, and takes it to others where it is late. */
import type { RecallStage } from '#consent';
import type { JsonObject } from '#ledger';
import { mail, type Mails } from '#mails';
import type { NewDelivery, RecallDuty, RecallLate, RecallRecipientRow, RecallRow, Store, Tx } from '#store';
import { mailTo, toldEntry } from './mailing.js';

/** What is chased; `hers` is that she writes to them, by the entry of that act. */
export interface Chase {
  readonly duty: RecallDuty;
  readonly stage: RecallStage | 'hers';
  readonly by?: string;
  readonly origin: string;
}

const STAGES = ['remind', 'overdue', 'owner', 'union', 'hers'];

/** Whether a payload says what to chase. */
export function isChased(payload: JsonObject): payload is JsonObject & Omit<Chase, 'origin'> {
  const { duty, stage, by } = payload;
  const isSaid = (duty === 'answer' || duty === 'deletion') && typeof stage === 'string' && STAGES.includes(stage);
  return isSaid && (by === undefined || typeof by === 'string');
}

/** Who owes nothing any more hears nothing any more. */
export async function chase(store: Store, recall: string, { duty, stage, by, origin }: Chase): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.lock([recall]);
    const row = await tx.get('recalls', recall);
    const all = await tx.recalls.recipients([recall]);
    const open = all.filter((each) => owes(row, each, duty));
    if (row.completedAt !== null || open.length === 0) return;
    if (stage === 'owner' || stage === 'union') return escalate(tx, { row, open, duty, to: stage, origin });
    const due = (duty === 'answer' ? row.answerBy : row.deleteBy) ?? row.answerBy;
    for (const recipient of open) {
      const once = `recall ${recall} ${duty} ${stage} ${by ?? ''}`;
      const wasReached = await tx.recalls.mayReach(recall, recipient.organization);
      const people = await mailTo(
        tx,
        { row, recipient, origin },
        ({ productions, link }) => {
          const about = { recall, productions, duty, due, isLate: stage === 'overdue', isHers: stage === 'hers' };
          return ['recall_reminder', { ...about, link }];
        },
        once,
      );
      // Somebody is there now whom no mail about it has failed to reach.
      if (!wasReached && (await tx.recalls.mayReach(recall, recipient.organization)))
        await tx.append([toldEntry(row, recipient, people)]);
    }
  });
}

/** Whether a recipient still owes this. */
export function owes({ deleteBy }: RecallRow, { answer, statedAt }: RecallRecipientRow, duty: RecallDuty): boolean {
  return duty === 'answer' ? answer === null : deleteBy !== null && statedAt === null;
}

interface Escalation {
  readonly row: RecallRow;
  readonly open: readonly RecallRecipientRow[];
  readonly duty: RecallLate;
  readonly to: 'owner' | 'union';
  readonly origin: string;
}

/** Takes what these have not done, or that no mail reaches them, to others; once. The recall must be locked. */
export async function escalate(tx: Tx, { row, open, duty, to, origin }: Escalation): Promise<void> {
  if (duty !== 'unreached' && row.escalations.some((each) => each.to === to && each.duty === duty)) return;
  const { id: recall, organization, production, performer } = row;
  const organizations = open.map((each) => each.organization);
  await tx.append([
    {
      type: 'recall.escalated',
      refs: { actor: 'system', organization, production, performer, recall },
      evidence: { to, duty, organizations },
      personal: null,
    },
  ]);
  const mails = (people: readonly { readonly email: string }[], late: readonly string[]): NewDelivery[] => {
    if (duty === 'unreached') {
      const lost: Mails['recall_unreached'] = { recall, unreached: late, to, link: origin };
      return people.map(({ email }) => mail(email, 'recall_unreached', lost));
    }
    const about: Mails['recall_escalated'] = { recall, duty, late, isUnions: to === 'union', link: origin };
    return people.map(({ email }) => mail(email, 'recall_escalated', about));
  };
  if (to === 'union') {
    const under = await tx.unionsUnder(production);
    const people = (await tx.unionAddresses(performer)).filter((each) => under.includes(each.organization));
    await tx.deliver(mails(people, await namesOf(tx, open)));
    return;
  }
  // Of a production each owner hears of its own, and of nobody's beside.
  const late = new Map<string, RecallRecipientRow[]>();
  for (const each of open)
    for (const owner of await ownersOf(tx, each)) late.set(owner, [...(late.get(owner) ?? []), each]);
  for (const [owner, theirs] of late) await tx.deliver(mails(await tx.addresses(owner), await namesOf(tx, theirs)));
}

/** Who owns the productions in which a recipient relied on it. */
export async function ownersOf(tx: Tx, { productions }: RecallRecipientRow): Promise<ReadonlySet<string>> {
  const owners = new Set<string>();
  for (const id of productions) owners.add((await tx.get('productions', id)).organization);
  return owners;
}

/** What recipients are called, in order. */
export async function namesOf(tx: Tx, recipients: readonly RecallRecipientRow[]): Promise<string[]> {
  const names: string[] = [];
  for (const { organization } of recipients) names.push((await tx.get('organizations', organization)).name);
  return names.sort();
}
