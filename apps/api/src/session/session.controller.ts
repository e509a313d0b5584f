import { Body, Controller, Delete, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mail } from '#mails';
import type { Store, Tx } from '#store';
import { Accounts, LINK_MINUTES } from '../asking/accounts.js';
import { Asked, AskedByPerson, type Party } from '../asking/asked.js';
import { rolesOf, type Person } from '../asking/asker.js';
import { Limits } from '../asking/limits.js';
import type { Config } from '../config.js';
import type { RecoveryView } from '../factors/factors.bodies.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG, STORE } from '../provided.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { deviceOf, noteDevice } from './devices.js';
import { OpenSession, OwnLanguage, Session, SignedIn, SignIn, SignInSent } from './session.bodies.js';

@ApiTags('Session')
@Controller('v1')
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly accounts: Accounts,
    private readonly limits: Limits,
  ) {}

  @Post('sign-in')
  @Writes()
  @Answers(
    'Mail a sign-in link',
    SignInSent,
    202,
    'The answer is the same for every address, known or not. Where many links were mailed lately no new one is; the earlier ones count.',
  )
  async signIn(@Body() { email }: SignIn, @Acting() act: Act): Promise<SignInSent> {
    const address = email.toLowerCase();
    const token = await act.once(() => this.accounts.linkTokenFor(address));
    // To the very address that the link signs in. Where it has got enough of them the answer, and the work, is the same:
    // how often others ask for a link to it is nobody's to know.
    // The token stands in the fragment, which no server, log or referrer ever sees.
    const about = { link: `${this.config.baseUrl}/open#${token}`, minutes: LINK_MINUTES };
    const isEnough = !(await this.limits.mayMail(act.tx, address));
    await act.tx.deliver([
      { ...mail(address, 'sign_in', about), usefulForMinutes: LINK_MINUTES, ...(isEnough && { withheld: true }) },
    ]);
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
    @Req() request: FastifyRequest,
    @Acting() act: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    const { account, session, cookies } = await act.once(() => this.accounts.spendLink(token, name));
    const device = deviceOf(request, this.config);
    await noteDevice(act.tx, request, device, { ...account, session, config: this.config });
    void reply.header('set-cookie', [...cookies, device.cookie]);
    return { user: account.user, email: account.email };
  }

  @Get('session')
  @Answers('Who is asking', Session)
  read(@Asked() asker: Party): Promise<Session> | Session {
    if (asker.kind === 'person') return this.store.transaction((tx) => sessionOf(tx, asker));
    const { key, organization, scopes } = asker;
    return { kind: 'key', key, organization, scopes: [...scopes] };
  }

  @Post('language')
  @Writes()
  @Answers(
    'Choose your language',
    OwnLanguage,
    200,
    'What you are mailed and shown is in it from now on, whatever a browser asks for.',
  )
  async choose(
    @Body() { language }: OwnLanguage,
    @AskedByPerson() { user }: Person,
    @Acting() { tx }: Act,
  ): Promise<OwnLanguage> {
    await tx.sessions.keepLanguage(user, language, 'choice');
    return { language };
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

async function sessionOf(tx: Tx, person: Person): Promise<Session> {
  const { account: user, email, name, memberships, session, heldBack, isOperatorHeldBack, vouched } = person;
  // What is hers alone is not told to whoever a provider says that she is.
  const isVouched = vouched?.isProven === false;
  const factors = isVouched ? [] : await tx.factors.of(user);
  return {
    ...{ kind: 'person', user, name, email: vouched?.address ?? email, level: session.level },
    language: isVouched ? null : await tx.sessions.languageOf(user),
    roles: [...rolesOf(person)],
    memberships: [...memberships],
    heldBack: [...heldBack, ...(isOperatorHeldBack ? [{ role: 'operator' }] : [])],
    factors: factors.map(({ id, kind, name: called, addedAt }) => ({ id, kind, name: called, addedAt })),
    recovery: isVouched ? null : await openRecovery(tx, user),
    recoveryCodesLeft: isVouched ? 0 : await tx.factors.recoveryCodesLeft(user),
    ...(vouched !== null && { organization: vouched.organization }),
  };
}

async function openRecovery(tx: Tx, user: string): Promise<RecoveryView | null> {
  const recovery = await tx.factors.recoveryOf(user);
  if (recovery === null || (await tx.now()) >= recovery.lapsesAt) return null;
  const { askedAt, dueAt, lapsesAt } = recovery;
  return { askedAt, dueAt, lapsesAt };
}
