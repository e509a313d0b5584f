import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mail } from '#mails';
import { newId, type PerformerRow, type Store } from '#store';
import { Reads } from '#store/lists';
import { organizationsEyesOf, organizationOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf, isSelf } from '../asking/asker.js';
import { Limits } from '../asking/limits.js';
import { Looking, LookingAt, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf, ViewQuery } from '../paging.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { detailsOf, toldOf } from './details.js';
import { NewPerformer, PerformerPage, PerformerRecord, PerformerView } from './performers.bodies.js';

@ApiTags('Performers')
@Controller('v1/performers')
export class PerformersController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly sight: Sight,
    private readonly limits: Limits,
  ) {}

  @Post()
  @Writes()
  @Answers('Invite a performer by e-mail', PerformerView, 201, 'Whoever signs in with that address claims the profile.')
  async invite(@Body() body: NewPerformer, @Asked() asker: Party, @Acting() { tx }: Act): Promise<PerformerView> {
    const organization = organizationOf(asker, body.organization);
    const { name } = body;
    const email = body.email.toLowerCase();
    const performer = newId('perf');
    // The organization's addresses are held too, so that two invitations of one cannot both be the first.
    await tx.lock([performer, `addresses:${organization}`]);
    const known = await tx.performerOf(organization, email);
    if (known !== null) throw new AppError('already_exists', `this address was invited already, as \`${known.id}\``);
    await tx.append([
      {
        type: 'performer.invited',
        refs: { actor: actorOf(asker), organization, performer },
        evidence: {},
        personal: { name, email },
      },
    ]);
    const inviter = await tx.find('organizations', organization);
    const about = { organization: inviter?.name ?? '', link: this.config.baseUrl };
    await tx.deliver([await this.limits.orWithheld(tx, email, mail(email, 'performer_invited', about))]);
    return { id: performer, organization, name, email, invitedAt: await tx.at(), claimedAt: null, erasedAt: null };
  }

  @Get()
  @Answers('The performers that the own organization invited; of a union, its members', PerformerPage)
  async list(@Query() query: ViewQuery, @Looking() look: Look): Promise<PerformerPage> {
    const through = { eyes: organizationsEyesOf(look.asker, query), page: pageOf(query) };
    const { items, next } = await this.sight.showPage(look, 'performers', through, (viewer, page) =>
      this.reads.performers(viewer, page),
    );
    return { items: items.map(viewOf), next };
  }

  @Get(':performer')
  @Answers('One performer, with what is stated of her', PerformerRecord)
  async read(@RecordId('performer', 'perf') id: string, @LookingAt() look: Look): Promise<PerformerRecord> {
    const row = await this.sight.show(look, 'performers', id);
    // Whoever engages her named the union, and does not learn by that whether she is in it.
    return this.store.transaction(async (tx) => ({
      ...viewOf(row),
      details: detailsOf(await toldOf(tx, row, look.asker)),
      memberOf: isSelf(look.asker, row) ? await tx.unionsOf(id) : null,
    }));
  }
}

function viewOf(row: PerformerRow): PerformerView {
  const { id, organization, name, email, invitedAt, claimedAt, erasedAt } = row;
  return { id, organization, name, email, invitedAt, claimedAt, erasedAt };
}
