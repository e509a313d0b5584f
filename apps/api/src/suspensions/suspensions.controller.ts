import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { agreementsOf, isAgreement, nearestAgreements, strikableAgreements } from '#consent';
import { newId, type SuspensionRow, type Tx } from '#store';
import { Reads } from '#store/lists';
import { readerOf, unionOf } from '../asking/acting-for.js';
import { Asked, AskedByPerson, type Party } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { AppError, notFound, type InputError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { NewSuspension, SuspensionPage, SuspensionQuery, SuspensionView } from './suspensions.bodies.js';

/** Every check holds it in share, so that a strike is declared between two checks, never during one. */
export const SUSPENSIONS = 'suspensions';

@ApiTags('Suspensions')
@Controller('v1/suspensions')
export class SuspensionsController {
  constructor(private readonly reads: Reads) {}

  @Post()
  @Writes()
  @Answers(
    'Declare a strike',
    SuspensionView,
    201,
    'While it lasts, what needs consent is denied under the agreement; what needs none is left alone. It ends no consent.',
  )
  async declare(
    @Body() body: NewSuspension,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<SuspensionView> {
    const { organization, name } = unionOf(person, body.organization);
    const { agreement, employer, from, until } = body;
    const faults = [...agreementFault(agreement, name), ...(await employerFault(tx, employer))];
    if (faults.length > 0) throw invalidInput(faults);
    await tx.lock([SUSPENSIONS]);
    if (until !== null && (until <= from || until <= (await tx.at())))
      throw invalidInput([{ path: '/until', message: 'send an instant to come, after `from`' }]);
    const suspension = newId('sus');
    await tx.append([
      {
        type: 'suspension.declared',
        refs: { actor: actorOf(person), organization, suspension },
        evidence: { agreement, employer, from, until },
        personal: null,
      },
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
    await tx.lock([SUSPENSIONS]);
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
    return viewOf(await tx.get('suspensions', suspension));
  }
}

/** A strike is a union's under its own agreements alone: another's would stop productions that are none of its business. */
function agreementFault(agreement: string, union: string): InputError[] {
  // With a version it would strike that one alone, and a strike is against the agreement.
  if (!agreement.includes('@') && isAgreement(agreement)) {
    if (!agreementsOf(union).includes(agreement))
      return [{ path: '/agreement', message: `\`${agreement}\` is an agreement of another union` }];
    const strikable = strikableAgreements();
    if (strikable.includes(agreement)) return [];
    const message = `no rule of \`${agreement}\` stops anything in a strike; send one of ${strikable.join(', ')}`;
    return [{ path: '/agreement', message, suggestions: strikable }];
  }
  const suggestions = nearestAgreements(agreement);
  const message = 'send the id of a collective agreement without its version, such as `sag-aftra-tv`';
  return [{ path: '/agreement', message, ...(suggestions.length > 0 && { suggestions }) }];
}

async function employerFault(tx: Tx, employer: string | null): Promise<InputError[]> {
  const row = employer === null ? null : await tx.find('organizations', employer);
  if (employer === null || (row !== null && row.kind !== 'union')) return [];
  return [{ path: '/employer', message: 'no such employer; send the id of an organization, or `null` for all' }];
}

function viewOf(row: SuspensionRow): SuspensionView {
  const { id, organization: union, agreement, employer, declaredAt, from, until, liftedAt } = row;
  return { id, union, agreement, employer, declaredAt, from, until, liftedAt };
}
