/** Reminds whoever has not done what a recall asks of them, and takes it to others where it is late. */
import type { RecallStage } from '#consent';
import type { JsonObject } from '#ledger';
import { mail, type Mails } from '#mails';
import type { NewDelivery, RecallDuty, RecallRecipientRow, RecallRow, Store, Tx } from '#store';
import { mailsTo } from './telling.js';

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
      const mails = await mailsTo(
        tx,
        { row, recipient, origin },
        ({ productions, link }) => {
          const about = { recall, productions, duty, due, isLate: stage === 'overdue', isHers: stage === 'hers' };
          return ['recall_reminder', { ...about, link }];
        },
        once,
      );
      await tx.deliver(mails);
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
  readonly duty: RecallDuty;
  readonly to: 'owner' | 'union';
  readonly origin: string;
}

async function escalate(tx: Tx, { row, open, duty, to, origin }: Escalation): Promise<void> {
  if (row.escalations.some((each) => each.to === to && each.duty === duty)) return;
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
    const about: Mails['recall_escalated'] = { recall, duty, late, isUnions: to === 'union', link: origin };
    return people.map(({ email }) => mail(email, 'recall_escalated', about));
  };
  if (to === 'union') {
    const under = await tx.unionsUnder(production);
    const people = (await tx.unionAddresses(performer)).filter((each) => under.includes(each.organization));
    await tx.deliver(mails(people, await namesOf(tx, organizations)));
    return;
  }
  // Of a production each owner hears of its own, and of nobody's beside.
  for (const [owner, late] of await byOwner(tx, open))
    await tx.deliver(mails(await tx.addresses(owner), await namesOf(tx, late)));
}

async function byOwner(tx: Tx, open: readonly RecallRecipientRow[]): Promise<Map<string, string[]>> {
  const owners = new Map<string, string[]>();
  for (const { organization, productions } of open) {
    const of = new Set<string>();
    for (const id of productions) of.add((await tx.get('productions', id)).organization);
    for (const owner of of) owners.set(owner, [...(owners.get(owner) ?? []), organization]);
  }
  return owners;
}

async function namesOf(tx: Tx, organizations: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const id of organizations) names.push((await tx.get('organizations', id)).name);
  return names.sort();
}
