/** What happened to a performer's record: every check, every look and every change, for her alone. */
import { Controller, Get, Inject, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { ACTIVITY_KINDS, type ActivityRequest, type Store } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import type { Person } from '../asking/asker.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { ActivityPage, ActivityQuery } from './activity.bodies.js';
import { itemOf } from './activity-view.js';

const LINES = 'application/x-ndjson';
/** How many entries a file takes from the log at once, and how many times. */
const CHUNK = 200;
const CHUNKS_MAX = 1000;

@ApiTags('Activity')
@Controller('v1/activity')
export class ActivityController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Get()
  @ApiProduces('application/json', LINES)
  @Answers(
    'Who asked about her, who looked, and what changed',
    ActivityPage,
    200,
    'With who, for which production, when and why. Her own reads are not among it. The last line of a file says where it goes on.',
  )
  async list(
    @Query() query: ActivityQuery,
    @AskedByPerson() person: Person,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActivityPage | StreamableFile> {
    const { kind, performer = null, fold, format } = query;
    const request = {
      ...{ user: person.user, performer, isFolded: fold === 'true', ...pageOf(query) },
      kinds: kind === undefined ? ACTIVITY_KINDS : [kind],
    };
    if (format !== 'lines') return this.page(request, person);
    void reply.header('content-type', LINES).header('content-disposition', 'attachment; filename="activity.jsonl"');
    return new StreamableFile(Readable.from(this.lines(request, person)));
  }

  private async page(request: ActivityRequest, person: Person): Promise<ActivityPage> {
    const { items, next } = await this.store.activity.read(request);
    const named = await this.store.activity.named(items.map(({ entry }) => entry));
    return { items: items.map((each) => itemOf(each, named, person.user)), next };
  }

  private async *lines(request: ActivityRequest, person: Person): AsyncGenerator<string> {
    let cursor = request.cursor;
    for (let chunk = 0; chunk < CHUNKS_MAX; chunk += 1) {
      const { items, next } = await this.page({ ...request, limit: CHUNK, ...(cursor && { cursor }) }, person);
      for (const item of items) yield `${JSON.stringify(item)}\n`;
      cursor = next ?? undefined;
      if (next === null) break;
    }
    yield `${JSON.stringify({ next: cursor ?? null })}\n`;
  }
}
