/** What happened to a performer's record: every check, every look and every change, for her and whoever acts for her. */
import { Controller, Get, Inject, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { ACTIVITY_KINDS, type ActivityRequest, type Happening, type Store } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import type { Person } from '../asking/asker.js';
import { Looking, type Look } from '../asking/looking.js';
import { Mirror } from '../asking/mirror.js';
import { heldOver, representedBy } from '../asking/representing.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { invalidInput } from '../validation.js';
import { ActivityPage, ActivityQuery } from './activity.bodies.js';
import { itemOf } from './activity-view.js';
import { inHerPlace } from './in-her-place.js';

const LINES = 'application/x-ndjson';
/** How many entries a file takes from the log at once, and how many times. */
const CHUNK = 200;
const CHUNKS_MAX = 1000;
/** How often one page is read on for what is theirs. */
const READS_MAX = 50;

@ApiTags('Activity')
@Controller('v1/activity')
export class ActivityController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly mirror: Mirror,
  ) {}

  @Get()
  @ApiProduces('application/json', LINES)
  @Answers(
    'Who asked about her, who looked, and what changed',
    ActivityPage,
    200,
    'With who, for which production, when and why. Her own reads are not among it. Whoever acts for her names her as `representing` and reads what their authority is about, which is a look as well. The last line of a file says where it goes on.',
  )
  async list(
    @Query() query: ActivityQuery,
    @AskedByPerson() person: Person,
    @Looking() look: Look,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActivityPage | StreamableFile> {
    const { kind, fold, format } = query;
    const request = {
      ...{ ...whoseOf(query, person), isFolded: fold === 'true', ...pageOf(query) },
      kinds: kind === undefined ? ACTIVITY_KINDS : [kind],
    };
    if (format === 'lines') {
      await this.look(look, request);
      void reply.header('content-type', LINES).header('content-disposition', 'attachment; filename="activity.jsonl"');
      return new StreamableFile(Readable.from(this.lines(request, person)));
    }
    const page = await this.page(request, person);
    await this.look(look, request);
    return page;
  }

  /** Whoever acts for her looks at her record by this as well. */
  private async look(look: Look, { user, performer }: ActivityRequest): Promise<void> {
    if (user !== null || performer === null) return;
    const viewer = { represented: [performer] };
    await this.mirror.record(look, [{ kind: 'profile', id: performer, performer, production: null }], {
      ...{ viewer, how: 'activity' },
    });
  }

  private async page(request: ActivityRequest, person: Person): Promise<ActivityPage> {
    const { user, performer } = request;
    const isHer = user !== null || performer === null;
    const { items, next } = await (isHer ? this.store.activity.read(request) : this.theirs(request, person));
    const her = isHer ? user : (await this.store.transaction((tx) => tx.get('performers', performer))).user;
    const named = await this.store.activity.named(items.map(({ entry }) => entry));
    return { items: items.map((each) => itemOf(each, named, her)), next };
  }

  /** A page of what whoever acts for her may read: neither a gap in it nor that it goes on tells of what is not theirs. */
  private async theirs(request: ActivityRequest, person: Person) {
    const items: Happening[] = [];
    let cursor = request.cursor;
    let next: string | null = null;
    for (let reads = 0; reads < READS_MAX; reads += 1) {
      const left = request.limit - items.length;
      const read = await this.store.activity.read({ ...request, limit: left || CHUNK, ...(cursor && { cursor }) });
      const theirs = await this.store.transaction((tx) => inHerPlace(tx, person, read.items));
      // The page is full, and looked at beyond is only whether it goes on.
      if (left === 0 && theirs.length > 0) break;
      if (left > 0 || read.next === null) next = read.next;
      items.push(...(left > 0 ? theirs : []));
      if (read.next === null) break;
      cursor = read.next;
    }
    return { items, next };
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

/** Her own, or that of whom she names: as she reads it, or in her place. */
function whoseOf(
  { performer, representing, fold }: ActivityQuery,
  person: Person,
): Pick<ActivityRequest, 'user' | 'performer'> {
  if (representing === undefined) {
    if (person.isPerformer) return { user: person.user, performer: performer ?? null };
    throw invalidInput([{ path: '/representing', message: 'name the performer for whom you read' }]);
  }
  representedBy(person, representing);
  if (performer !== undefined && performer !== representing)
    throw invalidInput([{ path: '/performer', message: 'leave it out; `representing` names her' }]);
  // A run is told by its newest, with how many there were: also of what is not theirs to know of.
  if (fold === 'true' && heldOver(person, representing).every(({ scope }) => scope !== null))
    throw invalidInput([{ path: '/fold', message: 'leave it out; your authority is about a part alone' }]);
  return { user: null, performer: representing };
}
