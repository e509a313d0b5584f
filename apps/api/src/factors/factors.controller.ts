import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { mail } from '#mails';
import { newId, type Tx } from '#store';
import { Accounts } from '../asking/accounts.js';
import { AskedByPerson } from '../asking/asked.js';
import { addressOf, guardOf, type Person } from '../asking/asker.js';
import { Limits } from '../asking/limits.js';
import type { Config } from '../config.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { seal, unseal } from '../sealed.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { addFactor } from './adding.js';
import { admitFactor } from './admitting.js';
import { AddedFactor, ConfirmTotp, ShowCode, ShownCode, TotpSecretShown } from './factors.bodies.js';
import { raise } from './raising.js';
import { cancelRecovery } from './recovery.js';
import { factorRefused, takeCode, tried } from './showing.js';
import { newTotpSecret, stepOf, totpUri } from './totp.js';

@ApiTags('Factors')
@Controller('v1')
export class FactorsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly accounts: Accounts,
    private readonly limits: Limits,
  ) {}

  @Post('session/code')
  @Writes({ secret: true })
  @Answers(
    'Make the session strong by a code',
    ShownCode,
    200,
    'The session gets a new cookie; the old one opens nothing.',
  )
  async show(
    @Body() { code }: ShowCode,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShownCode> {
    const { account: user } = person;
    await tx.lock([guardOf({ user })]);
    const taken = await this.taken(tx, person, code);
    const { cookies } = await raise(tx, this.accounts, person);
    void reply.header('set-cookie', [...cookies]);
    await cancelRecovery(tx, user, { by: 'factor', link: this.config.baseUrl });
    const left = await tx.factors.recoveryCodesLeft(user);
    if (taken === 'recovery_code')
      await tx.deliver([mail(addressOf(person), 'recovery_code_spent', { left, link: this.config.baseUrl })]);
    return { level: 'strong', recoveryCodesLeft: left };
  }

  private async taken(tx: Tx, { account: user, user: self, vouched }: Person, code: string) {
    const take = () => takeCode(tx, this.config, { user, code });
    if (vouched === null) return tried(tx, user, take);
    await this.limits.vouchedCode(tx, self);
    const taken = await take();
    if (taken === null) throw factorRefused();
    return taken;
  }

  @Post('factors/totp')
  @Writes({ secret: true })
  @Answers(
    'Begin to add an authenticator program',
    TotpSecretShown,
    201,
    'The secret is shown in this answer and never again.',
  )
  async beginTotp(@AskedByPerson() person: Person, @Acting() { tx }: Act): Promise<TotpSecretShown> {
    await tx.lock([guardOf(person)]);
    await admitFactor(tx, person);
    const [factor, secret] = [newId('fac'), newTotpSecret()];
    const sealed = await seal(this.config.authSecret, { what: 'totp', of: factor }, secret);
    await tx.factors.keepPendingTotp(person.user, { factor, secret: sealed });
    return { secret, uri: totpUri(secret, { email: person.email, baseUrl: this.config.baseUrl }) };
  }

  @Post('factors/totp/confirm')
  @Writes({ secret: true })
  @Answers(
    'Add the authenticator program',
    AddedFactor,
    201,
    'By its first code, which makes the session strong as well.',
  )
  async confirmTotp(
    @Body() { code, name }: ConfirmTotp,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AddedFactor> {
    await tx.lock([guardOf(person)]);
    const admitted = await admitFactor(tx, person);
    const id = await tried(tx, person.user, () => this.confirmed(tx, person, code));
    const made = { id, kind: 'totp', keyHash: null, name: name ?? null } as const;
    const { added, cookies } = await addFactor(tx, made, {
      admitted,
      person,
      config: this.config,
      accounts: this.accounts,
    });
    void reply.header('set-cookie', [...cookies]);
    return added;
  }

  /** The factor that this code is the first of; from then on it counts. */
  private async confirmed(tx: Tx, { user }: Person, code: string): Promise<string | null> {
    const pending = await tx.factors.pendingTotp(user);
    if (pending === null) return null;
    const { factor } = pending;
    const secret = await unseal(this.config.authSecret, { what: 'totp', of: factor }, pending.secret);
    const step = stepOf(secret, code, Date.now());
    return step !== null && (await tx.factors.spendStep(factor, step)) ? factor : null;
  }
}
