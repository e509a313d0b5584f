import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newId, type Store } from '#store';
import { Reads } from '#store/lists';
import { organizationOf, viewerOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { Sight } from '../asking/sight.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { NewTool, ToolPage, ToolQuery, ToolSummary, ToolView } from './tools.bodies.js';
import { summaryOf, toolView } from './tool-view.js';

@ApiTags('Tools')
@Controller('v1/tools')
export class ToolsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Post()
  @Writes()
  @Answers('Register a tool', ToolSummary, 201, 'One version under one licence tier. It counts once it is attested.')
  async register(@Body() body: NewTool, @Asked() asker: Party, @Acting() { tx }: Act): Promise<ToolSummary> {
    const organization = organizationOf(asker, body.organization);
    const { vendor, name, version, tier, likenessOf = null } = body;
    if (likenessOf !== null) {
      const performer = await tx.find('performers', likenessOf);
      if (performer?.organization !== organization) throw notFound();
    }
    const tool = newId('tool');
    await tx.lock([tool]);
    await tx.append([
      {
        type: 'tool.registered',
        refs: { actor: actorOf(asker), organization, tool },
        evidence: { vendor, name, version, tier, likenessOf },
        personal: null,
      },
    ]);
    const registeredAt = await tx.at();
    return summaryOf({ id: tool, organization, vendor, name, version, tier, likenessOf, registeredAt }, asker);
  }

  @Get()
  @Answers('Tools', ToolPage, 200, 'Those of the own organization, and of those it shares a production with.')
  async list(@Query() query: ToolQuery, @Asked() asker: Party): Promise<ToolPage> {
    const { vendor, name } = query;
    const filter = { ...(vendor !== undefined && { vendor }), ...(name !== undefined && { name }) };
    const { items, next } = await this.reads.tools(viewerOf(asker, query), filter, pageOf(query));
    return { items: items.map((row) => summaryOf(row, asker)), next };
  }

  @Get(':tool')
  @Answers('One tool, with what was attested of it', ToolView)
  async read(@RecordId('tool', 'tool') id: string, @Asked() asker: Party): Promise<ToolView> {
    const row = await this.sight.one(asker, 'tools', id);
    return this.store.transaction((tx) => toolView(tx, row, asker));
  }
}
