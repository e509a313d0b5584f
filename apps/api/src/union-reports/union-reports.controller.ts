/** What a union reports of its review: every finding that its people acted on within a time, and what they did. */
import { Body, Controller, Get, Header, Inject, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { stringify } from 'csv-stringify/sync';
import type { FastifyReply } from 'fastify';
import { RULES } from '#consent';
import { newId, type FindingRow, type ReportedFinding, type ReportRow, type Store, type Tx } from '#store';
import { Reads } from '#store/lists';
import { isOf, unionEyesOf, unionOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { LookingAt, purposeful, type Look } from '../asking/looking.js';
import { Mirror } from '../asking/mirror.js';
import { notFound } from '../errors/app-error.js';
import {
  foundIn,
  recordOf,
  renderedOf,
  stateOfFinding,
  type FoundHere,
  type MemberRecord,
} from '../findings/finding.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { AnswersPdf, certificateNotReady, pdf } from '../pdf.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { NewReport, ReportPage, ReportQuery, ReportView } from './union-reports.bodies.js';

const FINDINGS_MAX = 1000;

@ApiTags('Findings')
@Controller('v1/union-reports')
export class UnionReportsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly mirror: Mirror,
  ) {}

  @Post()
  @Writes()
  @Answers(
    'Report what was reviewed',
    ReportView,
    201,
    'Every finding in records that are covered now and that people of the union acted on within the time, as it stands. A sealed PDF is made of it.',
  )
  async make(
    @Body() { from, until, organization }: NewReport,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<ReportView> {
    if (until <= from) throw invalidInput([{ path: '/until', message: 'send an instant after `from`' }]);
    const { organization: union } = unionOf(person, organization);
    const report = newId('rep');
    await tx.lock([report]);
    const acted = await tx.desk.findings.actedOn({ organization: union, from, until }, FINDINGS_MAX + 1);
    if (acted.length > FINDINGS_MAX)
      throw invalidInput([
        { path: '/until', message: `these are more than ${FINDINGS_MAX} findings; report a shorter time` },
      ]);
    const findings: ReportedFinding[] = [];
    for (const row of acted) {
      const record = await this.covered(row, person);
      if (record !== null) findings.push(await reported(tx, row, { record, from, until }));
    }
    const refs = { actor: actorOf(person), organization: union, report };
    const [entry] = await tx.append([
      { type: 'report.made', refs, evidence: { from, until, findings }, personal: null },
    ]);
    if (entry === undefined) throw new Error('a report was appended and is not there');
    await tx.deliver([{ kind: 'certificate', payload: { entry: entry.id }, once: `certificate ${report}` }]);
    return viewOf(await tx.get('reports', report));
  }

  @Get()
  @Answers('Reports of the union', ReportPage)
  async list(@Query() query: ReportQuery, @AskedByPerson() person: Person): Promise<ReportPage> {
    const { organization } = unionOf(person, query.organization);
    const { items, next } = await this.reads.reports({ organization }, pageOf(query));
    return { items: items.map(viewOf), next };
  }

  @Get(':report/certificate')
  @AnswersPdf(
    'The sealed report',
    'A PDF for people, with the record inside for machines. Where it could not be made, asking has it tried again. Each member whose record it names reads that it was looked at.',
  )
  async certificate(
    @RecordId('report', 'rep') id: string,
    @AskedByPerson() person: Person,
    @LookingAt() look: Look,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const row = await this.own(id, person);
    purposeful(look);
    const document = await this.store.documents.ofReport(id);
    if (document === null) {
      const entry = await this.store.transaction((tx) => tx.entries.ofReport(id));
      const wanted = { kind: 'certificate', once: `certificate ${id}`, payload: { entry } } as const;
      throw certificateNotReady(await this.store.deliveries.haveMade(wanted));
    }
    await this.look(look, row);
    return pdf(reply, id, document);
  }

  @Get(':report/csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  @ApiOperation({
    summary: 'The report as a table',
    description:
      'CSV (RFC 4180), a line for each finding. A cell that a program could take for a formula begins with an apostrophe.',
  })
  @ApiOkResponse({ description: 'The table', content: { 'text/csv': { schema: { type: 'string' } } } })
  async table(
    @RecordId('report', 'rep') id: string,
    @AskedByPerson() person: Person,
    @LookingAt() look: Look,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const row = await this.own(id, person);
    purposeful(look);
    await this.look(look, row);
    const { names, titles, people } = await this.store.transaction((tx) => called(tx, row));
    void reply.header('content-disposition', `attachment; filename="${id}.csv"`);
    return csvOf(row, { names, titles, people });
  }

  /** A report of an own union. */
  private async own(id: string, person: Person): Promise<ReportRow> {
    const row = await this.store.transaction((tx) => tx.find('reports', id));
    if (row === null || !isOf(person, row.organization)) throw notFound();
    return row;
  }

  private look(look: Look, { organization, findings }: ReportRow): Promise<void> {
    const showing = findings.map(({ kind, record: id, performer, production }) => ({
      kind,
      id,
      performer,
      production,
    }));
    const once = [...new Map(showing.map((each) => [each.id, each])).values()];
    return this.mirror.record(look, once, { viewer: { organization }, how: 'certificate' });
  }

  private async covered({ organization, finding }: FindingRow, person: Person): Promise<MemberRecord | null> {
    const eyes = unionEyesOf(person).find((each) => each.organization === organization);
    if (eyes === undefined) return null;
    const row =
      finding.kind === 'request'
        ? await this.reads.one('requests', finding.record, eyes)
        : await this.reads.one('consents', finding.record, eyes);
    return row && recordOf(row);
  }
}

async function reported(
  tx: Tx,
  { id, finding, organization, performer, assignee, acts }: FindingRow,
  { record, from, until }: { readonly record: MemberRecord; readonly from: string; readonly until: string },
): Promise<ReportedFinding> {
  const here = (await foundIn(tx, record, organization)).find((each) => each.id === id);
  const said = here === undefined ? null : await saidIn(tx, here);
  return {
    ...finding,
    ...{ finding: id, performer, production: record.row.production, assignee },
    state: here === undefined ? 'gone' : stateOfFinding(here),
    acts: acts
      .filter(({ at }) => at >= from && at < until)
      .map((each) => ({
        ...{ act: each.act, by: each.by, at: each.at },
        reason: each.act === 'resolved' ? each.reason : null,
      })),
    ...(said !== null && { said }),
  };
}

async function saidIn(tx: Tx, { record, finding }: FoundHere): Promise<NonNullable<ReportedFinding['said']> | null> {
  const { clauses } = await renderedOf(tx, record);
  const index = clauses.findIndex(({ id }) => id === finding.clause);
  const clause = clauses[index];
  return clause === undefined ? null : { clause: index + 1, title: clause.title, sentence: clause.sentence };
}

interface Called {
  readonly names: ReadonlyMap<string, string>;
  readonly titles: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
}

/** Who has left the union is not named any more. */
async function called(tx: Tx, { organization, findings }: ReportRow): Promise<Called> {
  const [names, titles] = [new Map<string, string>(), new Map<string, string>()];
  for (const id of new Set(findings.map(({ performer }) => performer))) {
    const isMember = (await tx.unionsOf(id)).includes(organization);
    names.set(id, isMember ? ((await tx.find('performers', id))?.name ?? '') : '');
  }
  for (const id of new Set(findings.map(({ production }) => production)))
    titles.set(id, (await tx.find('productions', id))?.title ?? '');
  return { names, titles, people: await tx.memberNames(organization) };
}

function csvOf({ findings }: ReportRow, { names, titles, people }: Called): string {
  const rows = findings.map((each) => {
    const last = each.acts.at(-1);
    const resolved = each.acts.findLast(({ reason }) => reason !== null);
    return {
      ...{ finding: each.finding, code: each.code, rule: each.rule, source: RULES[each.rule]?.source ?? '' },
      ...{ member: names.get(each.performer) ?? '', performer: each.performer },
      ...{ production: titles.get(each.production) ?? '', record: each.record, clause: each.clause ?? '' },
      ...{ clause_title: each.said?.title ?? '', clause_says: each.said?.sentence ?? '', about: each.about ?? '' },
      ...{ state: each.state, resolution: resolved?.reason ?? '', acts: each.acts.length },
      ...{
        last_act: last?.act ?? '',
        last_at: last?.at ?? '',
        last_by: people.get(last?.by.slice('user:'.length) ?? '') ?? '',
      },
    };
  });
  const columns = [
    ...['finding', 'code', 'rule', 'source', 'member', 'performer', 'production', 'record', 'clause'],
    ...['clause_title', 'clause_says', 'about', 'state'],
    ...['resolution', 'acts', 'last_act', 'last_at', 'last_by'],
  ];
  return stringify(rows, { columns, header: true, record_delimiter: 'windows', escape_formulas: true });
}

function viewOf({ id, organization: union, from, until, findings, madeAt }: ReportRow): ReportView {
  return { id, union, from, until, findings: findings.length, madeAt };
}
