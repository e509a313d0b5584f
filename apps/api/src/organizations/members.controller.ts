import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type MemberRow, type Store } from '#store';
import { Reads } from '#store/lists';
import { Accounts } from '../asking/accounts.js';
import { administrationOf, membershipOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { PageQuery, pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { invalidInput } from '../validation.js';
import { MemberPage, MemberView, NewMember } from './organizations.bodies.js';

/** The form of better-auth's ids of people. */
const PERSON = /^[0-9A-Za-z]{1,64}$/;

@ApiTags('Organizations')
@Controller('v1/organizations/:organization/members')
export class MembersController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly accounts: Accounts,
  ) {}

  @Post()
  @Writes()
  @Answers(
    'Add a member by e-mail',
    MemberView,
    201,
    'The membership counts once the person signs in with that address.',
  )
  async add(
    @RecordId('organization', 'org') organization: string,
    @Body() { email, name, role = 'member' }: NewMember,
    @AskedByPerson() person: Person,
    @Acting() act: Act,
  ): Promise<MemberView> {
    const { kind } = administrationOf(person, organization);
    if (role === 'union_rep' && kind !== 'union')
      throw invalidInput([{ path: '/role', message: 'only a union has representatives' }]);
    const address = email.toLowerCase();
    const user = await act.once(() => this.accounts.personWith(address));
    await act.tx.lock([organization]);
    // Adding again would change the role, and could leave an organization without an administrator.
    if (await act.tx.isMember(organization, user)) {
      throw new AppError('already_exists', 'this person is a member already; remove them first to change the role');
    }
    await act.tx.append([
      {
        type: 'member.added',
        refs: { actor: actorOf(person), organization, user },
        evidence: { role },
        personal: { name, email: address },
      },
    ]);
    return { user, name, email: address, role, addedAt: await act.tx.at() };
  }

  @Get()
  @Answers('The members of an organization', MemberPage)
  async list(
    @RecordId('organization', 'org') organization: string,
    @Query() query: PageQuery,
    @AskedByPerson() person: Person,
  ): Promise<MemberPage> {
    membershipOf(person, organization);
    const { items, next } = await this.reads.members({ organization }, pageOf(query));
    const names = await this.store.transaction((tx) => tx.memberNames(organization));
    const viewOf = ({ user, email, role, addedAt }: MemberRow): MemberView => {
      return { user, name: names.get(user) ?? null, email, role, addedAt };
    };
    return { items: items.map(viewOf), next };
  }

  @Delete(':user')
  @Writes()
  @Answers(
    'Remove a member, or leave',
    null,
    204,
    'An administrator removes anyone else; anyone may leave but the last administrator.',
  )
  async remove(
    @RecordId('organization', 'org') organization: string,
    @Param('user') user: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<void> {
    const isSelf = user === person.account;
    const { role } = isSelf ? membershipOf(person, organization) : administrationOf(person, organization);
    // What is no id cannot even be looked for.
    if (!PERSON.test(user)) throw notFound();
    await tx.lock([organization]);
    if (!(await tx.isMember(organization, user))) throw notFound();
    // Whoever was made one unasked gets out: it bars them from acting for whom the organization engages.
    if (isSelf && role === 'admin' && !(await tx.isAdministeredBeside(organization, user)))
      throw new AppError('state_conflict', 'you are the last administrator; add another one first');
    await tx.signOns.endMember(organization, user);
    await tx.append([
      { type: 'member.removed', refs: { actor: actorOf(person), organization, user }, evidence: {}, personal: null },
    ]);
  }
}
