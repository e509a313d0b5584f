/** A person has everything erased that is theirs: what goes, stays and is out of reach is shown before, by the code that does it. */
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { erase, previewErasure, type ErasureBars, type ErasurePreview, type Store, type Tx } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { AppError } from '../errors/app-error.js';
import { requireFresh, requireStrong } from '../factors/admitting.js';
import { Answers } from '../openapi/answers.js';
import type { Config } from '../config.js';
import { CONFIG, STORE } from '../provided.js';
import { Acting, type Act } from '../writing/act.js';
import { etagOf, refuseOther } from '../writing/previewed.js';
import { Writes } from '../writing/writes.js';
import { Erasing, ErasureDone, ErasureShown } from './erasure.bodies.js';

/** Why it stays, of each kind of `kept` in the entry. */
const STAYS = [
  {
    what: 'That consents were given, changed and withdrawn, with the terms that were signed',
    why: 'Whoever relied on them must be able to show it. No name, address or word of yours is left in it, but what the terms themselves say.',
  },
  {
    what: 'Decisions, exemption claims and approvals, and who asked',
    why: 'They show what was allowed and on what ground. You stand in them as a number that leads to nobody.',
  },
  {
    what: 'That your record was looked at, and by whom',
    why: 'So that whoever looked answers for it. The reasons they wrote go.',
  },
  {
    what: 'That you were erased, and when',
    why: 'So that a copy from before is erased again before it is used. After `keptYears` years nothing but leaves of the log is left of the rest, unless a claim or an inquiry needs it.',
  },
];

const OUT_OF_REACH = [
  'Receipts of decisions that productions keep with their work',
  'Certificates and evidence that you or others have downloaded',
  'Mail that was sent, and events that went to systems of productions',
  'Backups: what is personal in their log no key opens any more; the rest goes as each runs out, and is erased again if one is used',
];

@ApiTags('Erasure')
@Controller('v1/erasure')
export class ErasureController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Answers('What erasing everything of yours would do', ErasureShown, 200, 'Nothing is erased by looking.')
  preview(@AskedByPerson() { user }: Person): Promise<ErasureShown> {
    return this.store.transaction(async (tx) => {
      const found = await previewErasure(tx, { user });
      return shown(found, await titlesOf(tx, found), this.config);
    });
  }

  @Post()
  @Writes()
  @Answers(
    'Erase everything of yours',
    ErasureDone,
    200,
    'At once and for good. It withdraws nothing: whatever still gives something bars it, until you have withdrawn it.',
  )
  async erase(@Body() { etag }: Erasing, @AskedByPerson() person: Person, @Acting() { tx }: Act): Promise<ErasureDone> {
    const whom = { user: person.user };
    if ((await tx.factors.of(person.user)).length > 0) requireStrong(person);
    else requireFresh(person);
    refuseOther(etagOfErasure(await previewErasure(tx, whom)), etag);
    const erased = await erase(tx, whom, actorOf(person));
    if (erased.kind === 'barred') throw barred(erased.bars);
    if (erased.kind === 'nobody') throw new Error('whoever asks is nobody');
    const { erasure: id, at: erasedAt, went } = erased;
    return { id, erasedAt, went, keptYears: this.config.evidenceYears };
  }
}

function shown(
  preview: ErasurePreview,
  titles: ReadonlyMap<string, string>,
  { evidenceYears: keptYears }: Config,
): ErasureShown {
  const { count, bars } = preview;
  return {
    goes: { ...count },
    stays: STAYS,
    keptYears,
    outOfReach: OUT_OF_REACH,
    holds: bars.holds.map(({ id, reason, placedAt }) => ({ id, reason, placedAt })),
    consents: bars.consents.map(({ id, production }) => ({ id, production, title: titles.get(production) ?? '' })),
    etag: etagOfErasure(preview),
  };
}

async function titlesOf(tx: Tx, { bars }: ErasurePreview): Promise<ReadonlyMap<string, string>> {
  const productions = [...new Set(bars.consents.map(({ production }) => production))];
  const rows = await Promise.all(productions.map((id) => tx.get('productions', id)));
  return new Map(rows.map(({ id, title }) => [id, title]));
}

/** Stays while the same is hers: one more check or view of it changes nothing of what she agreed to. */
function etagOfErasure({ scope: { users, performers, records } }: ErasurePreview): string {
  return etagOf({ users: [...users], performers: [...performers], records: [...records] });
}

function barred({ holds, consents }: ErasureBars): AppError {
  const [hold] = holds;
  if (hold !== undefined)
    return new AppError('state_conflict', `what is yours is held and must not be erased: ${hold.reason}`);
  const ids = consents.slice(0, 10).map(({ id }) => `\`${id}\``);
  const detail = `whoever is erased gives nothing: withdraw first, or wait for the end of, ${ids.join(', ')}`;
  return new AppError('state_conflict', detail);
}
