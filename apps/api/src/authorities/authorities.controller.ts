import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { readBox, type Box } from '#consent';
import { newId, type AuthorityRow, type PerformerRow, Reads, type Tx, type Viewer } from '#store';
import { Accounts } from '../asking/accounts.js';
import { organizationOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { Looking, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { AppError, notFound } from '../errors/app-error.js';
import { authorityEndedMail, authorityMail } from '../mails.js';
import { Answers } from '../openapi/answers.js';
import { PageQuery, pageOf } from '../paging.js';
import { CONFIG } from '../provided.js';
import { valid } from '../reading.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { AuthorityPage, AuthorityView, NewAuthority } from './authorities.bodies.js';

@ApiTags('Authorities')
@Controller('v1')
export class AuthoritiesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
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
    'The person acts once signed in with that address. The performer is told by mail, and may end it.',
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
    if (!isAbout(row, asker)) organizationOf(asker, row.organization);
    if (body.verified && asker.kind === 'key')
      throw new AppError('not_allowed', 'only a person says that a document was verified; send `false`');
    const { capacity, name, from, until, documentHash, verified } = body;
    if (until !== null && until <= from) throw invalidInput([{ path: '/until', message: 'send a later `until`' }]);
    const scope = body.scope === null ? null : await this.readScope(body.scope, asker);
    const email = body.email.toLowerCase();
    if (verified) await refuseOwn(tx, email, { asker, row });
    const user = await act.once(() => this.accounts.personWith(email, name));
    await tx.lock([performer]);
    const authority = newId('auth');
    await tx.append([
      {
        type: 'authority.recorded',
        refs: { actor: actorOf(asker), authority, performer, user, organization: row.organization },
        evidence: { capacity, scope, from, until, documentHash, isVerified: verified },
        personal: { name, email },
      },
    ]);
    await this.tell(tx, row, { capacity, who: isAbout(row, asker) ? 'You have' : null });
    return viewOf(await tx.get('authorities', authority), row);
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
    const isHers = asker.kind === 'person' && isAbout(row, asker);
    const eyes = isHers ? { user: asker.user } : { organization: row.organization };
    const read = (viewer: Viewer) => this.reads.authorities(viewer, { performer }, pageOf(query));
    const { items, next } = await this.sight.showPage(look, 'authorities', eyes, read, row);
    return { items: items.map((authority) => viewOf(authority, row)), next };
  }

  @Post('authorities/:authority/end')
  @Writes()
  @Answers(
    'End an authority',
    AuthorityView,
    200,
    'The performer ends any; an organization what it recorded, a key only what nobody verified.',
  )
  async end(
    @RecordId('authority', 'auth') authority: string,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<AuthorityView> {
    const before = await tx.find('authorities', authority);
    const row = before && (await tx.find('performers', before.performer));
    if (before === null || row === null) throw notFound();
    if (!isAbout(row, asker)) {
      organizationOf(asker, row.organization);
      if (byPerformer(before, row)) throw new AppError('not_allowed', 'the performer recorded it, and ends it');
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
    if (row.email !== null) await tx.deliver([authorityEndedMail(row.email, { capacity: before.capacity, link })]);
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
    { capacity, who }: { readonly capacity: string; readonly who: string | null },
  ): Promise<void> {
    if (email === null) return;
    const owner = await tx.find('organizations', organization);
    const about = { who: who ?? `${owner?.name ?? ''} has`, capacity, link: this.config.baseUrl };
    await tx.deliver([authorityMail(email, about)]);
  }
}

/** Whether the asker is the very performer. */
function isAbout({ user }: PerformerRow, asker: Party): boolean {
  return asker.kind === 'person' && asker.user === user;
}

/** A document is verified by somebody whom it does not empower: neither the recorder nor a colleague. */
async function refuseOwn(
  tx: Tx,
  email: string,
  { asker, row }: { readonly asker: Party; readonly row: PerformerRow },
): Promise<void> {
  const isOwn = asker.kind === 'person' && asker.email === email;
  const colleagues = isAbout(row, asker) ? [] : await tx.addresses(row.organization);
  if (!isOwn && !colleagues.some((each) => each.email.toLowerCase() === email)) return;
  const message = 'it names you or a member of your organization; send `false`, or name somebody else';
  throw invalidInput([{ path: '/verified', message }]);
}

function byPerformer({ actor }: AuthorityRow, { user }: PerformerRow): boolean {
  return user !== null && actor === `user:${user}`;
}

function viewOf(row: AuthorityRow, performer: PerformerRow): AuthorityView {
  const { id, capacity, name, email, scope, from, until, documentHash, verifiedAt, recordedAt, endedAt } = row;
  return {
    ...{ id, performer: row.performer, recordedBy: byPerformer(row, performer) ? 'performer' : 'organization' },
    ...{ capacity, name, email, scope, from, until, documentHash, verified: verifiedAt !== null },
    ...{ recordedAt, endedAt },
  };
}
