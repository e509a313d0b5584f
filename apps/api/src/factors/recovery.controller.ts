import { Body, Controller, Delete, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { createHash, randomBytes } from 'node:crypto';
import { mail } from '#mails';
import { newId } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, guardOf, type Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { requireFresh, requireStrong } from './admitting.js';
import { CancelRecovery, RecoveryView } from './factors.bodies.js';
import { cancelRecovery, RECOVERY_OPEN_HOURS, RECOVERY_WAIT_HOURS } from './recovery.js';

const HOUR_MS = 60 * 60 * 1000;

@ApiTags('Factors')
@Controller('v1/recovery')
export class RecoveryController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Post()
  @Writes()
  @Answers(
    'Say that every factor is lost',
    RecoveryView,
    201,
    'Nothing happens for 72 hours, in which any factor or the mailed link stops it. Then a fresh sign-in may add a new factor.',
  )
  async ask(@AskedByPerson() person: Person, @Acting() { tx }: Act): Promise<RecoveryView> {
    const { user, email } = person;
    await tx.lock([guardOf(person)]);
    if (person.session.level === 'strong')
      throw new AppError('state_conflict', 'you have just shown a factor; add another one, and remove what is lost');
    requireFresh(person);
    if ((await tx.factors.of(user)).length === 0)
      throw new AppError('state_conflict', 'you have no factor that could be lost; add one');
    const now = await tx.at();
    const open = await tx.factors.recoveryOf(user);
    if (open !== null && now < open.lapsesAt)
      throw new AppError('state_conflict', 'this was said already; `GET /v1/session` says when it is due');
    const after = (hours: number) => new Date(Date.parse(now) + hours * HOUR_MS).toISOString();
    const dueAt = after(RECOVERY_WAIT_HOURS);
    const lapsesAt = after(RECOVERY_WAIT_HOURS + RECOVERY_OPEN_HOURS);
    const recovery = newId('rcv');
    await tx.append([
      {
        type: 'recovery.asked',
        refs: { actor: actorOf(person), user, recovery },
        evidence: { dueAt, lapsesAt },
        personal: null,
      },
    ]);
    const token = randomBytes(24).toString('base64url');
    await tx.factors.keepRecoveryLink(recovery, hashOf(token));
    const link = this.config.baseUrl;
    const fellows = await tx.factors.fellowAdministrators(user);
    await tx.deliver([
      {
        ...mail(email, 'recovery_asked', { dueAt, cancel: `${link}/open#stop-recovery.${token}`, link }),
        usefulForMinutes: (Date.parse(lapsesAt) - Date.parse(now)) / 60_000,
      },
      ...fellows.map((to) => mail(to, 'recovery_of_fellow', { email, dueAt, link })),
    ]);
    return { askedAt: now, dueAt, lapsesAt };
  }

  @Delete()
  @Writes()
  @Answers('Stop a recovery', null, 204, 'From a strong session. Showing a factor stops it as well.')
  async stop(@AskedByPerson() person: Person, @Acting() { tx }: Act): Promise<void> {
    requireStrong(person);
    await tx.lock([guardOf(person)]);
    const stopped = await cancelRecovery(tx, person.user, { by: 'session', link: this.config.baseUrl });
    if (stopped === null) throw new AppError('state_conflict', 'nobody has said that you lost anything');
  }

  @Post('cancel')
  @Writes()
  @Answers('Stop a recovery by the mailed link', null, 204, 'Nobody is signed in by it.')
  async stopByLink(@Body() { token }: CancelRecovery, @Acting() { tx }: Act): Promise<void> {
    const found = await tx.factors.recoveryOfLink(hashOf(token));
    if (found === null) throw LINK_ENDED;
    await tx.lock([guardOf(found)]);
    // What the link was mailed for may have ended, and another been asked for since.
    if ((await tx.factors.recoveryOf(found.user))?.id !== found.id) throw LINK_ENDED;
    await cancelRecovery(tx, found.user, { by: 'link', link: this.config.baseUrl });
  }
}

const LINK_ENDED = new AppError('link_ended', 'what this link was for has ended; sign in to see how things stand');

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
