/** What became of an allow: what was made under it, or that nothing will be. */
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { readQuantity } from '#consent';
import { newId, type DecisionRow, type ReservationRow, type Store, type Tx } from '#store';
import { organizationOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { Looking, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { AppError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { STORE } from '../provided.js';
import { valid } from '../reading.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { NewUsage, UsageView } from './usage.bodies.js';

/** An allow that has a performer: only then is anything held, or owed to anybody. */
type Allowed = DecisionRow & { readonly performer: string };

@ApiTags('Checks')
@Controller('v1/checks')
export class UsageController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly sight: Sight,
  ) {}

  @Post(':check/usage')
  @Writes()
  @Answers(
    'Report what was made',
    UsageView,
    201,
    'It takes the place of what the allow holds against caps, however late it is told, and is shown to the performer.',
  )
  async report(
    @RecordId('check', 'chk') id: string,
    @Body() { quantity: stated, madeAt = null, note }: NewUsage,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<UsageView> {
    const { performer } = await this.allowed(asker, id);
    const quantity = valid(readQuantity(stated, '/quantity'));
    await tx.lock([`used:${performer}`]);
    if (madeAt !== null && madeAt > (await tx.at()))
      throw invalidInput([{ path: '/madeAt', message: 'send an instant that has passed; report it when it is made' }]);
    await tx.append([
      {
        type: 'usage.reported',
        refs: { actor: actorOf(asker), decision: id, performer, usage: newId('usg') },
        evidence: { quantity, madeAt },
        personal: note === undefined ? null : { note },
      },
    ]);
    return usageView(tx, id);
  }

  @Post(':check/release')
  @Writes()
  @Answers(
    'Say that nothing will be made',
    UsageView,
    200,
    'What the allow holds against caps is free again at once, and no report of it is owed.',
  )
  async release(
    @RecordId('check', 'chk') id: string,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<UsageView> {
    const { performer } = await this.allowed(asker, id);
    await tx.lock([`used:${performer}`]);
    const row = await tx.usage.reservation(id);
    if (row !== null) refuseRelease(row);
    const refs = { actor: actorOf(asker), decision: id, performer };
    await tx.append([{ type: 'reservation.released', refs, evidence: {}, personal: null }]);
    return usageView(tx, id);
  }

  @Get(':check/usage')
  @Answers('What was made under a check, and what it holds', UsageView)
  async read(@RecordId('check', 'chk') id: string, @Looking() look: Look): Promise<UsageView> {
    await this.sight.show(look, 'decisions', id, 'usage');
    return this.store.transaction((tx) => usageView(tx, id));
  }

  /** A check that the own organization asked, and that allowed something. */
  private async allowed(asker: Party, id: string): Promise<Allowed> {
    const row = await this.sight.toActOn(asker, 'decisions', id);
    // The owner of the production sees a vendor's check as well, and did not do its work.
    organizationOf(asker, row.organization);
    const { performer, outcome } = row;
    if (outcome !== 'allow') throw new AppError('state_conflict', `the answer was \`${outcome}\`: nothing was allowed`);
    if (performer === null)
      throw new AppError('state_conflict', "the check was about nobody: no one's consent was used");
    return { ...row, performer };
  }
}

function refuseRelease(row: ReservationRow): void {
  if (row.uses.length > 0) throw new AppError('state_conflict', 'something was reported as made under this check');
  if (row.takenOver !== null)
    throw new AppError('state_conflict', `\`${row.takenOver.by}\` took over what the check held; release that one`);
  if (row.releasedAt !== null) throw new AppError('state_conflict', 'what the check held was released already');
}

async function usageView(tx: Tx, check: string): Promise<UsageView> {
  const row = await tx.usage.reservation(check);
  const { held = [], until = null, releasedAt = null, takenOver = null, uses = [] } = row ?? {};
  const isHeld = held.length > 0 && takenOver === null;
  return {
    ...{ check, reserved: held, heldUntil: isHeld ? until : null, releasedAt, takenOverBy: takenOver?.by ?? null },
    uses: uses.map(({ id, quantity, madeAt, note, at }) => ({ id, quantity, madeAt, note, reportedAt: at })),
  };
}
