/** A person gets a copy of everything that is held of them: before they have it erased, or at any time. */
import { Controller, Get, Inject, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { Store } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import type { Person } from '../asking/asker.js';
import { requireFresh, requireStrong } from '../factors/admitting.js';
import { STORE } from '../provided.js';

const SCHEMA = {
  type: 'array',
  items: { type: 'object', required: ['is'], properties: { is: { type: 'string' } } },
};

@ApiTags('Erasure')
@Controller('v1/copy')
export class CopyController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Get()
  @ApiOperation({
    summary: 'A copy of everything that is held of you',
    description:
      'A list with one record a line, of which `is` says what it is: `account`, `session`, `device`, `factor`, `member`, `profile`, `authority`, `membership`, `invitation`, `hold`, `document`, `mail`, then each `entry` of the log about you, with its words where they are yours alone. The last is `end` with how many there were. Documents are listed; their certificates have routes of their own.',
  })
  @ApiOkResponse({ description: 'The copy', content: { 'application/json': { schema: SCHEMA } } })
  async copy(
    @AskedByPerson() person: Person,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const factors = await this.store.transaction((tx) => tx.factors.of(person.user));
    if (factors.length > 0) requireStrong(person);
    else requireFresh(person);
    void reply.header('content-type', 'application/json; charset=utf-8');
    void reply.header('content-disposition', 'attachment; filename="everything.json"');
    return new StreamableFile(Readable.from(this.lines(person.user)));
  }

  private async *lines(user: string): AsyncGenerator<string> {
    let count = 0;
    for await (const line of this.store.copies.of(user)) {
      yield `${count === 0 ? '[' : ''}${JSON.stringify(line)},\n`;
      count += 1;
    }
    yield `${count === 0 ? '[' : ''}${JSON.stringify({ is: 'end', count })}]\n`;
  }
}
