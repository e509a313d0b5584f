import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newId, type KeyRow, Reads } from '#store';
import { Accounts } from '../asking/accounts.js';
import { administrationOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { PageQuery, pageOf } from '../paging.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { IssuedKey, KeyPage, NewKey, type KeyView } from './organizations.bodies.js';

@ApiTags('Keys')
@Controller('v1/organizations/:organization/keys')
export class KeysController {
  constructor(
    private readonly reads: Reads,
    private readonly accounts: Accounts,
  ) {}

  @Post()
  @Writes({ secret: true })
  @Answers('Create an API key', IssuedKey, 201, 'The secret is shown in this answer and never again.')
  async issue(
    @RecordId('organization', 'org') organization: string,
    @Body() { name, scopes, expiresInDays }: NewKey,
    @AskedByPerson() person: Person,
    @Acting() act: Act,
  ): Promise<IssuedKey> {
    const { kind } = administrationOf(person, organization);
    // A key can do no more than the people of its organization.
    if (scopes.some((scope) => (scope === 'monitor') !== (kind === 'union'))) {
      const message = kind === 'union' ? 'a key of a union only monitors the log' : 'only a union monitors the log';
      throw invalidInput([{ path: '/scopes', message }]);
    }
    // A key without its entry is no key: if the transaction fails, the secret made here opens nothing.
    const { apikey, secret } = await act.once(() => this.accounts.makeKey(person.user, name, expiresInDays ?? null));
    const key = newId('key');
    await act.tx.lock([key]);
    await act.tx.append([
      {
        type: 'key.issued',
        refs: { actor: actorOf(person), organization, key },
        evidence: { apikey, name, scopes },
        personal: null,
      },
    ]);
    return { id: key, name, scopes, issuedAt: await act.tx.at(), revokedAt: null, secret };
  }

  @Get()
  @Answers('The keys of an organization', KeyPage)
  async list(
    @RecordId('organization', 'org') organization: string,
    @Query() query: PageQuery,
    @AskedByPerson() person: Person,
  ): Promise<KeyPage> {
    administrationOf(person, organization);
    const { items, next } = await this.reads.keys({ organization }, pageOf(query));
    return { items: items.map(viewOf), next };
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
    if ((await tx.get('keys', key)).revokedAt !== null) return;
    await tx.append([
      { type: 'key.revoked', refs: { actor: actorOf(person), organization, key }, evidence: {}, personal: null },
    ]);
  }
}

function viewOf({ id, name, scopes, issuedAt, revokedAt }: KeyRow): KeyView {
  return { id, name, scopes, issuedAt, revokedAt };
}
