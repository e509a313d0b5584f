import { Body, Controller, Delete, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newWebhookKey, Outbound, OutboundRefused } from '#outbound';
import { newId, type Store, type Tx, type WebhookSettings } from '#store';
import { Reads } from '#store/lists';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { later } from '../organizations/key-acts.js';
import { PageQuery, pageOf } from '../paging.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Keys } from '../trust/keys.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { lockWebhook, requireAdministration, tellAdministrators, viewOf, viewsOf, webhookOf } from './webhook-acts.js';
import {
  MadeWebhook,
  OVERLAP_HOURS,
  WebhookPage,
  WebhookRotation,
  WebhookSettingsBody,
  WebhookView,
} from './webhooks.bodies.js';

@ApiTags('Webhooks')
@Controller('v1/organizations/:organization/webhooks')
export class WebhooksController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly outbound: Outbound,
    private readonly keys: Keys,
  ) {}

  @Post()
  @Writes({ secret: true })
  @Answers(
    'Have events sent to an address',
    MadeWebhook,
    201,
    'From now on, signed as Standard Webhooks has it. The secret is shown in this answer and never again.',
  )
  async create(
    @RecordId('organization', 'org') organization: string,
    @Body() body: WebhookSettingsBody,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<MadeWebhook> {
    requireAdministration(person, organization);
    const settings = await this.settingsOf(tx, organization, body);
    const [webhook, key] = [newId('hook'), newId('hkey')];
    // Of the organization too: of two that are made at once the second shall see the first.
    await tx.lock([organization, webhook]);
    if (!(await tx.webhooks.hasRoom(organization)))
      throw new AppError('state_conflict', 'the organization has as many webhooks as it can; remove one');
    const { secret, publicKey, sealed } = newWebhookKey(this.keys.webhookSecret, key);
    const refs = { actor: actorOf(person), organization, webhook };
    const evidence = { ...settings, key, publicKey };
    await tx.append([{ type: 'webhook.created', refs, evidence, personal: null }]);
    await tx.webhooks.begin(webhook);
    await tx.webhooks.keepSecret(webhook, { id: key, sealed });
    await this.tell(tx, webhook, 'created', person);
    return { ...(await viewOf(tx, await tx.get('webhooks', webhook))), secret };
  }

  @Get()
  @Answers('Where the events of an organization are sent', WebhookPage)
  async list(
    @RecordId('organization', 'org') organization: string,
    @Query() query: PageQuery,
    @AskedByPerson() person: Person,
  ): Promise<WebhookPage> {
    requireAdministration(person, organization);
    const { items, next } = await this.reads.webhooks({ organization }, pageOf(query));
    return { items: await this.store.transaction((tx) => viewsOf(tx, items)), next };
  }

  @Get(':webhook')
  @Answers('One webhook, and how its receiver answers', WebhookView)
  async read(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @AskedByPerson() person: Person,
  ): Promise<WebhookView> {
    requireAdministration(person, organization);
    return this.store.transaction(async (tx) => viewOf(tx, await webhookOf(tx, organization, webhook)));
  }

  @Post(':webhook/settings')
  @Writes()
  @Answers('Change what is sent, and where', WebhookView, 200, 'All of it is set anew; what was left out is all.')
  async change(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @Body() body: WebhookSettingsBody,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<WebhookView> {
    requireAdministration(person, organization);
    const { url } = await lockWebhook(tx, organization, webhook);
    const evidence = await this.settingsOf(tx, organization, body);
    const refs = { actor: actorOf(person), organization, webhook };
    await tx.append([{ type: 'webhook.changed', refs, evidence, personal: null }]);
    if (evidence.url !== url) await tx.webhooks.beginAnew(webhook);
    await this.tell(tx, webhook, 'changed', person);
    return viewOf(tx, await tx.get('webhooks', webhook));
  }

  @Post(':webhook/rotate')
  @Writes({ secret: true })
  @Answers(
    'Rotate what messages are signed with',
    MadeWebhook,
    201,
    'Until the overlap is over, every message carries the signatures of the new key and of the one before it.',
  )
  async rotate(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @Body() { overlapHours = OVERLAP_HOURS }: WebhookRotation,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<MadeWebhook> {
    requireAdministration(person, organization);
    const { keys } = await lockWebhook(tx, organization, webhook);
    const at = await tx.at();
    if (keys.filter(({ endsAt }) => endsAt === null || endsAt > at).length >= KEYS_MAX)
      throw new AppError('state_conflict', `a message carries the signatures of ${KEYS_MAX} keys; wait for one to end`);
    const key = newId('hkey');
    const { secret, publicKey, sealed } = newWebhookKey(this.keys.webhookSecret, key);
    const refs = { actor: actorOf(person), organization, webhook };
    const evidence = { key, publicKey, endsAt: later(at, { hours: overlapHours }) };
    await tx.append([{ type: 'webhook.rotated', refs, evidence, personal: null }]);
    await tx.webhooks.keepSecret(webhook, { id: key, sealed });
    await this.tell(tx, webhook, 'rotated', person);
    return { ...(await viewOf(tx, await tx.get('webhooks', webhook))), secret };
  }

  @Delete(':webhook')
  @Writes()
  @Answers('Remove a webhook', null, 204, 'Nothing is sent there any more, and what it was signed with is forgotten.')
  async remove(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<void> {
    requireAdministration(person, organization);
    await lockWebhook(tx, organization, webhook);
    const refs = { actor: actorOf(person), organization, webhook };
    await tx.append([{ type: 'webhook.removed', refs, evidence: {}, personal: null }]);
    await tx.webhooks.stop(webhook, { isRemoved: true });
    await this.tell(tx, webhook, 'removed', person);
  }

  private async tell(
    tx: Tx,
    id: string,
    what: Parameters<typeof tellAdministrators>[1]['what'],
    by: Person,
  ): Promise<void> {
    const webhook = await tx.get('webhooks', id);
    await tellAdministrators(tx, { what, by, webhook, link: this.config.baseUrl });
  }

  /** A production that exists elsewhere is refused as one that does not. */
  private async settingsOf(
    tx: Tx,
    organization: string,
    { url, events, productions }: WebhookSettingsBody,
  ): Promise<WebhookSettings> {
    if (!this.outbound.isUsable(url))
      throw invalidInput([{ path: '/url', message: new OutboundRefused('address_refused').message }]);
    for (const [index, production] of (productions ?? []).entries()) {
      if ((await tx.partIn(production, organization)) !== null) continue;
      throw invalidInput([
        { path: `/productions/${index}`, message: 'the organization takes part in no such production' },
      ]);
    }
    return { url, events: events ?? null, productions: productions ?? null };
  }
}

/** Each signs every message twice, and a header has room for so many. */
const KEYS_MAX = 4;
