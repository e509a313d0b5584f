import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newId, type ProductionRow } from '#store';
import { Reads } from '#store/lists';
import { organizationOf, viewerOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { Sight } from '../asking/sight.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import {
  NewProduction,
  ProductionPage,
  ProductionQuery,
  ProductionView,
  type ProductionKind,
} from './productions.bodies.js';

/** What may lie right under what; the rest stand alone. */
const PARTS_OF: Readonly<Record<ProductionKind, readonly ProductionKind[]>> = {
  series: ['season', 'episode'],
  season: ['episode'],
  campaign: ['spot'],
  episode: [],
  film: [],
  spot: [],
  game: [],
};

@ApiTags('Productions')
@Controller('v1/productions')
export class ProductionsController {
  constructor(
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Post()
  @Writes()
  @Answers('Create a production, or a part of one', ProductionView, 201, 'Consent on a production covers its parts.')
  async create(@Body() body: NewProduction, @Asked() asker: Party, @Acting() { tx }: Act): Promise<ProductionView> {
    const organization = organizationOf(asker, body.organization);
    const { kind, title, parent } = body;
    const production = newId('prod');
    const above = parent === undefined ? null : await tx.find('productions', parent);
    // Before the lock, which checks wait for: a stranger shall not be able to hold them up. An owner never changes.
    if (parent !== undefined && above?.organization !== organization) throw notFound();
    await tx.lock([production, ...(parent === undefined ? [] : [parent])]);
    if (above !== null && !PARTS_OF[above.kind].includes(kind)) {
      throw invalidInput([{ path: '/kind', message: `a ${above.kind} has no ${kind} in it` }]);
    }
    const path = [...(above?.path ?? []), production];
    await tx.append([
      {
        type: 'production.created',
        refs: {
          ...{ actor: actorOf(asker), organization, production },
          // The owner takes part in the root, and so in all below it.
          ...(above === null ? { participation: newId('part') } : {}),
        },
        evidence: { kind, title, path },
        personal: null,
      },
    ]);
    return { id: production, organization, parent: parent ?? null, path, kind, title, createdAt: await tx.at() };
  }

  @Get()
  @Answers('Productions one takes part in', ProductionPage)
  async list(@Query() query: ProductionQuery, @Asked() asker: Party): Promise<ProductionPage> {
    const { parent } = query;
    const filter = parent === undefined ? {} : { parent };
    const { items, next } = await this.reads.productions(viewerOf(asker, query), filter, pageOf(query));
    return { items: items.map(viewOf), next };
  }

  @Get(':production')
  @Answers('One production', ProductionView)
  async read(@RecordId('production', 'prod') id: string, @Asked() asker: Party): Promise<ProductionView> {
    return viewOf(await this.sight.one(asker, 'productions', id));
  }
}

function viewOf({ id, organization, parent, path, kind, title, createdAt }: ProductionRow): ProductionView {
  return { id, organization, parent, path, kind, title, createdAt };
}
