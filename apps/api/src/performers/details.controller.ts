import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Instant } from '#consent';
import type { NewEntry, PerformerRow, Tx } from '#store';
import { organizationOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import type { Config } from '../config.js';
import { notFound, type InputError } from '../errors/app-error.js';
import { detailsMail } from '../mails.js';
import { Answers } from '../openapi/answers.js';
import { placeFault } from '../place.js';
import { CONFIG } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { DETAILS, DetailsView, StateDetails } from './details.bodies.js';
import { descriptionOf, detailsOf, profilesHeld } from './details.js';
import { refuseMachine, refuseOverruling } from './stating.js';

@ApiTags('Performers')
@Controller('v1/performers/:performer/details')
export class DetailsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Post()
  @Writes()
  @Answers(
    'State who a performer is',
    DetailsView,
    200,
    'What is left out stays as it was. What an organization states, it states of its own profile, and she is told by ' +
      'mail; it may add a union and take none away. What she states herself holds for each of her profiles, whoever ' +
      'invited her can read it, and nobody else states otherwise.',
  )
  async state(
    @RecordId('performer', 'perf') performer: string,
    @Body() body: StateDetails,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<DetailsView> {
    const row = await tx.find('performers', performer);
    if (row === null) throw notFound();
    const isHerself = asker.kind === 'person' && asker.user === row.user;
    if (!isHerself) organizationOf(asker, row.organization);
    refuseMachine(asker, body);
    refuse([...faultsOf(body, isHerself), ...(await unknownUnions(tx, body.unions))]);
    const profiles = isHerself ? await profilesHeld(tx, asker.user, performer) : [performer];
    await tx.lock(profiles);
    const by = { actor: actorOf(asker), ...(isHerself ? {} : { organization: row.organization }) };
    const entries: NewEntry[] = [];
    for (const profile of profiles) {
      const known = await tx.get('performers', profile);
      if (!isHerself) refuseOverruling(asker, known, body);
      refuse(impossible({ ...detailsOf(known.record), ...body }, await tx.at()));
      entries.push(descriptionOf(body, { ...by, performer: profile }));
    }
    await tx.append(entries);
    if (!isHerself) await this.tell(tx, row, body);
    return detailsOf((await tx.get('performers', performer)).record);
  }

  /** The mail says what was stated, never what it says. */
  private async tell(tx: Tx, { email, organization }: PerformerRow, body: StateDetails): Promise<void> {
    if (email === null) return;
    const owner = await tx.find('organizations', organization);
    const what = DETAILS.filter((detail) => body[detail] !== undefined).map((detail) => WORDS[detail]);
    await tx.deliver([
      detailsMail(email, { organization: owner?.name ?? '', what: what.join(', '), link: this.config.baseUrl }),
    ]);
  }
}

const WORDS: Readonly<Record<(typeof DETAILS)[number], string>> = {
  bornOn: 'your date of birth',
  diedOn: 'a date of death',
  zone: 'your time zone',
  residence: 'where you live',
  unions: 'the unions you are a member of',
  identity: 'how well it is known who you are',
};

function refuse(faults: readonly InputError[]): void {
  if (faults.length > 0) throw invalidInput(faults);
}

function faultsOf(body: StateDetails, isHerself: boolean): InputError[] {
  const { diedOn, zone, residence, identity } = body;
  if (DETAILS.every((detail) => body[detail] === undefined))
    return [{ path: '', message: `state at least one of ${DETAILS.join(', ')}` }];
  return [
    ...(zone === undefined || isZone(zone)
      ? []
      : [{ path: '/zone', message: `\`${zone}\` is no time zone; send one such as \`Europe/Madrid\`` }]),
    ...(residence === undefined ? [] : placeFault(residence, '/residence')),
    ...(isHerself && diedOn
      ? [{ path: '/diedOn', message: 'somebody else states this; send `null` to take it back' }]
      : []),
    // Whoever vouches for her is somebody else, or it says nothing.
    ...(isHerself && identity !== undefined && identity !== 'self_asserted'
      ? [{ path: '/identity', message: 'of yourself, send `self_asserted`' }]
      : []),
  ];
}

async function unknownUnions(tx: Tx, unions: readonly string[] = []): Promise<InputError[]> {
  const faults: InputError[] = [];
  for (const [index, id] of unions.entries()) {
    if ((await tx.find('organizations', id))?.kind === 'union') continue;
    faults.push({ path: `/unions/${index}`, message: 'no such union; send the id of one' });
  }
  return faults;
}

interface Days {
  readonly bornOn?: string | null;
  readonly diedOn?: string | null;
}

/** What cannot be so, of what is known and what is stated together. */
function impossible({ bornOn, diedOn }: Days, at: Instant): InputError[] {
  const today = at.slice(0, 10);
  return [
    ...(bornOn && bornOn > today ? [{ path: '/bornOn', message: 'send a day that has come' }] : []),
    ...(diedOn && diedOn > today ? [{ path: '/diedOn', message: 'send a day that has come' }] : []),
    ...(bornOn && diedOn && bornOn >= diedOn ? [{ path: '/bornOn', message: 'send a day before that of death' }] : []),
  ];
}

/** IANA names alone: an offset such as `+02:00` knows no summer. */
function isZone(zone: string): boolean {
  try {
    return (
      /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
    );
  } catch {
    return false;
  }
}
