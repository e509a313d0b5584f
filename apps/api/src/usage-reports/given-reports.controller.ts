/** Reports of what was used, as they were given: to the performer, her unions, and whoever gave them. */
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Store, UsageReportRow } from '#store';
import { Reads } from '#store/lists';
import { lookerOf } from '../asking/acting-for.js';
import { Looking, LookingAt, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { AnswersPdf, certificateFor, pdf } from '../pdf.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { GivenReportPage, GivenReportQuery, GivenUsageReport } from './usage-reports.bodies.js';

@ApiTags('Usage')
@Controller('v1/usage-reports')
export class GivenReportsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Get()
  @Answers('Reports of what was used', GivenReportPage, 200, 'As they were given, the newest first.')
  async list(@Query() query: GivenReportQuery, @Looking() look: Look): Promise<GivenReportPage> {
    const { production, performer } = query;
    const filter = { ...(production && { production }), ...(performer && { performer }) };
    const eyes = lookerOf(look.asker, query);
    const { items, next } = await this.sight.showPage(
      look,
      'usage_reports',
      { eyes, page: pageOf(query) },
      (viewer, page) => this.reads.usageReports(viewer, filter, page),
    );
    return { items: items.map(viewOf), next };
  }

  @Get(':usageReport')
  @Answers('One report of what was used', GivenUsageReport)
  async read(@RecordId('usageReport', 'urp') id: string, @LookingAt() look: Look): Promise<GivenUsageReport> {
    return viewOf(await this.sight.show(look, 'usage_reports', id));
  }

  @Get(':usageReport/certificate')
  @AnswersPdf(
    'The sealed report of what was used',
    'A PDF for people, with the record inside for machines: what was made on which consent, what is paid, how it comes out against what was declared and checked, and each gap by its name.',
  )
  async certificate(
    @RecordId('usageReport', 'urp') id: string,
    @LookingAt() look: Look,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { store, sight } = this;
    const document = await certificateFor({ store, sight }, look, {
      ...{ table: 'usage_reports', id },
      find: (report) => store.documents.ofUsageReport(report),
      payload: async (tx) => ({ entry: await tx.entries.ofReport(id) }),
    });
    return pdf(reply, id, document);
  }
}

function viewOf({ entry: _, actor: __, ...view }: UsageReportRow): GivenUsageReport {
  return view;
}
