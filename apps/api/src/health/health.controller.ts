import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Store } from '#store';
import { Choice } from '../fields.js';
import { Answers } from '../openapi/answers.js';
import { STORE } from '../provided.js';

class Health {
  @Choice('Always this word: anything else is a problem.', ['ok'])
  readonly status = 'ok';
}

@ApiTags('Health')
@Controller('v1/health')
export class HealthController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Get('live')
  @Answers('Whether the process runs', Health)
  live(): Health {
    return new Health();
  }

  @Get('ready')
  @Answers('Whether the process can serve: the database answers', Health)
  async ready(): Promise<Health> {
    await this.store.ping();
    return new Health();
  }
}
