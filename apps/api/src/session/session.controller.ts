import { Body, Controller, Delete, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Accounts, LINK_MINUTES } from '../asking/accounts.js';
import { Asked, type Party } from '../asking/asked.js';
import { rolesOf } from '../asking/asker.js';
import type { Config } from '../config.js';
import { signInMail } from '../mails.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { OpenSession, Session, SignedIn, SignIn, SignInSent } from './session.bodies.js';

@ApiTags('Session')
@Controller('v1')
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly accounts: Accounts,
  ) {}

  @Post('sign-in')
  @Writes()
  @Answers('Mail a sign-in link', SignInSent, 202, 'The answer is the same for every address, known or not.')
  async signIn(@Body() { email }: SignIn, @Acting() act: Act): Promise<SignInSent> {
    const address = email.toLowerCase();
    const token = await act.once(() => this.accounts.linkTokenFor(address));
    // To the very address that the link signs in.
    await act.tx.deliver([signInMail(address, `${this.config.baseUrl}/open#${token}`, LINK_MINUTES)]);
    return { sent: true, minutes: LINK_MINUTES };
  }

  @Post('session')
  @Writes({ secret: true })
  @Answers(
    'Sign in by spending the link',
    SignedIn,
    201,
    'A link counts once. The session is a cookie that scripts cannot read.',
  )
  async open(
    @Body() { token, name }: OpenSession,
    @Acting() act: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    const { account, cookies } = await act.once(() => this.accounts.spendLink(token, name));
    void reply.header('set-cookie', [...cookies]);
    return { user: account.user, email: account.email };
  }

  @Get('session')
  @Answers('Who is asking', Session)
  read(@Asked() asker: Party): Session {
    return sessionOf(asker);
  }

  @Delete('session')
  @Writes()
  @Answers('Sign out', null)
  async close(
    @Req() request: FastifyRequest,
    @Acting() act: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const cookies = await act.once(() => this.accounts.signOut(request.headers.cookie ?? ''));
    void reply.header('set-cookie', [...cookies]);
  }
}

function sessionOf(asker: Party): Session {
  if (asker.kind === 'key') {
    const { key, organization, scopes } = asker;
    return { kind: 'key', key, organization, scopes: [...scopes] };
  }
  const { user, email, name, memberships } = asker;
  return { kind: 'person', user, email, name, roles: [...rolesOf(asker)], memberships: [...memberships] };
}
