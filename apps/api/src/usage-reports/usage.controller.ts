/** What was allowed, made and paid, with what does not add up: for productions, performers and unions. */
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { DecisionRow, Page, PageRequest, Store } from '#store';
import { Reads } from '#store/lists';
import { lookerOf } from '../asking/acting-for.js';
import { Looking, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { periodOf } from './period.js';
import { AnyUsageQuery, UsageQuery, UsageTableQuery, UsedPage, type UsedView } from './usage-reports.bodies.js';
import { usedCsv, usedViews } from './used-view.js';

const CSV_PAGES_MAX = 50;
const CSV_PAGE = 200;

@ApiTags('Usage')
@Controller('v1')
export class UsageOfController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Get('usage')
  @Answers(
    'What was allowed, made and paid',
    UsedPage,
    200,
    "An organization's own, and of productions that it owns; of a performer, her own part. With each check, what does not add up.",
  )
  async list(@Query() query: AnyUsageQuery, @Looking() look: Look): Promise<UsedPage> {
    return this.page(look, query, pageOf(query));
  }

  @Get('usage/csv')
  @ApiOperation({
    summary: 'The same as CSV',
    description: `A line for each unit of each use, and one for each check with none. At most ${CSV_PAGES_MAX * CSV_PAGE} checks: ask for a shorter period where there are more.`,
  })
  @ApiOkResponse({ description: 'The table', content: { 'text/csv': { schema: { type: 'string' } } } })
  async csv(
    @Query() query: UsageTableQuery,
    @Looking() look: Look,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const items: UsedView[] = [];
    let next: string | null = null;
    for (let pages = 0; pages === 0 || next !== null; pages += 1) {
      if (pages === CSV_PAGES_MAX)
        throw invalidInput([
          { path: '/until', message: 'that is more than one table holds; ask for a shorter period' },
        ]);
      const page: UsedPage = await this.page(look, query, { limit: CSV_PAGE, ...(next !== null && { cursor: next }) });
      items.push(...page.items);
      next = page.next;
    }
    void reply
      .header('content-type', 'text/csv; charset=utf-8; header=present')
      .header('content-disposition', 'attachment; filename="usage.csv"');
    return usedCsv(items);
  }

  @Get('productions/:production/usage')
  @Answers('The same of one production and those below it', UsedPage)
  async ofProduction(
    @RecordId('production', 'prod') production: string,
    @Query() query: UsageQuery,
    @Looking() look: Look,
  ): Promise<UsedPage> {
    await this.sight.one(look.asker, 'productions', production);
    return this.page(look, { ...query, production }, pageOf(query));
  }

  private async page(look: Look, query: UsageTableQuery, page: PageRequest): Promise<UsedPage> {
    const { production, performer } = query;
    const within = periodOf(query);
    const filter = { ...(production && { under: production }), ...(performer && { performer }) };
    const viewer = lookerOf(look.asker, query);
    const read = (eyes: typeof viewer, each: PageRequest): Promise<Page<DecisionRow>> =>
      this.reads.decisions(eyes, { ...filter, outcome: 'allow', within }, each);
    const { items, next } = await this.sight.showPage(look, 'decisions', { eyes: viewer, page }, read);
    return { items: await this.store.transaction((tx) => usedViews(tx, items, viewer)), next };
  }
}
