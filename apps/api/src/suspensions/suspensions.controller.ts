import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { noticesOf, newId, type NewDelivery, type Store, type SuspensionRow } from '#store';
import { Reads } from '#store/lists';
import { readerOf, unionOf } from '../asking/acting-for.js';
import { Asked, AskedByPerson, type Party } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { refuseOther } from '../writing/previewed.js';
import { Writes } from '../writing/writes.js';
import { previewOf, refuseEnded, struckBy } from './striking.js';
import {
  NewSuspension,
  StrikeScope,
  SuspensionPage,
  SuspensionPreview,
  SuspensionQuery,
  SuspensionView,
} from './suspensions.bodies.js';

/** Every check holds it in share, so that a strike is declared between two checks, never during one. */
export const SUSPENSIONS = 'suspensions';

@ApiTags('Suspensions')
@Controller('v1/suspensions')
export class SuspensionsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
  ) {}

  @Post('preview')
  @Answers(
    'Preview a strike',
    SuspensionPreview,
    200,
    'Changes nothing. It counts what the act will tell of, in records of members; the strike also stops uses of other performers under the agreement.',
  )
  async preview(@Body() body: StrikeScope, @AskedByPerson() person: Person): Promise<SuspensionPreview> {
    const union = unionOf(person, body.organization);
    return this.store.transaction(async (tx) => previewOf(tx, await struckBy(tx, body, union), union));
  }

  @Post()
  @Writes()
  @Answers(
    'Declare a strike',
    SuspensionView,
    201,
    'One act, for one agreement or all of the union’s, and one employer or all. From its answer on, what needs consent is denied under them while it lasts; what needs none is left alone. It ends no consent. Whose consents it pauses hear of it by event and mail.',
  )
  async declare(
    @Body() body: NewSuspension,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<SuspensionView> {
    const union = unionOf(person, body.organization);
    const struck = await struckBy(tx, body, union);
    if (body.etag !== undefined) refuseOther((await previewOf(tx, struck, union)).etag, body.etag);
    await tx.lock([SUSPENSIONS]);
    const { agreements, agreement, employer, from, until } = struck;
    const at = await tx.at();
    refuseEnded(struck, at);
    const suspension = newId('sus');
    await tx.append([
      {
        type: 'suspension.declared',
        refs: { actor: actorOf(person), organization: union.organization, suspension },
        evidence: { agreement, agreements: [...agreements], employer, from, until },
        personal: { reason: body.reason },
      },
    ]);
    await tx.deliver([
      telling(suspension, 'begins', from > at ? from : undefined),
      ...(until === null ? [] : [telling(suspension, 'ends', until)]),
    ]);
    return viewOf(await tx.get('suspensions', suspension));
  }

  @Get()
  @Answers('Strikes', SuspensionPage, 200, 'Past and lifted ones included.')
  async list(@Query() query: SuspensionQuery, @Asked() asker: Party): Promise<SuspensionPage> {
    const { agreement } = query;
    const filter = agreement === undefined ? {} : { agreement };
    const { items, next } = await this.reads.suspensions(readerOf(asker, query), filter, pageOf(query));
    return { items: items.map(viewOf), next };
  }

  @Post(':suspension/lift')
  @Writes()
  @Answers('Lift a strike', SuspensionView)
  async lift(
    @RecordId('suspension', 'sus') suspension: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<SuspensionView> {
    const before = await tx.find('suspensions', suspension);
    if (before === null) throw notFound();
    const { organization } = unionOf(person, before.organization);
    // Nobody is told any more that it pauses something.
    await tx.lock([SUSPENSIONS, noticesOf(suspension)]);
    const { liftedAt, until } = await tx.get('suspensions', suspension);
    if (liftedAt !== null || (until !== null && until <= (await tx.at())))
      throw new AppError('state_conflict', 'it has ended already');
    await tx.append([
      {
        type: 'suspension.lifted',
        refs: { actor: actorOf(person), organization, suspension },
        evidence: {},
        personal: null,
      },
    ]);
    await tx.deliver([telling(suspension, 'lifted')]);
    return viewOf(await tx.get('suspensions', suspension));
  }
}

/** What the worker tells of it, once it falls due. */
function telling(suspension: string, change: 'begins' | 'ends' | 'lifted', dueAt?: string): NewDelivery {
  const payload = { suspension, change };
  return { kind: 'suspension', payload, once: `${suspension} ${change}`, ...(dueAt !== undefined && { dueAt }) };
}

function viewOf(row: SuspensionRow): SuspensionView {
  const { id, organization: union, agreement, agreements, employer, reason, declaredAt, from, until, liftedAt } = row;
  return { id, union, agreement, agreements, employer, reason, declaredAt, from, until, liftedAt };
}
