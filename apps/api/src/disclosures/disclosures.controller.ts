import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Store } from '#store';
import { Reads } from '#store/lists';
import { organizationOf, readerOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { Looking, LookingAt, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { readStatedUse } from '../checks/question.js';
import type { Config } from '../config.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { DisclosurePage, DisclosureQuery, DisclosureView, NewDisclosure } from './disclosures.bodies.js';
import { disclosureView, summaryOf } from './disclosure-view.js';
import { disclose } from './disclosing.js';

@ApiTags('Disclosures')
@Controller('v1/disclosures')
export class DisclosuresController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Post()
  @Writes()
  @Answers(
    'Declare an intended use',
    DisclosureView,
    201,
    'The triage says whether telling is enough, or whose written approval is needed and why.',
  )
  async create(@Body() body: NewDisclosure, @Asked() asker: Party, @Acting() { tx }: Act): Promise<DisclosureView> {
    const { production, performer } = body;
    const use = readStatedUse(body);
    const organization = organizationOf(asker, body.organization);
    const description = body.description ?? use.description ?? null;
    const intent = { actor: actorOf(asker), organization, production, performer, use, description };
    return disclosureView(tx, await disclose(tx, intent, this.config.baseUrl), asker);
  }

  @Get()
  @Answers('Disclosures', DisclosurePage, 200, 'Those for the productions that one takes part in, or about oneself.')
  async list(@Query() query: DisclosureQuery, @Looking() look: Look): Promise<DisclosurePage> {
    const { production, performer } = query;
    const filter = { ...(production && { production }), ...(performer && { performer }) };
    const through = { eyes: readerOf(look.asker, query), page: pageOf(query) };
    const { items, next } = await this.sight.showPage(look, 'disclosures', through, (viewer, page) =>
      this.reads.disclosures(viewer, filter, page),
    );
    return { items: items.map(summaryOf), next };
  }

  @Get(':disclosure')
  @Answers('One disclosure, in words, with what was answered', DisclosureView)
  async read(@RecordId('disclosure', 'dsc') id: string, @LookingAt() look: Look): Promise<DisclosureView> {
    const row = await this.sight.show(look, 'disclosures', id);
    return this.store.transaction((tx) => disclosureView(tx, row, look.asker));
  }
}
