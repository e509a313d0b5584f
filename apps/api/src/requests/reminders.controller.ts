/** Where reminders are stopped without signing in: by a press on a page, or by the one request of RFC 8058. */
import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { Answers } from '../openapi/answers.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';

@ApiTags('Requests')
@Controller('reminders')
export class RemindersController {
  /** INVARIANT: looking changes nothing, for programs that scan mail open every link. */
  @Get(':token')
  @ApiExcludeEndpoint()
  page(@Res() reply: FastifyReply): void {
    void reply.sendFile('reminders.html');
  }

  @Post(':token')
  @Writes()
  @Answers(
    'Stop the reminders of a request, by the mailed link',
    null,
    204,
    'The answer is the same whatever the link: it shows nothing, and nobody is signed in by it.',
  )
  async stop(@Param('token') token: string, @Acting() { tx }: Act): Promise<void> {
    await tx.reminders.stop(createHash('sha256').update(token).digest());
  }
}
