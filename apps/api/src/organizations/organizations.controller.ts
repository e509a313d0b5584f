import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newId, type OrganizationRow, type Store } from '#store';
import { Reads } from '#store/lists';
import { isOf, organizationOf } from '../asking/acting-for.js';
import { Asked, AskedByPerson, type Party } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { secondFactorNeeded } from '../asking/held-back.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { PageQuery, pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { NewOrganization, OrganizationPage, OrganizationView } from './organizations.bodies.js';

@ApiTags('Organizations')
@Controller('v1/organizations')
export class OrganizationsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
  ) {}

  @Post()
  @Writes()
  @Answers('Create an organization', OrganizationView, 201, 'Whoever creates it becomes its first administrator.')
  async create(
    @Body() { kind, name }: NewOrganization,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<OrganizationView> {
    // Who makes it is its administrator, whose say needs a second factor.
    if (person.session.level !== 'strong') throw secondFactorNeeded();
    if (kind === 'union' && !person.isOperator) throw new AppError('not_allowed', 'a union is created by an operator');
    const organization = newId('org');
    const actor = actorOf(person);
    await tx.lock([organization]);
    await tx.append([
      { type: 'organization.created', refs: { actor, organization }, evidence: { kind, name }, personal: null },
      {
        type: 'member.added',
        refs: { actor, organization, user: person.user },
        evidence: { role: 'admin' },
        personal: { name: person.name, email: person.email },
      },
    ]);
    return { id: organization, kind, name, createdAt: await tx.at() };
  }

  @Get()
  @Answers('The organizations one belongs to', OrganizationPage)
  async list(@Query() query: PageQuery, @Asked() asker: Party): Promise<OrganizationPage> {
    if (asker.kind === 'key')
      return { items: [await this.find(organizationOf(asker, query.organization))], next: null };
    const own = asker.memberships.map(({ organization }) => organization);
    const { items, next } = await this.reads.organizations(own, pageOf(query));
    return { items: items.map(viewOf), next };
  }

  @Get(':organization')
  @Answers('One organization', OrganizationView)
  read(@RecordId('organization', 'org') id: string, @Asked() asker: Party): Promise<OrganizationView> {
    if (!isOf(asker, id)) throw notFound();
    return this.find(id);
  }

  private async find(id: string): Promise<OrganizationView> {
    const row = await this.store.transaction((tx) => tx.find('organizations', id));
    if (row === null) throw notFound();
    return viewOf(row);
  }
}

function viewOf({ id, kind, name, createdAt }: OrganizationRow): OrganizationView {
  return { id, kind, name, createdAt };
}
