import { Body, Controller, Delete, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newId, type KeyRow, type Store } from '#store';
import { Reads } from '#store/lists';
import { Accounts } from '../asking/accounts.js';
import { administrationOf, membershipOf } from '../asking/acting-for.js';
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
import { issueKey, later, requireLimit, tellAdministrators } from './key-acts.js';
import {
  IssuedKey,
  KEY_DAYS,
  KeyPage,
  KeyRotation,
  NewKey,
  OVERLAP_HOURS,
  RotatedKey,
  type KeyView,
} from './organizations.bodies.js';

@ApiTags('Keys')
@Controller('v1/organizations/:organization/keys')
export class KeysController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly accounts: Accounts,
  ) {}

  @Post()
  @Writes({ secret: true })
  @Answers('Create an API key', IssuedKey, 201, 'The secret is shown in this answer and never again.')
  async issue(
    @RecordId('organization', 'org') organization: string,
    @Body() body: NewKey,
    @AskedByPerson() person: Person,
    @Acting() act: Act,
  ): Promise<IssuedKey> {
    const { kind } = administrationOf(person, organization);
    const {
      name,
      scopes = [kind === 'union' ? 'monitor' : 'check'],
      productions = null,
      expiresInDays = KEY_DAYS,
    } = body;
    // A key can do no more than the people of its organization.
    if (scopes.some((scope) => (scope === 'monitor') !== (kind === 'union'))) {
      const message = kind === 'union' ? 'a key of a union only monitors the log' : 'only a union monitors the log';
      throw invalidInput([{ path: '/scopes', message }]);
    }
    await requireLimit(act.tx, { organization, scopes, productions });
    const { apikey, secret } = await act.once(() => this.accounts.makeKey(person.account));
    const key = newId('key');
    await act.tx.lock([key]);
    const at = await act.tx.at();
    const endsAt = later(at, { days: expiresInDays });
    const issued = { organization, key, apikey, name, scopes, productions, endsAt, replaces: null };
    await act.tx.append([issueKey(person, issued)]);
    await tellAdministrators(act.tx, organization, { what: 'made', by: person, key: name, link: this.config.baseUrl });
    await warnOf(act, key, at, endsAt);
    return { ...viewOf(await act.tx.get('keys', key), null), secret };
  }

  @Get()
  @Answers('The keys of an organization', KeyPage)
  async list(
    @RecordId('organization', 'org') organization: string,
    @Query() query: PageQuery,
    @AskedByPerson() person: Person,
  ): Promise<KeyPage> {
    membershipOf(person, organization);
    const { items, next } = await this.reads.keys({ organization }, pageOf(query));
    const uses = await this.store.askers.lastUses(items.map(({ id }) => id));
    return { items: items.map((row) => viewOf(row, uses.get(row.id) ?? null)), next };
  }

  @Post(':key/rotate')
  @Writes({ secret: true })
  @Answers(
    'Rotate an API key',
    RotatedKey,
    201,
    'A new secret for the same; the old one counts until the overlap is over.',
  )
  async rotate(
    @RecordId('organization', 'org') organization: string,
    @RecordId('key', 'key') key: string,
    @Body() { overlapHours = OVERLAP_HOURS }: KeyRotation,
    @AskedByPerson() person: Person,
    @Acting() act: Act,
  ): Promise<RotatedKey> {
    administrationOf(person, organization);
    const { tx } = act;
    // Before the lock, as below, and before a secret is made that nobody would get.
    const found = await tx.find('keys', key);
    if (found?.organization !== organization) throw notFound();
    refuseToRotate(found, await tx.now());
    const { apikey, secret } = await act.once(() => this.accounts.makeKey(person.account));
    const successor = newId('key');
    await tx.lock([key, successor]);
    const at = await tx.at();
    const row = await tx.get('keys', key);
    refuseToRotate(row, at);
    const { name, scopes, productions, endsAt } = row;
    const overlapEndsAt = later(at, { hours: overlapHours });
    const replacedEndsAt = overlapEndsAt < endsAt ? overlapEndsAt : endsAt;
    await tx.append([
      issueKey(person, { organization, key: successor, apikey, name, scopes, productions, endsAt, replaces: key }),
      {
        type: 'key.rotated',
        refs: { actor: actorOf(person), organization, key },
        evidence: { by: successor, endsAt: replacedEndsAt },
        personal: null,
      },
    ]);
    const about = {
      what: 'rotated',
      by: person,
      key: name,
      endsAt: replacedEndsAt,
      link: this.config.baseUrl,
    } as const;
    await tellAdministrators(tx, organization, about);
    await warnOf(act, successor, at, endsAt);
    return { ...viewOf(await tx.get('keys', successor), null), secret, replacedEndsAt };
  }

  @Delete(':key')
  @Writes()
  @Answers('Revoke an API key', null, 204, 'It stops counting at once, for checks under way as well.')
  async revoke(
    @RecordId('organization', 'org') organization: string,
    @RecordId('key', 'key') key: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<void> {
    administrationOf(person, organization);
    // Before the lock, which whoever asks with the key waits for: a stranger shall not be able to hold it up.
    if ((await tx.find('keys', key))?.organization !== organization) throw notFound();
    await tx.lock([key]);
    const { name, revokedAt } = await tx.get('keys', key);
    if (revokedAt !== null) return;
    await tx.append([
      { type: 'key.revoked', refs: { actor: actorOf(person), organization, key }, evidence: {}, personal: null },
    ]);
    await tellAdministrators(tx, organization, { what: 'revoked', by: person, key: name, link: this.config.baseUrl });
  }
}

/** What has ended stays ended, and of what was rotated the successor is rotated: so one secret at most is on its way out. */
function refuseToRotate({ revokedAt, endsAt, replacedBy }: KeyRow, at: string): void {
  if (revokedAt !== null) throw new AppError('state_conflict', 'this key is revoked; create a new one');
  if (endsAt <= at) throw new AppError('state_conflict', 'this key has ended; create a new one');
  if (replacedBy !== null)
    throw new AppError('state_conflict', `this key was rotated before; rotate \`${replacedBy}\`, which took its place`);
}

const WARNING_DAYS = 14;

/** Mails the administrators of then before it ends; of a short life, when half of it is over. */
async function warnOf({ tx }: Act, key: string, at: string, endsAt: string): Promise<void> {
  const half = new Date((Date.parse(at) + Date.parse(endsAt)) / 2).toISOString();
  const early = later(endsAt, { days: -WARNING_DAYS });
  await tx.deliver([{ kind: 'key_ending', payload: { key }, dueAt: early > half ? early : half }]);
}

function viewOf({ entry: _, apikey: __, organization: ___, ...row }: KeyRow, lastUsedAt: string | null): KeyView {
  return { ...row, lastUsedAt };
}
