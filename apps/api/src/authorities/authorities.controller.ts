import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { readBox, type Box } from '#consent';
import { mail, type ActingCapacity } from '#mails';
import {
  mailboxOf,
  newId,
  type AuthorityRow,
  type PageRequest,
  type PerformerRow,
  type Store,
  type Tx,
  type Viewer,
} from '#store';
import { Reads } from '#store/lists';
import { Accounts } from '../asking/accounts.js';
import { isOf, organizationOf } from '../asking/acting-for.js';
import { Asked, AskedByPerson, type Party } from '../asking/asked.js';
import { actorOf, isSelf, userOf, type Person } from '../asking/asker.js';
import { Looking, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { PageQuery, pageOf } from '../paging.js';
import { CONFIG, STORE } from '../provided.js';
import { valid } from '../reading.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { AuthorityPage, AuthorityView, NewAuthority, VerifyAuthority } from './authorities.bodies.js';
import { isRecordedByHer, refuseVerifying, sideOf } from './verifying.js';

@ApiTags('Authorities')
@Controller('v1')
export class AuthoritiesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly accounts: Accounts,
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Post('performers/:performer/authorities')
  @Writes()
  @Answers(
    'Record that somebody may act for a performer',
    AuthorityView,
    201,
    'The person acts once another has verified the document, and signs in with that address. The performer is told by mail, and may end it.',
  )
  async record(
    @RecordId('performer', 'perf') performer: string,
    @Body() body: NewAuthority,
    @Asked() asker: Party,
    @Acting() act: Act,
  ): Promise<AuthorityView> {
    const { tx } = act;
    const row = await tx.find('performers', performer);
    if (row === null) throw notFound();
    if (!isSelf(asker, row)) organizationOf(asker, row.organization);
    const { capacity, name, from, until, documentHash, coversLikeness = capacity !== 'agent' } = body;
    if (until !== null && until <= from) throw invalidInput([{ path: '/until', message: 'send a later `until`' }]);
    const scope = body.scope === null ? null : await this.readScope(body.scope, asker);
    const email = body.email.toLowerCase();
    await refuseOwn(tx, email, { asker, row });
    const user = await act.once(() => this.accounts.personWith(email));
    await tx.lock([performer]);
    const authority = newId('auth');
    await tx.append([
      {
        type: 'authority.recorded',
        refs: { actor: actorOf(asker), authority, performer, user, organization: row.organization },
        evidence: { capacity, scope, from, until, documentHash, isVerified: false, coversLikeness },
        personal: { name, email },
      },
    ]);
    await this.tell(tx, row, { capacity, isHers: isSelf(asker, row) });
    return viewOf(await tx.get('authorities', authority), row);
  }

  @Post('authorities/:authority/verify')
  @Writes()
  @Answers(
    'Say that the document of an authority was verified',
    AuthorityView,
    200,
    'By another person than who recorded it, whom it does not empower: the performer, a member of her union, or, of what she ' +
      'recorded herself and of an estate, one of the organization that engages her. From then on the person may act.',
  )
  async verify(
    @RecordId('authority', 'auth') authority: string,
    @Body() { how }: VerifyAuthority,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<AuthorityView> {
    const before = await tx.find('authorities', authority);
    // Asked whether or not there is one: to a stranger both shall cost the same statements.
    const row = await tx.find('performers', before?.performer ?? authority);
    const unions = await tx.unionsOf(before?.performer ?? authority);
    if (before === null || row === null) throw notFound();
    await refuseVerifying(tx, { authority: before, performer: row, side: sideOf(row, unions, person), person });
    await tx.lock([row.id]);
    // She may have claimed the profile, or left the union, while this waited.
    const performer = await tx.get('performers', row.id);
    const { organization } = sideOf(performer, await tx.unionsOf(row.id), person);
    const { endedAt, verifiedAt } = await tx.get('authorities', authority);
    if (endedAt !== null) throw new AppError('state_conflict', 'it was ended; record it anew');
    if (verifiedAt !== null) throw new AppError('state_conflict', 'it was verified already');
    const refs = {
      actor: actorOf(person),
      authority,
      performer: row.id,
      ...(organization !== null && { organization }),
    };
    await tx.append([{ type: 'authority.verified', refs, evidence: { how }, personal: null }]);
    const { capacity, email } = before;
    const about = { capacity, link: this.config.baseUrl };
    await tx.deliver([
      ...(performer.email === null ? [] : [mail(performer.email, 'authority_verified', about)]),
      ...(email === null ? [] : [mail(email, 'representative_verified', about)]),
    ]);
    return viewOf(await tx.get('authorities', authority), performer);
  }

  @Get('authorities')
  @Answers(
    'Authorities over oneself, on whichever profile, and those that one holds',
    AuthorityPage,
    200,
    'Ended ones included.',
  )
  async own(@Query() query: PageQuery, @Looking() look: Look): Promise<AuthorityPage> {
    const eyes = { user: userOf(actorOf(look.asker)) ?? '' };
    const { items, next } = await this.sight.showPage(
      look,
      'authorities',
      { eyes, page: pageOf(query) },
      (viewer, page) => this.reads.authorities(viewer, {}, page),
    );
    return this.store.transaction(async (tx) => {
      const views: AuthorityView[] = [];
      for (const each of items) views.push(viewOf(each, await tx.get('performers', each.performer)));
      return { items: views, next };
    });
  }

  @Get('performers/:performer/authorities')
  @Answers('Who may act for a performer', AuthorityPage, 200, 'Ended ones included.')
  async list(
    @RecordId('performer', 'perf') performer: string,
    @Query() query: PageQuery,
    @Looking() look: Look,
  ): Promise<AuthorityPage> {
    const { asker } = look;
    const row = await this.sight.toActOn(asker, 'performers', performer);
    const isOwn = asker.kind === 'person' && isSelf(asker, row);
    const eyes = isOwn ? { user: asker.user } : { organization: row.organization };
    const read = (viewer: Viewer, page: PageRequest) => this.reads.authorities(viewer, { performer }, page);
    const through = { eyes, page: pageOf(query) };
    const { items, next } = await this.sight.showPage(look, 'authorities', through, read, row);
    return { items: items.map((authority) => viewOf(authority, row)), next };
  }

  @Post('authorities/:authority/end')
  @Writes()
  @Answers(
    'End an authority',
    AuthorityView,
    200,
    'The performer ends any, and who acts under one that one; an organization what it recorded, a key only what nobody verified.',
  )
  async end(
    @RecordId('authority', 'auth') authority: string,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<AuthorityView> {
    const before = await tx.find('authorities', authority);
    // Asked whether or not there is one: to a stranger both shall cost the same statements.
    const row = await tx.find('performers', before?.performer ?? authority);
    if (before === null || row === null) throw notFound();
    if (!isSelf(asker, row) && !isSelf(asker, before)) {
      if (!isOf(asker, row.organization)) throw notFound();
      if (isRecordedByHer(before, row)) throw new AppError('not_allowed', 'the performer recorded it, and ends it');
      if (asker.kind === 'key' && before.verifiedAt !== null)
        throw new AppError('not_allowed', 'a person verified it; only a person ends it');
    }
    await tx.lock([row.id]);
    const { endedAt } = await tx.get('authorities', authority);
    if (endedAt !== null) throw new AppError('state_conflict', 'it was ended already');
    await tx.append([
      {
        type: 'authority.ended',
        refs: { actor: actorOf(asker), authority, performer: row.id, organization: row.organization },
        evidence: {},
        personal: null,
      },
    ]);
    const link = this.config.baseUrl;
    if (row.email !== null) await tx.deliver([mail(row.email, 'authority_ended', { capacity: before.capacity, link })]);
    return viewOf(await tx.get('authorities', authority), row);
  }

  /** A scope may name only productions that exist for whoever states it. */
  private async readScope(json: object, asker: Party): Promise<Box> {
    const box = valid(readBox(json, '/scope'));
    for (const [index, production] of (box.production ?? []).entries()) {
      const seen = await this.sight.find(asker, 'productions', production);
      if (seen !== null) continue;
      const message = 'no such production; name one that you take part in';
      throw invalidInput([{ path: `/scope/production/${index}`, message }]);
    }
    return box;
  }

  private async tell(
    tx: Tx,
    { email, organization }: PerformerRow,
    { capacity, isHers }: { readonly capacity: ActingCapacity; readonly isHers: boolean },
  ): Promise<void> {
    if (email === null) return;
    const owner = await tx.find('organizations', organization);
    const about = { by: isHers ? null : (owner?.name ?? ''), capacity, link: this.config.baseUrl };
    // Told even where she recorded it: if it was not she, she hears of it.
    await tx.deliver([mail(email, 'authority_recorded', about)]);
  }
}

/** Whoever records it does not name themselves, nor an organization one of its own. */
async function refuseOwn(
  tx: Tx,
  email: string,
  { asker, row }: { readonly asker: Party; readonly row: PerformerRow },
): Promise<void> {
  const isOwn = asker.kind === 'person' && mailboxOf(asker.email) === mailboxOf(email);
  const colleagues = isSelf(asker, row) ? [] : await tx.addresses(row.organization);
  if (!isOwn && !colleagues.some((each) => mailboxOf(each.email) === mailboxOf(email))) return;
  const message = 'it names you or a member of your organization; name somebody else';
  throw invalidInput([{ path: '/email', message }]);
}

function verifiedBy({ verifiedAt, verifiedFor }: AuthorityRow, { organization }: PerformerRow): string | null {
  if (verifiedAt === null) return null;
  if (verifiedFor === null) return 'performer';
  return verifiedFor === organization ? 'organization' : 'union';
}

function viewOf(row: AuthorityRow, performer: PerformerRow): AuthorityView {
  const { id, capacity, name, email, scope, from, until, documentHash, verifiedAt, recordedAt, endedAt } = row;
  const { coversLikeness, verifiedHow } = row;
  return {
    ...{ id, performer: row.performer, recordedBy: isRecordedByHer(row, performer) ? 'performer' : 'organization' },
    ...{ capacity, name, email, scope, from, until, documentHash, coversLikeness },
    ...{ verified: verifiedAt !== null, verifiedBy: verifiedBy(row, performer), verifiedHow, verifiedAt },
    ...{ recordedAt, endedAt },
  };
}
