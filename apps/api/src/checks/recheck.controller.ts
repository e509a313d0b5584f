/** The same question again, at the moment in which the work is done (E-05, R-09). */
import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { changesBetween, useHashOf, type Use } from '#consent';
import type { DecisionRow, FollowedChecks, JsonObject, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { Sight } from '../asking/sight.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { answerOf, decisionOf } from './check-view.js';
import { Recheck, RecheckView } from './checks.bodies.js';
import { Checks } from './checks.js';
import { recordedUse, type Question } from './question.js';

@ApiTags('Checks')
@Controller('v1/checks')
export class RecheckController {
  constructor(
    private readonly checks: Checks,
    private readonly sight: Sight,
  ) {}

  @Post(':check/recheck')
  @Writes()
  @Answers(
    'May it still be done?',
    RecheckView,
    200,
    'Asks the same use again, as work begins, and records a decision of its own that follows the first. What that held against caps is taken over, not held twice.',
  )
  async recheck(
    @RecordId('check', 'chk') id: string,
    @Body() { reference }: Recheck,
    @Asked() asker: Party,
    @Acting() act: Act,
    @Req() { seen }: FastifyRequest,
  ): Promise<RecheckView> {
    const row = await this.sight.toActOn(asker, 'decisions', id);
    // The owner of the production sees a vendor's check as well, and does not do its work.
    if (!isOf(asker, row.organization)) throw notFound();
    const { question, earlier } = await asked(act.tx, asker, row, reference);
    const [result] = await this.checks.askAll([{ ...question, seen }], act);
    if (result === undefined) throw new Error('a check was lost');
    if (result.kind === 'decided') act.current.push(result.current);
    const { outcome, decidedAt, validUntil } = row;
    const answer = answerOf(question, result);
    const before = { outcome, decidedAt, validUntil };
    return { ...answer, follows: id, before, changes: changesBetween(earlier, answer) };
  }
}

/** The question of a decision, from its entry: what can be erased of it is asked without once it is. */
async function asked(tx: Tx, asker: Party, row: DecisionRow, named: string | undefined) {
  // Through the transaction: one that waits for a second connection of its pool can wait for itself.
  const entry = await tx.entries.ofDecision(row.id);
  if (entry === null) throw notFound();
  const { evidence, personal } = entry;
  // It stands in the evidence of every decision, as `decideOn` wrote it.
  const stated = recordedUse(evidence['use'] as JsonObject);
  // As the store wrote it.
  const before = evidence['follows'] as unknown as FollowedChecks | undefined;
  const { description } = personal ?? {};
  const reference = named ?? personal?.['reference'];
  const use: Use = { ...stated, ...(typeof description === 'string' && { description }) };
  const question: Question = {
    asker:
      asker.kind === 'key'
        ? { keyHash: asker.hash, scope: 'check' }
        : { organization: row.organization, user: asker.account },
    ...{ performer: row.performer, production: row.production, tools: use.pipeline, useHash: useHashOf(use) },
    ...{ use, reference: typeof reference === 'string' ? reference : null, organization: null, at: null },
    follows: { check: row.id, first: before?.first ?? row.id },
  };
  return { question, earlier: decisionOf(evidence) };
}
