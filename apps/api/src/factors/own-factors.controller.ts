import { Body, Controller, Delete, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mail } from '#mails';
import type { FactorRow, Tx } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, guardOf, type Person } from '../asking/asker.js';
import { demandsFactor } from '../asking/held-back.js';
import type { Config } from '../config.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { renewRecoveryCodes } from './adding.js';
import { requireStrong } from './admitting.js';
import { FactorView, NameFactor, RecoveryCodes } from './factors.bodies.js';

@ApiTags('Factors')
@Controller('v1')
export class OwnFactorsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Post('factors/:factor/name')
  @Writes()
  @Answers('Name a factor', FactorView)
  async name(
    @RecordId('factor', 'fac') id: string,
    @Body() { name }: NameFactor,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<FactorView> {
    const { factor } = await own(tx, person, id);
    const refs = { actor: actorOf(person), user: person.user, factor: id };
    await tx.append([{ type: 'factor.named', refs, evidence: {}, personal: { name } }]);
    return { id, kind: factor.kind, name, addedAt: factor.addedAt };
  }

  @Delete('factors/:factor')
  @Writes()
  @Answers(
    'Remove a factor',
    null,
    204,
    'Every other session ends. The last one of whoever needs one is only replaced.',
  )
  async remove(
    @RecordId('factor', 'fac') id: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<void> {
    const { factor, isLast } = await own(tx, person, id);
    const { user } = person;
    if (isLast && (person.isOperator || person.memberships.some(demandsFactor)))
      throw new AppError('state_conflict', 'what you are needs a factor, and this is your last; add another one first');
    const refs = { actor: actorOf(person), user, factor: id };
    // First: whoever signs with it at this moment holds its row, and then signed before the instant that is recorded here.
    await tx.factors.forget([id]);
    await tx.append([{ type: 'factor.removed', refs, evidence: {}, personal: null }]);
    if (isLast) await tx.factors.keepRecoveryCodes(user, []);
    await tx.sessions.endOthers(user, person.session.id);
    await tx.deliver([mail(person.email, 'factor_removed', { factor: factor.kind, link: this.config.baseUrl })]);
  }

  @Post('recovery-codes')
  @Writes({ secret: true })
  @Answers('Make new recovery codes', RecoveryCodes, 201, 'The earlier ones count for nothing any more.')
  async renew(@AskedByPerson() person: Person, @Acting() { tx }: Act): Promise<RecoveryCodes> {
    requireStrong(person);
    await tx.lock([guardOf(person)]);
    if ((await tx.factors.of(person.user)).length === 0)
      throw new AppError('state_conflict', 'you have no factor that they could stand in for; add one');
    await tx.deliver([mail(person.email, 'recovery_codes_made', { link: this.config.baseUrl })]);
    return { recoveryCodes: await renewRecoveryCodes(tx, this.config, person.user) };
  }
}

/** A factor of a person in a strong session, whose guard is locked from then on. */
async function own(
  tx: Tx,
  person: Person,
  id: string,
): Promise<{ readonly factor: FactorRow; readonly isLast: boolean }> {
  await tx.lock([guardOf(person)]);
  const factors = await tx.factors.of(person.user);
  const factor = factors.find((each) => each.id === id);
  if (factor === undefined) throw notFound();
  requireStrong(person);
  return { factor, isLast: factors.length === 1 };
}
