import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Store, Tx } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { PageQuery, pageOf } from '../paging.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { lockWebhook, requireAdministration, tellAdministrators, viewOf, webhookOf } from './webhook-acts.js';
import {
  WebhookDeliveryDetail,
  WebhookDeliveryPage,
  WebhookReplay,
  WebhookReplayed,
  WebhookTested,
  WebhookView,
} from './webhooks.bodies.js';

@ApiTags('Webhooks')
@Controller('v1/organizations/:organization/webhooks/:webhook')
export class WebhookDeliveriesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
  ) {}

  @Post('disable')
  @Writes()
  @Answers('Send nothing for a while', WebhookView, 200, 'Nothing is lost: enabled again, it goes on where it stopped.')
  async disable(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<WebhookView> {
    return this.turn(tx, { organization, webhook, person, to: 'disabled' }, async (refs) => {
      await tx.append([{ type: 'webhook.disabled', refs, evidence: { why: 'asked' }, personal: null }]);
      await tx.webhooks.stop(webhook);
    });
  }

  @Post('enable')
  @Writes()
  @Answers('Send again', WebhookView, 200, 'From the first event that has not arrived, as the receiver has room.')
  async enable(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<WebhookView> {
    return this.turn(tx, { organization, webhook, person, to: 'enabled' }, async (refs) => {
      await tx.append([{ type: 'webhook.enabled', refs, evidence: {}, personal: null }]);
      await tx.webhooks.resume(webhook);
    });
  }

  @Post('test')
  @Writes()
  @Answers(
    'Send a test',
    WebhookTested,
    202,
    'Signed like every message and tried once, also where the webhook is disabled.',
  )
  async test(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<WebhookTested> {
    requireAdministration(person, organization);
    await webhookOf(tx, organization, webhook);
    return { delivery: await tx.webhooks.test(webhook, await tx.at()) };
  }

  @Post('replay')
  @Writes()
  @Answers(
    'Send events again',
    WebhookReplayed,
    202,
    'Under the ids that they had, at most 1000 events of 10,000 sequences at once; what is still to come by itself is left out.',
  )
  async replay(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @Body() { from, to }: WebhookReplay,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<WebhookReplayed> {
    requireAdministration(person, organization);
    const { disabledAt } = await lockWebhook(tx, organization, webhook);
    if (to < from) throw invalidInput([{ path: '/to', message: 'send the last sequence, not before the first' }]);
    if (disabledAt !== null) throw new AppError('state_conflict', 'the webhook is disabled; enable it first');
    const refs = { actor: actorOf(person), organization, webhook };
    await tx.append([{ type: 'webhook.replayed', refs, evidence: { from, to }, personal: null }]);
    return tx.webhooks.replay(webhook, { from, to });
  }

  @Get('deliveries')
  @Answers('What was sent', WebhookDeliveryPage, 200, 'Kept for 30 days.')
  async list(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @Query() query: PageQuery,
    @AskedByPerson() person: Person,
  ): Promise<WebhookDeliveryPage> {
    requireAdministration(person, organization);
    await this.store.transaction((tx) => webhookOf(tx, organization, webhook));
    return this.store.webhooks.log(webhook, pageOf(query));
  }

  @Get('deliveries/:delivery')
  @Answers('One message, with its body and every attempt', WebhookDeliveryDetail)
  async read(
    @RecordId('organization', 'org') organization: string,
    @RecordId('webhook', 'hook') webhook: string,
    @RecordId('delivery', 'del') delivery: string,
    @AskedByPerson() person: Person,
  ): Promise<WebhookDeliveryDetail> {
    requireAdministration(person, organization);
    await this.store.transaction((tx) => webhookOf(tx, organization, webhook));
    const found = await this.store.webhooks.logged(webhook, delivery);
    if (found === null) throw notFound();
    return found;
  }

  /** Turns it on or off, once, and tells its administrators; what is so already stays so in silence. */
  private async turn(tx: Tx, { organization, webhook, person, to }: Turned, record: Recording): Promise<WebhookView> {
    requireAdministration(person, organization);
    const row = await lockWebhook(tx, organization, webhook);
    if ((row.disabledAt === null ? 'enabled' : 'disabled') === to) return viewOf(tx, row);
    await record({ actor: actorOf(person), organization, webhook });
    await tellAdministrators(tx, { what: to, by: person, webhook: row, link: this.config.baseUrl });
    return viewOf(tx, await tx.get('webhooks', webhook));
  }
}

interface Turned {
  readonly organization: string;
  readonly webhook: string;
  readonly person: Person;
  readonly to: 'enabled' | 'disabled';
}

type Recording = (refs: {
  readonly actor: string;
  readonly organization: string;
  readonly webhook: string;
}) => Promise<void>;
