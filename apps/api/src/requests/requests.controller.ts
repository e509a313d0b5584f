/** What a production does with a request: draft, send, accept a counter, take back. And how both sides read it. */
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Command } from '#consent';
import { mail } from '#mails';
import { type RequestRow, type Store, type Tx } from '#store';
import { Reads } from '#store/lists';
import { lookerOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { Looking, LookingAt, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { Limits } from '../asking/limits.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { namesFor } from './names.js';
import { admitted, draft, lockOwn, readTermsFor, record } from './request-acts.js';
import { noticeOf, remindersOf } from './reminders.js';
import { hasDied, signaturesOf } from './signers.js';
import { requestView, summaryOf } from './request-view.js';
import { NewRequest, RequestPage, RequestQuery, RequestView, SendRequest } from './requests.bodies.js';

@ApiTags('Requests')
@Controller('v1/requests')
export class RequestsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly sight: Sight,
    private readonly limits: Limits,
  ) {}

  @Post()
  @Writes()
  @Answers('Draft a request', RequestView, 201, 'Only the own organization sees a draft.')
  async create(@Body() body: NewRequest, @Asked() asker: Party, @Acting() { tx }: Act): Promise<RequestView> {
    return requestView(tx, await draft(tx, asker, { ...body, respondBy: body.respondBy ?? null }), asker);
  }

  @Get()
  @Answers('Requests', RequestPage, 200, "A production's own; of a performer, those that were sent to her.")
  async list(@Query() query: RequestQuery, @Looking() look: Look): Promise<RequestPage> {
    const { production, performer, state } = query;
    const filter = { ...(production && { production }), ...(performer && { performer }), ...(state && { state }) };
    const through = { eyes: lookerOf(look.asker, query), page: pageOf(query) };
    const { items, next } = await this.sight.showPage(look, 'requests', through, (viewer, page) =>
      this.reads.requests(viewer, filter, page),
    );
    const at = await this.store.transaction((tx) => tx.at());
    return { items: items.map((row) => summaryOf(row, at)), next };
  }

  @Get(':request')
  @Answers('One request, in words', RequestView)
  async read(@RecordId('request', 'req') id: string, @LookingAt() look: Look): Promise<RequestView> {
    const row = await this.sight.show(look, 'requests', id);
    return this.store.transaction((tx) => requestView(tx, row, look.asker));
  }

  @Post(':request/send')
  @Writes()
  @Answers(
    'Send a request',
    RequestView,
    200,
    'A draft as written, a counter as accepted, or other terms than those on the table. A description that reads like boilerplate is sent once a person says that it is specific.',
  )
  async send(
    @RecordId('request', 'req') id: string,
    @Body() body: SendRequest,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<RequestView> {
    const row = await lockOwn(tx, id, asker);
    const terms = body.terms === undefined ? {} : { terms: await readTermsFor(tx, row.organization, body.terms) };
    const respondBy = body.respondBy === undefined ? {} : { respondBy: body.respondBy };
    const { descriptionReview } = body;
    if (descriptionReview !== undefined && asker.kind === 'key')
      throw new AppError('not_allowed', 'only a person can find a description specific; leave out `descriptionReview`');
    const review = descriptionReview === undefined ? {} : { descriptionReview };
    const command: Command = { kind: 'request.send', ...terms, ...respondBy, ...review };
    await record(tx, row, { asker, admitted: await admitted(tx, row, command) });
    await this.tellPerformer(tx, row, 'request_sent');
    const sent = await tx.get('requests', id);
    await tx.deliver([
      ...remindersOf(sent, await tx.at(), sent.record.respondBy),
      ...noticeOf(sent, (await signaturesOf(tx, sent)).waitsFor),
    ]);
    return requestView(tx, sent, asker);
  }

  @Post(':request/withdraw')
  @Writes()
  @Answers('Take a request back', RequestView)
  async withdraw(
    @RecordId('request', 'req') id: string,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<RequestView> {
    const row = await lockOwn(tx, id, asker);
    await record(tx, row, { asker, admitted: await admitted(tx, row, { kind: 'request.withdraw' }) });
    // Whoever never saw it need not hear of it.
    if (row.sentAt !== null) await this.tellPerformer(tx, row, 'request_withdrawn');
    return requestView(tx, await tx.get('requests', id), asker);
  }

  private async tellPerformer(tx: Tx, row: RequestRow, name: 'request_sent' | 'request_withdrawn'): Promise<void> {
    const performer = await tx.find('performers', row.performer);
    const { producer } = await namesFor(tx, row.production);
    // An erased address is told nothing, nor that of the dead: her estate is, once it must sign.
    if (!performer?.email || (await hasDied(tx, performer.id))) return;
    const link = name === 'request_sent' ? `${this.config.baseUrl}/request#${row.id}` : this.config.baseUrl;
    const about = name === 'request_sent' ? { about: row.id } : {};
    const told = { ...mail(performer.email, name, { producer, link }), ...about };
    await tx.deliver([await this.limits.orWithheldFrom(tx, row.organization, performer.email, told)]);
  }
}
