/** What happened in productions, in the order of the log: what webhooks send, to be fetched. */
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { LogEvent, Store } from '#store';
import { liesWithin } from '../activity/in-her-place.js';
import { viewerOf } from '../asking/acting-for.js';
import { Looking, type Look } from '../asking/looking.js';
import { Mirror } from '../asking/mirror.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { EventQuery, EventsPage } from './events.bodies.js';

@ApiTags('Events')
@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly mirror: Mirror,
  ) {}

  @Get()
  @Answers(
    'What happened, in order',
    EventsPage,
    200,
    'In productions that the organization takes part in, or about oneself. An event holds ids and nothing of the records; reading those is what performers are told of.',
  )
  async list(@Query() query: EventQuery, @Looking() look: Look): Promise<EventsPage> {
    const viewer = viewerOf(look.asker, query);
    const { items, ...place } = await this.store.events.read(viewer, query.after ?? null, pageOf(query).limit);
    if (!('represented' in viewer)) return { items, ...place };
    const theirs = await this.entrusted(look, items);
    // As with her activity: whoever acts for her looks at her record by this.
    const showing = viewer.represented.map((id) => ({ kind: 'profile' as const, id, performer: id, production: null }));
    await this.mirror.record(look, showing, { viewer, how: 'activity' });
    return { items: theirs, ...place };
  }

  private entrusted({ asker }: Look, items: readonly LogEvent[]): Promise<LogEvent[]> {
    if (asker.kind === 'key') throw new Error('a key acts for its organization, and for no performer');
    return this.store.transaction(async (tx) => {
      const theirs: LogEvent[] = [];
      for (const item of items) if (await liesWithin(tx, asker, item.refs)) theirs.push(item);
      return theirs;
    });
  }
}
