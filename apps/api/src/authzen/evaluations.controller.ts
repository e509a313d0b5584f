import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Asking } from '../asking/asked.js';
import type { Asker } from '../asking/asker.js';
import { Answers } from '../openapi/answers.js';
import { MaybeActing, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import type { Answer } from './answer.js';
import { EvaluationAnswer, EvaluationRequest, EvaluationsAnswer, EvaluationsRequest } from './authzen.bodies.js';
import { Evaluating } from './evaluating.js';
import { readEvaluation, readEvaluations } from './read-evaluation.js';

// Bodies are taken as they came: the specification wants members that it does not name to be left alone, not refused.
@ApiTags('AuthZEN')
@Controller('access/v1')
export class EvaluationsController {
  constructor(private readonly evaluating: Evaluating) {}

  @Post('evaluation')
  @Writes({ transactionOnlyForKey: true })
  @ApiBody({ type: EvaluationRequest })
  @Answers(
    'May this be done? (Access Evaluation)',
    EvaluationAnswer,
    200,
    'True for an allow and nothing else; recorded like any check.',
  )
  evaluation(
    @Body() body: unknown,
    @Asking() asker: Asker,
    @MaybeActing() act: Act | undefined,
    @Req() request: FastifyRequest,
  ): Promise<Answer> {
    return this.evaluating.one(readEvaluation(body), { asker, act, request });
  }

  @Post('evaluations')
  @Writes({ transactionOnlyForKey: true })
  @ApiBody({ type: EvaluationsRequest })
  @Answers(
    'Several at once (Access Evaluations)',
    EvaluationsAnswer,
    200,
    'In order; without `evaluations`, as the single one. Up to 1,000, and what stops early records no more.',
  )
  async evaluations(
    @Body() body: unknown,
    @Asking() asker: Asker,
    @MaybeActing() act: Act | undefined,
    @Req() request: FastifyRequest,
  ): Promise<Answer | EvaluationsAnswer> {
    const read = readEvaluations(body);
    const by = { asker, act, request };
    if (!('items' in read)) return this.evaluating.one(read, by);
    return { evaluations: await this.evaluating.all(read.items, read.semantic, by) };
  }
}
