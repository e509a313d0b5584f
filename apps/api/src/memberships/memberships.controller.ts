/**
 * What a union states of addresses: whoever has one is its member. INVARIANT: nothing here reads whether anybody has it, so
 * that no answer, and no time that one takes, tells the union who is in the ledger.
 */
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newId, type MembershipRow } from '#store';
import { Reads } from '#store/lists';
import { isOf, unionOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { PageQuery, pageOf } from '../paging.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { MembershipPage, MembershipView, NewMembership } from './memberships.bodies.js';

@ApiTags('Memberships')
@Controller('v1/memberships')
export class MembershipsController {
  constructor(private readonly reads: Reads) {}

  @Post()
  @Writes()
  @Answers(
    'State that an address is of a member of the union',
    MembershipView,
    201,
    'It counts for the profiles of that address which name the union, made before or after; what nobody names shows nothing.',
  )
  async make(
    @Body() body: NewMembership,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<MembershipView> {
    const { organization } = unionOf(person, body.organization);
    const email = body.email.toLowerCase();
    await tx.lock([`addresses:${organization}`]);
    const before = await tx.membershipOf(organization, email);
    if (before !== null) throw new AppError('already_exists', `this address was stated already, as \`${before.id}\``);
    const membership = newId('mem');
    const refs = { actor: actorOf(person), organization, membership };
    await tx.append([{ type: 'membership.stated', refs, evidence: {}, personal: { email } }]);
    return viewOf(await tx.get('memberships', membership));
  }

  @Get()
  @Answers('What the own union states of addresses', MembershipPage, 200, 'Ended statements included.')
  async list(@Query() query: PageQuery, @AskedByPerson() person: Person): Promise<MembershipPage> {
    const { organization } = unionOf(person, query.organization);
    const { items, next } = await this.reads.memberships({ organization }, pageOf(query));
    return { items: items.map(viewOf), next };
  }

  @Post(':membership/end')
  @Writes()
  @Answers(
    'End what the union states of an address',
    MembershipView,
    200,
    'At once the union speaks for nobody of that address any more, and sees nothing of theirs.',
  )
  async end(
    @RecordId('membership', 'mem') membership: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<MembershipView> {
    const before = await tx.find('memberships', membership);
    if (before === null || !isOf(person, before.organization)) throw notFound();
    const { organization } = before;
    await tx.lock([`addresses:${organization}`]);
    if ((await tx.get('memberships', membership)).endedAt !== null)
      throw new AppError('state_conflict', 'it was ended already');
    const refs = { actor: actorOf(person), organization, membership };
    await tx.append([{ type: 'membership.ended', refs, evidence: {}, personal: null }]);
    return viewOf(await tx.get('memberships', membership));
  }
}

function viewOf({ id, organization, email, statedAt, endedAt }: MembershipRow): MembershipView {
  return { id, union: organization, email, statedAt, endedAt };
}
