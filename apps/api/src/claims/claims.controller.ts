/** Claims that a use needs no consent: made by one person, looked at by another, and open to the performer's questions. */
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { useHashOf } from '#consent';
import { mail } from '#mails';
import { newId, type ClaimRow, type Store, type Tx } from '#store';
import { Reads } from '#store/lists';
import { organizationOf, readerOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, addressOf, type Person } from '../asking/asker.js';
import { Looking, LookingAt, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { readStatedUse } from '../checks/question.js';
import type { Config } from '../config.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { claimView, summaryOf } from './claim-view.js';
import { ClaimPage, ClaimQuery, ClaimView, NewClaim } from './claims.bodies.js';

@ApiTags('Claims')
@Controller('v1/claims')
export class ClaimsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Post()
  @Writes()
  @Answers(
    'Claim that a use needs no consent',
    ClaimView,
    201,
    'By a person, for exactly this use, for 30 days. The performer and her unions are told at once.',
  )
  async create(@Body() body: NewClaim, @AskedByPerson() person: Person, @Acting() { tx }: Act): Promise<ClaimView> {
    const { production, performer, exemption, reason } = body;
    const { description: _, ...use } = readStatedUse(body);
    const organization = organizationOf(person, body.organization);
    const actor = actorOf(person);
    // Before the lock, which checks wait for: a stranger shall not be able to hold them up.
    const [node, profile] = [await tx.find('productions', production), await tx.find('performers', performer)];
    const part = await tx.partIn(production, organization);
    if (node === null || part === null || profile?.organization !== node.organization) throw notFound();
    const useHash = useHashOf(use);
    const question = { asker: { organization, actor }, performer, production, tools: use.pipeline, useHash };
    const requireRelation = async () => {
      const given = await tx.lookUp(question);
      if (typeof given === 'string' || !given.records.related) throw notFound();
    };
    await requireRelation();
    await tx.lock([performer]);
    await requireRelation();
    const claim = newId('clm');
    await tx.append([
      {
        type: 'claim.made',
        refs: { actor, organization, production, performer, claim },
        evidence: { use, useHash, exemption },
        personal: { reason },
      },
    ]);
    const row = await tx.get('claims', claim);
    const by = person.name || ((await tx.memberNames(organization)).get(person.account) ?? addressOf(person));
    await this.tell(tx, row, { title: node.title, email: profile.email, by });
    return claimView(tx, row);
  }

  @Get()
  @Answers(
    'Claims',
    ClaimPage,
    200,
    'Those for the productions that one takes part in; of a performer, those about her.',
  )
  async list(@Query() query: ClaimQuery, @Looking() look: Look): Promise<ClaimPage> {
    const { production, performer } = query;
    const filter = { ...(production && { production }), ...(performer && { performer }) };
    const through = { eyes: readerOf(look.asker, query), page: pageOf(query) };
    const { items, next } = await this.sight.showPage(look, 'claims', through, (viewer, page) =>
      this.reads.claims(viewer, filter, page),
    );
    const at = await this.store.transaction((tx) => tx.at());
    return { items: items.map((row) => summaryOf(row, at)), next };
  }

  @Get(':claim')
  @Answers('One claim, in words, with all that was said about it', ClaimView)
  async read(@RecordId('claim', 'clm') id: string, @LookingAt() look: Look): Promise<ClaimView> {
    const row = await this.sight.show(look, 'claims', id);
    return this.store.transaction((tx) => claimView(tx, row));
  }

  /** She, and the members of her unions: each address once, and an erased one not at all. */
  private async tell(
    tx: Tx,
    { id, performer }: ClaimRow,
    { title, email, by }: { readonly title: string; readonly email: string | null; readonly by: string },
  ): Promise<void> {
    const about = { by, title, claim: id, link: this.config.baseUrl };
    const unions = new Set((await tx.unionAddresses(performer)).map((each) => each.email));
    if (email !== null) unions.delete(email);
    await tx.deliver([
      ...(email === null ? [] : [mail(email, 'claim_made', { ...about, isPerformer: true })]),
      ...[...unions].map((to) => mail(to, 'claim_made', { ...about, isPerformer: false })),
    ]);
  }
}
