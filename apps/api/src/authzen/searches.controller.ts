import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Looking, type Look } from '../asking/looking.js';
import { Answers } from '../openapi/answers.js';
import { ActionSearch, EntitySearch, SearchAnswerView } from './authzen.bodies.js';
import { readEvaluation, type Sought } from './read-evaluation.js';
import { searchPageOf } from './search-page.js';
import { Searching, type SearchAnswer } from './searching.js';

const DESCRIPTION =
  'Decides nothing, and says so: evaluate before you act. Each performer reads that her record was looked at.';

@ApiTags('AuthZEN')
@Controller('access/v1/search')
export class SearchesController {
  constructor(private readonly searching: Searching) {}

  @Post('subject')
  @ApiBody({ type: EntitySearch })
  @Answers('Which productions may do this? (Subject Search)', SearchAnswerView, 200, DESCRIPTION)
  subjects(@Body() body: unknown, @Looking() look: Look, @Req() { id }: FastifyRequest): Promise<SearchAnswer> {
    return this.search(body, 'subject', look, id);
  }

  @Post('resource')
  @ApiBody({ type: EntitySearch })
  @Answers('To which performers may this be done? (Resource Search)', SearchAnswerView, 200, DESCRIPTION)
  resources(@Body() body: unknown, @Looking() look: Look, @Req() { id }: FastifyRequest): Promise<SearchAnswer> {
    return this.search(body, 'resource', look, id);
  }

  @Post('action')
  @ApiBody({ type: ActionSearch })
  @Answers('Which acts are allowed? (Action Search)', SearchAnswerView, 200, DESCRIPTION)
  actions(@Body() body: unknown, @Looking() look: Look, @Req() { id }: FastifyRequest): Promise<SearchAnswer> {
    return this.search(body, 'action', look, id);
  }

  private search(body: unknown, sought: Sought, look: Look, requestId: string): Promise<SearchAnswer> {
    const evaluation = readEvaluation(body, sought);
    const page = searchPageOf(body, evaluation, sought);
    return this.searching.search(evaluation, sought, page, { look, requestId });
  }
}
