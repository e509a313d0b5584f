import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Instant } from '#consent';
import { mail } from '#mails';
import type { NewEntry, PerformerRow, Tx } from '#store';
import { isOf, organizationOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { Limits } from '../asking/limits.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { notFound, type InputError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { placeFault } from '../place.js';
import { CONFIG } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { DETAILS, DetailsView, StateDetails } from './details.bodies.js';
import { descriptionOf, detailsOf, profilesHeld, toldOf } from './details.js';
import { refuseBeyondUnion, refuseMachine, refuseOverruling } from './stating.js';

@ApiTags('Performers')
@Controller('v1/performers/:performer/details')
export class DetailsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sight: Sight,
    private readonly limits: Limits,
  ) {}

  @Post()
  @Writes()
  @Answers(
    'State who a performer is',
    DetailsView,
    200,
    'What is left out stays as it was. What an organization states, it states of its own profile, and she is told by ' +
      'mail; it may add a union and take none away. What she states herself holds for each of her profiles, whoever ' +
      'invited her reads it once she has signed something for them, and nobody else states otherwise but by a document. Her union verifies who she is, and ' +
      'takes itself off her profile. Of two birthdays that of her union counts, or else the one that makes her younger.',
  )
  async state(
    @RecordId('performer', 'perf') performer: string,
    @Body() body: StateDetails,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<DetailsView> {
    const row = await tx.find('performers', performer);
    // Asked whether or not there is one: to a stranger both shall cost the same statements.
    const covering = await this.sight.coveringUnions(asker, 'performers', performer);
    if (row === null) throw notFound();
    const side = sideOf(row, asker, covering);
    refuseMachine(asker, body);
    refuse([...faultsOf(body, side.kind === 'performer'), ...(await unknownUnions(tx, body.unions))]);
    const profiles = side.kind === 'performer' ? await profilesHeld(tx, side.user, performer) : [performer];
    await tx.lock(profiles);
    const by = { actor: actorOf(asker), ...(side.kind !== 'performer' && { organization: side.organization }) };
    const entries: NewEntry[] = [];
    for (const profile of profiles) {
      const known = await tx.get('performers', profile);
      await refuseFor(tx, side, known, body);
      // Of what they are told: another day's refusal would tell the rest, tried often enough.
      refuse(impossible({ ...detailsOf(await toldOf(tx, known, asker)), ...body }, await tx.at()));
      entries.push(descriptionOf(body, { ...by, performer: profile }));
    }
    await tx.append(entries);
    if (side.kind !== 'performer') await this.tell(tx, row, side.organization, body);
    return detailsOf(await toldOf(tx, await tx.get('performers', performer), asker));
  }

  /** The mail says what was stated, never what it says. */
  private async tell(tx: Tx, { email }: PerformerRow, organization: string, body: StateDetails): Promise<void> {
    if (email === null) return;
    const by = await tx.find('organizations', organization);
    const details = DETAILS.filter((detail) => body[detail] !== undefined);
    const about = { organization: by?.name ?? '', details, link: this.config.baseUrl };
    await tx.deliver([await this.limits.orWithheld(tx, email, mail(email, 'details_stated', about))]);
  }
}

type Side =
  | { readonly kind: 'performer'; readonly user: string }
  | { readonly kind: 'organization' | 'union'; readonly organization: string };

/** Whoever is of the organization that engages her speaks as its member, and never as her union. */
function sideOf({ user, organization }: PerformerRow, asker: Party, covering: readonly string[]): Side {
  if (asker.kind === 'person' && asker.user === user) return { kind: 'performer', user };
  const [union] = covering;
  if (union !== undefined && !isOf(asker, organization)) return { kind: 'union', organization: union };
  return { kind: 'organization', organization: organizationOf(asker, organization) };
}

/** Asked once she is locked: she may have left the union, or said something herself, while this waited. */
async function refuseFor(tx: Tx, side: Side, known: PerformerRow, body: StateDetails): Promise<void> {
  if (side.kind === 'organization') refuseOverruling(known, body, await tx.hasSigned(known.id));
  if (side.kind !== 'union') return;
  if (!(await tx.unionsOf(known.id)).includes(side.organization)) throw notFound();
  refuseBeyondUnion(known, side.organization, body);
}

function refuse(faults: readonly InputError[]): void {
  if (faults.length > 0) throw invalidInput(faults);
}

function faultsOf(body: StateDetails, isHerself: boolean): InputError[] {
  const { bornOn, diedOn, zone, residence, identity, documentHash } = body;
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
    ...(!isHerself && identity === 'document' && documentHash === undefined
      ? [{ path: '/documentHash', message: 'send the SHA-256 of the document, in hex' }]
      : []),
    ...(documentHash !== undefined && (isHerself || (identity !== 'document' && !bornOn && !diedOn))
      ? [{ path: '/documentHash', message: 'somebody else sends it, with what the document shows' }]
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
