import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Store, type Tx } from '#store';
import { Reads } from '#store/lists';
import { lookerOf } from '../asking/acting-for.js';
import { Asking } from '../asking/asked.js';
import type { Asker } from '../asking/asker.js';
import { refuseUnread } from '../asking/gate.js';
import { Looking, LookingAt, VIEWED_HEADER, type Look } from '../asking/looking.js';
import { mirror } from '../asking/mirror.js';
import { Sight } from '../asking/sight.js';
import { notFound } from '../errors/app-error.js';
import { asAppError, problemOf } from '../errors/errors.filter.js';
import { Proofs } from '../log/proofs.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput, readAs } from '../validation.js';
import { MaybeActing, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { answerOf, pastAnswer, recordedCheck, summaryOf } from './check-view.js';
import {
  CheckBatch,
  CheckPage,
  CheckQuery,
  CheckView,
  NewCheck,
  NewCheckBatch,
  type BatchItem,
} from './checks.bodies.js';
import { Checks, type Result } from './checks.js';
import { decideOn, questionOf, refuseWhole, type Question } from './question.js';

@ApiTags('Checks')
@Controller('v1/checks')
export class ChecksController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly checks: Checks,
    private readonly sight: Sight,
    private readonly proofs: Proofs,
  ) {}

  @Post()
  @Writes({ transactionOnlyForKey: true })
  @Answers(
    'May this be done?',
    CheckView,
    200,
    'Answers with the decision, whatever its outcome, once it is durably recorded.',
  )
  async check(
    @Body() body: NewCheck,
    @Asking() asker: Asker,
    @MaybeActing() act: Act | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CheckView> {
    const question = questionOf(body, asker, request.seen);
    if (question.at !== null) {
      const { answer, isViewed } = await (act === undefined
        ? this.store.transaction((tx) => asOf(question, tx))
        : asOf(question, act.tx));
      if (isViewed) void reply.header(VIEWED_HEADER, 'recorded');
      return answer;
    }
    if (act === undefined) return answerOf(question, noted(request, await this.checks.ask(question)));
    const [result] = await this.checks.askAll([question], act);
    if (result === undefined) throw new Error('a check was lost');
    return answerOf(question, keep(act, result));
  }

  @Post('batch')
  @Writes({ transactionOnlyForKey: true })
  @Answers(
    'Up to 1,000 checks at once',
    CheckBatch,
    200,
    'Each is answered in order and on its own: a bad one fails alone.',
  )
  async batch(
    @Body() { checks }: NewCheckBatch,
    @Asking() asker: Asker,
    @MaybeActing() act: Act | undefined,
    @Req() request: FastifyRequest,
  ): Promise<CheckBatch> {
    const failed = (error: unknown): BatchItem => ({ problem: problemOf(asAppError(error, request), request.id) });
    const read = checks.map((body) => attempt(() => presentQuestion(readAs(NewCheck, body), asker, request.seen)));
    const questions = read.flatMap((each) => ('value' in each ? [each.value] : []));
    if (questions.length === 0) await refuseUnread(request, this.store);
    const results = await this.checks.askAll(questions, act);
    // A key that does not count fails the whole request, like any other route.
    for (const result of results) refuseWhole(noted(request, result).kind);
    const left = results.values();
    const items = read.map((each): BatchItem => {
      if ('error' in each) return failed(each.error);
      const answer = attempt(() => ({ check: answerOf(each.value, keep(act, left.next().value)) }));
      return 'error' in answer ? failed(answer.error) : answer.value;
    });
    return { items };
  }

  @Get()
  @Answers('Checks', CheckPage, 200, "An organization's own; of a performer, those about her.")
  async list(@Query() query: CheckQuery, @Looking() look: Look): Promise<CheckPage> {
    const { production, performer, consent, outcome } = query;
    const filter = {
      ...{ ...(production && { production }), ...(performer && { performer }) },
      ...{ ...(consent && { consent }), ...(outcome && { outcome }) },
    };
    const through = { eyes: lookerOf(look.asker, query), page: pageOf(query) };
    const { items, next } = await this.sight.showPage(look, 'decisions', through, (viewer, page) =>
      this.reads.decisions(viewer, filter, page),
    );
    return { items: items.map(summaryOf), next };
  }

  @Get(':check')
  @Answers('A check as it was decided', CheckView, 200, 'With its receipt, and the proof once the log holds it.')
  async read(@RecordId('check', 'chk') id: string, @LookingAt() look: Look): Promise<CheckView> {
    const row = await this.sight.show(look, 'decisions', id);
    const parts = await this.store.log.receipt(id);
    if (parts === null) throw notFound();
    const proven = await this.proofs.of({ entry: parts.entry.id });
    return recordedCheck(row, parts, proven?.proof ?? null);
  }
}

/**
 * What would have been decided at a past instant, on what was recorded and could be seen then. It is no decision, so the
 * performer reads of it as of any other look.
 */
async function asOf(question: Question, tx: Tx): Promise<{ readonly answer: CheckView; readonly isViewed: boolean }> {
  const given = await tx.lookUp(question, question.at ?? undefined);
  if (typeof given === 'string') {
    refuseWhole(given);
    throw notFound();
  }
  if (question.at !== null && question.at > given.at) {
    throw invalidInput([{ path: '/at', message: 'send an instant that has passed; nobody knows what holds later' }]);
  }
  const answer = pastAnswer(question, decideOn(question, given), given.at);
  const { performer, production, reference, use } = question;
  // Of a stranger nothing was told: no more is recorded of her than of an id that nobody has.
  if (performer === null || !given.records.related) return { answer, isViewed: false };
  const { actor, organization } = given.asker;
  const said = { purpose: null, reason: use.description ?? null, reference };
  const showing = [{ kind: 'profile' as const, id: performer, performer, production }];
  return { answer, isViewed: (await mirror(tx, { actor, organization, how: 'as_of', ...said }, showing)) > 0 };
}

function presentQuestion(body: NewCheck, asker: Asker, seen: string | null): Question {
  const question = questionOf(body, asker, seen);
  if (question.at === null) return question;
  throw invalidInput([{ path: '/at', message: 'leave it out; a batch asks about now' }]);
}

/** Notes what whoever asked has seen from now on. */
function noted(request: FastifyRequest, result: Result): Result {
  if (result.kind === 'decided') request.checked = result.entry.id;
  return result;
}

/** Notes what must still hold when this answer is given again. */
function keep(act: Act | undefined, result: Result | undefined): Result {
  if (result === undefined) throw new Error('a batch of checks lost one');
  if (result.kind === 'decided') act?.current.push(result.current);
  return result;
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
