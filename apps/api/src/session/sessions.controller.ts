import { Controller, Delete, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Store } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import { isIdle } from '../asking/accounts.js';
import type { Person } from '../asking/asker.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { deviceWords } from './devices.js';
import { OwnSessions } from './session.bodies.js';

@ApiTags('Session')
@Controller('v1/sessions')
export class SessionsController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Get()
  @Answers('The own sessions', OwnSessions, 200, 'Those that count now, the newest first.')
  async list(@AskedByPerson() { user, session }: Person): Promise<OwnSessions> {
    const rows = await this.store.transaction((tx) => tx.sessions.of(user));
    return {
      items: rows
        .filter(({ level, seenAt }) => !isIdle(level, seenAt))
        .map(({ id, level, userAgent, address, madeAt, seenAt }) => ({
          ...{ id, level, device: deviceWords(userAgent), address },
          ...{ madeAt: madeAt.toISOString(), seenAt: seenAt.toISOString(), isThis: id === session.id },
        })),
    };
  }

  @Delete(':session')
  @Writes()
  @Answers('End a session', null, 204, 'At once, on every process.')
  async end(
    @RecordId('session', 'ses') id: string,
    @AskedByPerson() { user }: Person,
    @Acting() { tx }: Act,
  ): Promise<void> {
    if (!(await tx.sessions.end(user, id))) throw notFound();
  }

  @Delete()
  @Writes()
  @Answers('End every other session', null, 204, 'At once, on every process.')
  async endOthers(@AskedByPerson() { user, session }: Person, @Acting() { tx }: Act): Promise<void> {
    await tx.sessions.endOthers(user, session.id);
  }
}
