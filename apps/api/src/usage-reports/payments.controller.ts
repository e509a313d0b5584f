/** That what was made is paid, as the production's owner states it. */
import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newId } from '#store';
import { isOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { Sight } from '../asking/sight.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { NewPayment, UsedView } from './usage-reports.bodies.js';
import { usedViews } from './used-view.js';

@ApiTags('Usage')
@Controller('v1/checks')
export class PaymentsController {
  constructor(private readonly sight: Sight) {}

  @Post(':check/payments')
  @Writes()
  @Answers(
    'Record that uses were paid',
    UsedView,
    201,
    'Nothing is paid by it: it says that somebody did, and she reads it.',
  )
  async pay(
    @RecordId('check', 'chk') id: string,
    @Body() { amount, currency, uses: named, paidAt = null, reference }: NewPayment,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<UsedView> {
    const row = await this.sight.toActOn(person, 'decisions', id);
    const { performer, production } = row;
    const { organization } = await tx.get('productions', production);
    // Who asked a check sees it, and does not pay for it.
    if (!isOf(person, organization)) throw notFound();
    if (performer === null) throw new AppError('state_conflict', 'the check was about nobody: there is nobody to pay');
    await tx.lock([`used:${performer}`]);
    if (paidAt !== null && paidAt > (await tx.at()))
      throw invalidInput([{ path: '/paidAt', message: 'send an instant that has passed; record it when it is paid' }]);
    const { uses: made = [], payments = [] } = (await tx.usage.reservation(id)) ?? {};
    const paid = payments.flatMap(({ uses }) => uses);
    const open = made.map((use) => use.id).filter((use) => !paid.includes(use));
    const uses = named ?? open;
    if (uses.length === 0)
      throw new AppError('state_conflict', 'nothing is reported under this check that is not paid yet');
    const strange = uses.findIndex((use) => !open.includes(use));
    if (strange >= 0)
      throw invalidInput([{ path: `/uses/${strange}`, message: 'name a use of this check that is not paid yet' }]);
    await tx.append([
      {
        type: 'use.paid',
        refs: { actor: actorOf(person), decision: id, performer, organization, payment: newId('pay') },
        evidence: { amount, currency, uses: [...uses], paidAt },
        personal: reference === undefined ? null : { reference },
      },
    ]);
    const [view] = await usedViews(tx, [row], { organization });
    if (view === undefined) throw notFound();
    return view;
  }
}
