import { Body, Controller, Get, Inject, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { newId, type JsonObject, type Store, type Tx } from '#store';
import { Reads } from '#store/lists';
import { lookerOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { tellHer } from '../asking/in-her-name.js';
import { Looking, LookingAt, type Look } from '../asking/looking.js';
import { mirror, showingOf } from '../asking/mirror.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { Answers } from '../openapi/answers.js';
import { AnswersPdf, certificateFor, pdf } from '../pdf.js';
import { pageOf } from '../paging.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { refuseOther } from '../writing/previewed.js';
import { Writes } from '../writing/writes.js';
import { tellProduction } from '../requests/request-acts.js';
import { noticeOf } from '../requests/reminders.js';
import { requestView } from '../requests/request-view.js';
import { RequestView } from '../requests/requests.bodies.js';
import { signaturesOf } from '../requests/signers.js';
import { consentView, summaryOf } from './consent-view.js';
import { reaffirm } from './reaffirming.js';
import {
  ConsentPage,
  ConsentQuery,
  type ConsentSummary,
  ConsentView,
  NewWithdrawal,
  Withdrawal,
  WithdrawalQuery,
} from './consents.bodies.js';
import {
  consentOf,
  etagOfWithdrawal,
  perform,
  readScope,
  tellOfWish,
  withdrawal,
  withdrawalView,
  type Given,
} from './withdrawing.js';

@ApiTags('Consents')
@Controller('v1/consents')
export class ConsentsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Get()
  @Answers('Consents', ConsentPage)
  async list(@Query() query: ConsentQuery, @Looking() look: Look): Promise<ConsentPage> {
    const { production, performer } = query;
    const filter = { ...(production && { production }), ...(performer && { performer }) };
    const through = { eyes: lookerOf(look.asker, query), page: pageOf(query) };
    const { items, next } = await this.sight.showPage(look, 'consents', through, (viewer, page) =>
      this.reads.consents(viewer, filter, page),
    );
    return this.store.transaction(async (tx) => {
      const at = await tx.at();
      const summaries: ConsentSummary[] = [];
      for (const row of items) summaries.push(await summaryOf(tx, row, at));
      return { items: summaries, next };
    });
  }

  @Get(':consent')
  @Answers('One consent, in words', ConsentView)
  async read(@RecordId('consent', 'cons') id: string, @LookingAt() look: Look): Promise<ConsentView> {
    const row = await this.sight.show(look, 'consents', id);
    const words = await this.store.log.wordsOn({ consent: id });
    return this.store.transaction((tx) => consentView(tx, row, { words, asker: look.asker }));
  }

  @Post(':consent/withdrawals')
  @Writes()
  @Answers(
    'Withdraw a consent, or a part of it; or preview that',
    Withdrawal,
    200,
    'With `?preview` nothing changes, and what is answered is computed by what performs it. Without, no check that starts after this answer allows what it stops. No reason is asked for, and no more than the session.',
  )
  async withdraw(
    @RecordId('consent', 'cons') id: string,
    @Query() { preview = 'false' }: WithdrawalQuery,
    @Body() { scope, etag, version }: NewWithdrawal,
    @AskedByPerson() person: Person,
    @Looking() look: Look,
    @Acting() { tx }: Act,
  ): Promise<Withdrawal> {
    const before = await consentOf(tx, id, person);
    const read = await readScope(tx, before.row, scope);
    if (preview !== 'false') {
      const shown = await withdrawal(tx, before, read);
      await lookedAt(tx, before, look);
      return withdrawalView(shown);
    }
    const recall = newId('rcl');
    // From here on no check about her runs until this is recorded.
    await tx.lock([before.row.performer, recall]);
    const act = await withdrawal(tx, await consentOf(tx, id, person), read, version);
    refuseOther(etagOfWithdrawal(act), etag);
    const recorded = await perform(tx, act, { person, recall });
    await tellHer(tx, act.by, 'consent_withdrawn', this.config.baseUrl);
    if (act.effect.kind === 'asked') await tellOfWish(tx, act, this.config.baseUrl);
    return { ...withdrawalView(act), version: act.row.version + 1, recorded };
  }

  @Post(':consent/reaffirm')
  @Writes()
  @Answers(
    'Take up what guardians signed for oneself',
    RequestView,
    201,
    'By the performer, once she is of age: the same clauses, less what was withdrawn, as a request to her. Signing it makes a consent that replaces the one of her guardians; leaving it changes nothing.',
  )
  async reaffirm(
    @RecordId('consent', 'cons') id: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<RequestView> {
    const request = await reaffirm(tx, id, person);
    await tellProduction(tx, request, 'taken_up', this.config.baseUrl);
    await tx.deliver(noticeOf(request, (await signaturesOf(tx, request)).waitsFor));
    return requestView(tx, request, person);
  }

  @Get(':consent/certificate')
  @AnswersPdf(
    'The sealed certificate',
    'A PDF for people, with the record inside for machines. Where it could not be made, asking has it tried again.',
  )
  async certificate(
    @RecordId('consent', 'cons') id: string,
    @LookingAt() look: Look,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { store, sight } = this;
    const document = await certificateFor({ store, sight }, look, {
      ...{ table: 'consents', id },
      find: (consent) => store.documents.ofConsent(consent, 'certificate'),
      payload: (tx) => certified(tx, id),
    });
    return pdf(reply, id, document);
  }
}

/** The entry that gave it. */
async function certified(tx: Tx, id: string): Promise<JsonObject> {
  const given = (await tx.entries.ofConsent(id)).find(({ type }) => type === 'consent.given');
  if (given === undefined) throw new Error(`the log has no giving of ${id}`);
  return { entry: given.id };
}

/** A preview tells what she gave, and who relied on it: whoever looks at it in her name has looked at her record. */
async function lookedAt(tx: Tx, { row, by }: Given, { asker, purpose, reason, tell }: Look): Promise<void> {
  if (by.held === null) return;
  const looked = {
    actor: actorOf(asker),
    organization: null,
    how: 'record',
    purpose,
    reason,
    reference: null,
  } as const;
  if ((await mirror(tx, looked, showingOf('consents', row, { represented: [row.performer] }))) > 0) tell();
}
