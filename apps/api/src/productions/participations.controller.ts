import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mail } from '#mails';
import { newId, type ParticipationRow } from '#store';
import { Reads } from '#store/lists';
import { organizationOf } from '../asking/acting-for.js';
import { Asked, AskedByPerson, type Party } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { PageQuery, pageOf } from '../paging.js';
import { CONFIG } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { AcceptParticipation, NewParticipation, ParticipationPage, ParticipationView } from './productions.bodies.js';

@ApiTags('Participations')
@Controller('v1')
export class ParticipationsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Post('productions/:production/participations')
  @Writes()
  @Answers('Invite an organization into a production', ParticipationView, 201)
  async invite(
    @RecordId('production', 'prod') production: string,
    @Body() { role, email }: NewParticipation,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<ParticipationView> {
    const row = await tx.find('productions', production);
    if (row === null) throw notFound();
    // Only the owner invites; to everybody else the production may not even exist. Before the lock, which checks wait
    // for: a stranger shall not be able to hold them up.
    organizationOf(asker, row.organization);
    await tx.lock([production]);
    const participation = newId('part');
    const owner = await tx.find('organizations', row.organization);
    const address = email.toLowerCase();
    await tx.append([
      {
        type: 'participation.invited',
        refs: { actor: actorOf(asker), production, participation },
        evidence: { role },
        personal: { email: address },
      },
    ]);
    const about = { owner: owner?.name ?? '', title: row.title, role, link: this.config.baseUrl };
    await tx.deliver([{ ...mail(address, 'participation_invited', about), about: participation }]);
    const invitedAt = await tx.at();
    return { id: participation, production, organization: null, role, state: 'invited', invitedAt, acceptedAt: null };
  }

  @Get('productions/:production/participations')
  @Answers('Who takes part in a production', ParticipationPage)
  async listOf(
    @RecordId('production', 'prod') production: string,
    @Query() query: PageQuery,
    @Asked() asker: Party,
  ): Promise<ParticipationPage> {
    await this.sight.one(asker, 'productions', production);
    const { items, next } = await this.reads.participations({ production }, pageOf(query));
    return { items: items.map(viewOf), next };
  }

  @Get('participations')
  @Answers('Participations of an organization, or invitations to oneself', ParticipationPage)
  async list(@Query() query: PageQuery, @Asked() asker: Party): Promise<ParticipationPage> {
    const of =
      asker.kind === 'person' && asker.vouched === null && query.organization === undefined
        ? { email: asker.email }
        : { organization: organizationOf(asker, query.organization) };
    const { items, next } = await this.reads.participations(of, pageOf(query));
    return { items: items.map(viewOf), next };
  }

  @Post('participations/:participation/accept')
  @Writes()
  @Answers('Accept an invitation into a production', ParticipationView)
  async accept(
    @RecordId('participation', 'part') id: string,
    @Body() body: AcceptParticipation,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<ParticipationView> {
    const invited = await tx.find('participations', id);
    if (invited?.email !== person.email) throw notFound();
    const organization = organizationOf(person, body.organization);
    await tx.lock([invited.production, organization]);
    const row = await tx.find('participations', id);
    if (row?.state !== 'invited') throw new AppError('state_conflict', `the invitation is \`${row?.state ?? 'gone'}\``);
    await tx.append([
      {
        type: 'participation.accepted',
        refs: { actor: actorOf(person), production: row.production, participation: id, organization },
        evidence: {},
        personal: null,
      },
    ]);
    return viewOf({ ...row, organization, state: 'accepted', acceptedAt: await tx.at() });
  }
}

function viewOf({
  id,
  production,
  organization,
  role,
  state,
  invitedAt,
  acceptedAt,
}: ParticipationRow): ParticipationView {
  return { id, production, organization, role, state, invitedAt, acceptedAt };
}
