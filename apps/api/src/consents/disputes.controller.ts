/** What pauses a consent or ends it from another side: disputes, and the end by the party that asked. */
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mail } from '#mails';
import { newId, type Store } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import { isOf } from '../asking/acting-for.js';
import type { Person } from '../asking/asker.js';
import { tellHer, underOf } from '../asking/in-her-name.js';
import { Looking, type Look } from '../asking/looking.js';
import { Mirror, showingOf } from '../asking/mirror.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import {
  change,
  disputesSeen,
  lockDisputable,
  lockDisputed,
  lockOwned,
  tellRelying,
  tellSides,
  unionOf,
  type Dispute,
} from './changing.js';
import {
  ConsentChanged,
  DisputeChanged,
  DisputeList,
  EndDispute,
  NewDispute,
  RefuseWithdrawal,
  RevokeConsent,
  type DisputeView,
} from './disputes.bodies.js';
import { agreedWithdrawal, perform } from './withdrawing.js';

@ApiTags('Consents')
@Controller('v1/consents/:consent')
export class DisputesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly mirror: Mirror,
    private readonly sight: Sight,
  ) {}

  @Get('disputes')
  @Answers(
    'Disputes of a consent, with their reasons',
    DisputeList,
    200,
    'Of a performer, all; of a union, those that it opened. Who asked for the consent sees there that it is disputed.',
  )
  async list(
    @RecordId('consent', 'cons') id: string,
    @AskedByPerson() asker: Person,
    @Looking() look: Look,
  ): Promise<DisputeList> {
    const { row, performer, disputes } = await this.store.transaction((tx) => disputesSeen(tx, id, asker));
    if (performer.user !== asker.user) {
      const union = disputes.map(({ opened }) => unionOf(opened)).find((each) => isOf(asker, each));
      const viewer = union === undefined ? { represented: [performer.id] } : { organization: union };
      // A union reads what it disputes, and so for no other purpose, also once she has left.
      const purpose = look.purpose ?? (union === undefined ? null : 'dispute');
      await this.mirror.record({ ...look, purpose }, showingOf('consents', row, viewer), { viewer, how: 'disputes' });
    }
    const words = await this.store.log.wordsOn({ consent: id });
    return { items: disputes.map((each) => viewOf(each, words)) };
  }

  @Post('disputes')
  @Writes()
  @Answers(
    'Dispute a consent',
    DisputeChanged,
    201,
    'By the performer, or by her union. Until it is ended, what the consent covers needs approval; nothing is withdrawn.',
  )
  async open(
    @RecordId('consent', 'cons') id: string,
    @Body() { reason }: NewDispute,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
  ): Promise<DisputeChanged> {
    const unions = await this.sight.coveringUnions(asker, 'consents', id);
    const { side, ...given } = await lockDisputable(tx, id, { person: asker, unions });
    const dispute = newId('dsp');
    const isUnions = 'union' in side;
    const under = isUnions ? {} : underOf(side.by);
    const by = { asker, personal: { reason }, refs: { dispute, ...under } };
    const command = { kind: 'consent.dispute', dispute, ...(isUnions ? side : under) } as const;
    const changed = await change(tx, given.row, command, by);
    const about = { consent: id, isUnions, link: this.config.baseUrl };
    await tellSides(tx, given, { asker, isHers: !isUnions, mail: (to) => mail(to, 'consent_disputed', about) });
    if (!isUnions) await tellHer(tx, side.by, 'consent_disputed', this.config.baseUrl);
    return { id: dispute, ...changed };
  }

  @Post('disputes/:dispute/end')
  @Writes()
  @Answers(
    'End a dispute',
    DisputeChanged,
    200,
    'By whose it is: the performer, or a member of the union that opened it.',
  )
  async end(
    @RecordId('consent', 'cons') id: string,
    @RecordId('dispute', 'dsp') dispute: string,
    @Body() { note }: EndDispute,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
  ): Promise<DisputeChanged> {
    const { side, ...given } = await lockDisputed(tx, { consent: id, dispute }, asker);
    const isUnions = 'union' in side;
    const under = isUnions ? {} : underOf(side.by);
    const by = { asker, personal: note === undefined ? null : { note }, refs: { dispute, ...under } };
    const changed = await change(tx, given.row, { kind: 'consent.end_dispute', dispute, ...under }, by);
    const about = { consent: id, isUnions, link: this.config.baseUrl };
    await tellSides(tx, given, { asker, isHers: !isUnions, mail: (to) => mail(to, 'dispute_ended', about) });
    if (!isUnions) await tellHer(tx, side.by, 'dispute_ended', this.config.baseUrl);
    return { id: dispute, ...changed };
  }

  @Post('disputes/:dispute/agree')
  @Writes()
  @Answers(
    'Agree to a wish to withdraw',
    DisputeChanged,
    200,
    'By who asked for the consent, where its terms leave its end to them. It is a withdrawal from then on, at once and for good.',
  )
  async agree(
    @RecordId('consent', 'cons') id: string,
    @RecordId('dispute', 'dsp') dispute: string,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
  ): Promise<DisputeChanged> {
    const recall = newId('rcl');
    const act = await agreedWithdrawal(tx, await lockOwned(tx, id, asker, [recall]), dispute);
    const { entry, leafHash, at } = await perform(tx, act, { person: asker, recall });
    return { id: dispute, consent: id, version: act.row.version + 1, state: act.effect.state, at, entry, leafHash };
  }

  @Post('disputes/:dispute/refuse')
  @Writes()
  @Answers(
    'Refuse a wish to withdraw',
    DisputeChanged,
    200,
    'By who asked for the consent, where its terms leave its end to them. It settles nothing: what she asked to withdraw needs approval until they agree, or she ends the dispute.',
  )
  async refuse(
    @RecordId('consent', 'cons') id: string,
    @RecordId('dispute', 'dsp') dispute: string,
    @Body() { reason }: RefuseWithdrawal,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
  ): Promise<DisputeChanged> {
    const given = await lockOwned(tx, id, asker);
    const by = { asker, personal: reason === undefined ? null : { reason }, refs: { dispute } };
    const changed = await change(tx, given.row, { kind: 'consent.refuse_withdrawal', dispute }, by);
    const about = { consent: id, link: this.config.baseUrl };
    await tellSides(tx, given, { asker, mail: (to) => mail(to, 'withdrawal_refused', about) });
    return { id: dispute, ...changed };
  }

  @Post('revoke')
  @Writes()
  @Answers(
    'End a consent from the side that asked for it',
    ConsentChanged,
    200,
    'At once and for good. The performer withdraws instead; the two are told apart for ever.',
  )
  async revoke(
    @RecordId('consent', 'cons') id: string,
    @Body() { reason }: RevokeConsent,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
  ): Promise<ConsentChanged> {
    const given = await lockOwned(tx, id, asker);
    const by = { asker, personal: reason === undefined ? null : { reason } };
    const changed = await change(tx, given.row, { kind: 'consent.revoke' }, by);
    const about = { consent: id, link: this.config.baseUrl };
    await tellSides(tx, given, { asker, mail: (to) => mail(to, 'consent_revoked', about) });
    await tellRelying(tx, given.row, (to, productions) =>
      mail(to, 'consent_ended', { consent: id, productions, how: 'ended' }),
    );
    return changed;
  }
}

function viewOf({ id, opened, ended, refused }: Dispute, words: ReadonlyMap<number, string>): DisputeView {
  const said = (event: { readonly version: number } | null) => (event && words.get(event.version)) ?? null;
  return {
    ...{ id, kind: opened.kind, union: unionOf(opened) ?? null, openedAt: opened.at, reason: said(opened) },
    ...{ refusedAt: refused?.at ?? null, refusal: said(refused) },
    ...{ endedAt: ended?.at ?? null, note: said(ended) },
  };
}
