import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newId, type ClearanceRow } from '#store';
import { Reads } from '#store/lists';
import { isOf, organizationOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { Sight } from '../asking/sight.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { ClearancePage, ClearanceQuery, ClearanceView, NewClearance } from './clearances.bodies.js';

@ApiTags('Clearances')
@Controller('v1/clearances')
export class ClearancesController {
  constructor(
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Post()
  @Writes()
  @Answers(
    'Record a licence or a release',
    ClearanceView,
    201,
    'A use names it by its id. That of a likeness is recorded by a person, never by a key.',
  )
  async record(@Body() body: NewClearance, @Asked() asker: Party, @Acting() { tx }: Act): Promise<ClearanceView> {
    const organization = organizationOf(asker, body.organization);
    const { production, covers, from, until, documentHash, note } = body;
    // It stands where a consent would stand, so somebody answers for it by name.
    if (covers === 'likeness' && asker.kind === 'key')
      throw new AppError('not_allowed', 'only a person clears a likeness; sign in, or clear `material`');
    if ((await tx.partIn(production, organization)) === null) throw notFound();
    if (until !== null && until <= from) throw invalidInput([{ path: '/until', message: 'send a later `until`' }]);
    await tx.lock([production]);
    const clearance = newId('clr');
    await tx.append([
      {
        type: 'clearance.recorded',
        refs: { actor: actorOf(asker), organization, production, clearance },
        evidence: { covers, from, until, documentHash },
        personal: { note },
      },
    ]);
    return viewOf(await tx.get('clearances', clearance));
  }

  @Get()
  @Answers('Clearances', ClearancePage, 200, 'Ended ones included.')
  async list(@Query() query: ClearanceQuery, @Asked() asker: Party): Promise<ClearancePage> {
    const { production, organization } = query;
    const viewer = { organization: organizationOf(asker, organization) };
    const { items, next } = await this.reads.clearances(viewer, { ...(production && { production }) }, pageOf(query));
    return { items: items.map(viewOf), next };
  }

  @Post(':clearance/end')
  @Writes()
  @Answers('End a clearance', ClearanceView, 200, 'By whoever recorded it, or the owner of the production.')
  async end(
    @RecordId('clearance', 'clr') clearance: string,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<ClearanceView> {
    const { production, organization } = await this.sight.one(asker, 'clearances', clearance);
    const owner = (await tx.find('productions', production))?.organization;
    if (!isOf(asker, organization) && !isOf(asker, owner))
      throw new AppError('not_allowed', 'whoever recorded it ends it, or the owner of the production');
    await tx.lock([production]);
    const { endedAt } = await tx.get('clearances', clearance);
    if (endedAt !== null) throw new AppError('state_conflict', 'it was ended already');
    await tx.append([
      {
        type: 'clearance.ended',
        refs: { actor: actorOf(asker), production, clearance },
        evidence: {},
        personal: null,
      },
    ]);
    return viewOf(await tx.get('clearances', clearance));
  }
}

function viewOf(row: ClearanceRow): ClearanceView {
  const { id, organization, production, covers, from, until, documentHash, note, recordedAt, endedAt } = row;
  return { id, organization, production, covers, from, until, documentHash, note, recordedAt, endedAt };
}
