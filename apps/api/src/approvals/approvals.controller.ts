import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mail, type Mails } from '#mails';
import { newId, type ApprovalRow, type DisclosureRow, type NewEntry, type Tx } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { wholeReaderOf } from '../disclosures/disclosure-view.js';
import { approvalToOthers, approvalView } from './approval-view.js';
import { ApprovalView, NewApproval, VoidApproval } from './approvals.bodies.js';
import { capacityOf, refuseVoiding, type Capacity } from './approving.js';

@ApiTags('Approvals')
@Controller('v1')
export class ApprovalsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sight: Sight,
  ) {}

  @Post('disclosures/:disclosure/approvals')
  @Writes()
  @Answers(
    'Approve a disclosed use, or refuse',
    ApprovalView,
    201,
    'A yes counts for exactly this use: another tool, place, stage or fact makes it another. It never stands for consent. ' +
      'A later no of the same party takes it back, and that of an estate ends with the authority it was given under.',
  )
  async give(
    @RecordId('disclosure', 'dsc') id: string,
    @Body() { kind, verdict, expiresAt = null, note }: NewApproval,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<ApprovalView> {
    const disclosure = await this.sight.toActOn(person, 'disclosures', id, tx);
    // Before the lock, which checks wait for: who may not approve shall not be able to hold them up.
    const asked = { disclosure, person, verdict };
    await capacityOf(tx, kind, { ...asked, at: await tx.now() });
    // Whoever speaks for her, as her estate or her union, does so by what is recorded of her.
    const hers = ['studio', 'legal'].includes(kind) ? null : disclosure.performer;
    await tx.lock(hers === null ? [disclosure.production] : [hers, disclosure.production]);
    const at = await tx.at();
    const capacity = await capacityOf(tx, kind, { ...asked, at });
    const { organization, authority } = capacity;
    if (expiresAt !== null && expiresAt <= at)
      throw invalidInput([{ path: '/expiresAt', message: 'send an instant that lies ahead' }]);
    const counting = (await tx.approvalsOf(id)).find((each) => each.kind === kind && counts(each, at));
    if (verdict === 'given' && counting !== undefined)
      throw new AppError('already_exists', `this kind is approved already, as \`${counting.id}\`; void that one first`);
    const { production, performer, useHash } = disclosure;
    const approval = newId('apv');
    const refs = {
      ...{ actor: actorOf(person), production, disclosure: id, approval },
      ...(organization === null ? {} : { organization }),
      ...(authority === undefined ? {} : { authority }),
      ...(performer === null ? {} : { performer }),
    };
    const personal = note === undefined ? null : { note };
    const entry: NewEntry =
      verdict === 'given'
        ? { type: 'approval.given', refs, evidence: { kind, useHash, expiresAt }, personal }
        : { type: 'approval.refused', refs, evidence: { kind, useHash }, personal };
    const before = verdict === 'given' ? [] : await tx.yesesTo(disclosure);
    // A no takes the place of the same party's yes; whether or not it has run out.
    const overtaken = before.filter((each) => each.kind === kind && isOfParty(each, capacity, person));
    const reason = `Refused later, as \`${approval}\`.`;
    await tx.append([entry, ...overtaken.map((each) => voiding(each, person, reason))]);
    await this.tell(tx, disclosure, { approval: kind, answer: verdict });
    return approvalView(await tx.get('approvals', approval));
  }

  @Post('approvals/:approval/void')
  @Writes()
  @Answers(
    'Take an approval back',
    ApprovalView,
    200,
    'By who gave it, a member of the organization that did, or who may give one of that kind for that use now. No check that starts after this answer rests on it.',
  )
  async void(
    @RecordId('approval', 'apv') id: string,
    @Body() { reason }: VoidApproval,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<ApprovalView> {
    const row = await this.sight.toActOn(person, 'approvals', id, tx);
    const disclosure = await tx.get('disclosures', row.disclosure);
    await refuseVoiding(tx, row, { disclosure, person, at: await tx.now() });
    await tx.lock([row.production]);
    const { verdict, voidedAt, kind } = await tx.get('approvals', id);
    if (verdict === 'refused') throw new AppError('state_conflict', 'the answer was a refusal; nothing rests on it');
    if (voidedAt !== null) throw new AppError('state_conflict', 'the approval was taken back already');
    await tx.append([voiding(row, person, reason)]);
    await this.tell(tx, disclosure, { approval: kind, answer: 'voided' });
    const after = await tx.get('approvals', id);
    if ((await wholeReaderOf(tx, disclosure, person)) !== null) return approvalView(after);
    // What another estate or union wrote to its yes is not for the next one.
    return { ...approvalToOthers(after, person), voidReason: after.voidReason };
  }

  /** The organization that disclosed hears every answer, a no above all. */
  private async tell(
    tx: Tx,
    { id, organization }: DisclosureRow,
    about: Pick<Mails['approval_answered'], 'approval' | 'answer'>,
  ): Promise<void> {
    const members = await tx.addresses(organization);
    const link = this.config.baseUrl;
    await tx.deliver(members.map(({ email }) => mail(email, 'approval_answered', { ...about, disclosure: id, link })));
  }
}

function voiding({ id, production, performer }: ApprovalRow, person: Person, reason: string | undefined): NewEntry {
  const refs = { actor: actorOf(person), production, approval: id, ...(performer !== null && { performer }) };
  return { type: 'approval.voided', refs, evidence: {}, personal: reason === undefined ? null : { reason } };
}

/** Two estates are two parties. One person is one, whichever of two authorities each answer was given under. */
function isOfParty(yes: ApprovalRow, { organization, authority }: Capacity, person: Person): boolean {
  if (authority !== undefined) return yes.authority === authority || yes.actor === actorOf(person);
  return yes.organization === organization;
}

function counts({ verdict, voidedAt, expiresAt }: ApprovalRow, at: string): boolean {
  return verdict === 'given' && voidedAt === null && (expiresAt === null || expiresAt > at);
}
