import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '#store';
import { Accounts } from '../asking/accounts.js';
import { AskedByPerson, Asking } from '../asking/asked.js';
import { type Asker, guardOf, type Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { deviceOf, noteDevice } from '../session/devices.js';
import { SignedIn } from '../session/session.bodies.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { addFactor } from './adding.js';
import { admitFactor } from './admitting.js';
import { AddedFactor } from './factors.bodies.js';
import { NewPasskey, PasskeyOptions, readCreation, readShown, ShowPasskey } from './passkeys.bodies.js';
import { assertionOptions, createdPasskey, creationOptions, shownPasskey } from './passkeys.js';
import { openStrong, raise } from './raising.js';
import { cancelRecovery } from './recovery.js';
import { factorRefused } from './showing.js';

@ApiTags('Factors')
@Controller('v1')
export class PasskeysController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly accounts: Accounts,
  ) {}

  @Post('factors/passkey')
  @Writes({ secret: true })
  @Answers('Begin to add a passkey', PasskeyOptions, 201, 'The challenge counts once, in this session.')
  async begin(@AskedByPerson() person: Person, @Acting() { tx }: Act): Promise<PasskeyOptions> {
    await tx.lock([guardOf(person)]);
    await admitFactor(tx, person);
    return creationOptions(tx, this.config, person);
  }

  @Post('factors/passkey/confirm')
  @Writes({ secret: true })
  @Answers('Add the passkey', AddedFactor, 201, 'It is shown by this, so the session is strong as well.')
  async confirm(
    @Body() { challenge, response, name }: NewPasskey,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AddedFactor> {
    const answer = { challenge, response: readCreation(response) };
    await tx.lock([guardOf(person)]);
    const admitted = await admitFactor(tx, person);
    const created = await createdPasskey(tx, this.config, { session: person.session.id, answer });
    if (created === null) throw factorRefused();
    const { keyHash, ...passkey } = created;
    const id = newId('fac');
    if (!(await tx.factors.passkeys.keep({ factor: id, user: person.user, ...passkey }))) throw factorRefused();
    const made = { id, kind: 'passkey', keyHash, name: name ?? null } as const;
    const { config, accounts } = this;
    const { added, cookies } = await addFactor(tx, made, { admitted, person, config, accounts });
    void reply.header('set-cookie', [...cookies]);
    return added;
  }

  @Post('session/passkey')
  @Writes({ secret: true })
  @Answers(
    'Begin to sign in with a passkey',
    PasskeyOptions,
    201,
    'Signed in or not; whoever is shows one of their own.',
  )
  beginShowing(@Asking() asker: Asker, @Acting() { tx }: Act): Promise<PasskeyOptions> {
    return assertionOptions(tx, this.config, personOrNull(asker));
  }

  @Post('session/passkey/confirm')
  @Writes({ secret: true })
  @Answers('Sign in with a passkey', SignedIn, 201, 'A strong session: a new one, or the one of the link, renewed.')
  async show(
    @Body() { challenge, response }: ShowPasskey,
    @Asking() asker: Asker,
    @Req() request: FastifyRequest,
    @Acting() { tx }: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    const answer = { challenge, response: readShown(response) };
    const person = personOrNull(asker);
    const owner = await tx.factors.passkeys.ownerOf(answer.response.id);
    if (owner !== null) await tx.lock([guardOf({ user: owner })]);
    const passkey = await shownPasskey(tx, this.config, { session: person?.session.id ?? null, answer });
    if (passkey === null || (person !== null && passkey.user !== person.account)) throw factorRefused();
    const { user } = passkey;
    const { session, cookies } = await (person === null
      ? openStrong(tx, this.accounts, user)
      : raise(tx, this.accounts, person));
    const email = await tx.factors.addressOf(user);
    const device = deviceOf(request, this.config);
    await noteDevice(tx, request, device, { session, user, email, config: this.config });
    void reply.header('set-cookie', [...cookies, device.cookie]);
    await cancelRecovery(tx, user, { by: 'factor', link: this.config.baseUrl });
    return { user, email };
  }
}

function personOrNull(asker: Asker): Person | null {
  return asker.kind === 'person' ? asker : null;
}
