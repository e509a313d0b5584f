/** The answers to a request, by the performer or in her name: counter, decline, or sign with a passkey or a mailed code. */
import { Body, Controller, Headers, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Admitted, KeptAnswer, SignCommand, SigningEvidence } from '#consent';
import type { ConsentAnswers } from '#evidence';
import { toHex } from '#ledger';
import { mail } from '#mails';
import { newId, type RequestRow, type Tx } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import type { Person } from '../asking/asker.js';
import { tellHer, underOf, type InPerson } from '../asking/in-her-name.js';
import type { Config } from '../config.js';
import { tellRelying } from '../consents/changing.js';
import { AppError } from '../errors/app-error.js';
import { PasskeyOptions } from '../factors/passkeys.bodies.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { invalidInput } from '../validation.js';
import { Writes } from '../writing/writes.js';
import { namesFor } from './names.js';
import { passkeyOptions, signedWithPasskey } from './passkey-signing.js';
import {
  admitted,
  admitting,
  lockAsked,
  lockToSign,
  type ToSign,
  readTermsFor,
  record,
  replacedBy,
  tellProduction,
} from './request-acts.js';
import { requestView, summaryOf } from './request-view.js';
import { hasDied, signaturesOf } from './signers.js';
import {
  ChallengeRequest,
  CodeSent,
  CounterRequest,
  DeclineRequest,
  RequestView,
  SignedRequest,
  SignRequest,
} from './requests.bodies.js';
import { CODE_MINUTES, codeHash, newCode } from './sign-code.js';

@ApiTags('Requests')
@Controller('v1/requests')
export class AnswersController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Post(':request/counter')
  @Writes()
  @Answers('Offer other terms', RequestView)
  async counter(
    @RecordId('request', 'req') id: string,
    @Body() body: CounterRequest,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
  ): Promise<RequestView> {
    const { row, by } = await lockAsked(tx, id, asker, 'answers');
    const terms = await readTermsFor(tx, row.organization, body.terms);
    const refs = underOf(by);
    const command = { kind: 'request.counter', requestVersion: body.version, terms, ...refs } as const;
    const personal = body.note === undefined ? null : { note: body.note };
    await record(tx, row, { asker, admitted: await admitted(tx, row, command), personal, refs });
    await tellProduction(tx, row, 'countered', this.config.baseUrl);
    await tellHer(tx, by, 'request_countered', this.config.baseUrl);
    return requestView(tx, await tx.get('requests', id), asker);
  }

  @Post(':request/decline')
  @Writes()
  @Answers('Decline a request', RequestView, 200, 'Nothing is allowed by it, and no reason is needed.')
  async decline(
    @RecordId('request', 'req') id: string,
    @Body() { reason }: DeclineRequest,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
  ): Promise<RequestView> {
    const { row, by } = await lockAsked(tx, id, asker, 'answers');
    const refs = underOf(by);
    const personal = reason === undefined ? null : { reason };
    await record(tx, row, {
      asker,
      admitted: await admitted(tx, row, { kind: 'request.decline', ...refs }),
      personal,
      refs,
    });
    await tellProduction(tx, row, 'declined', this.config.baseUrl);
    await tellHer(tx, by, 'request_declined', this.config.baseUrl);
    return requestView(tx, await tx.get('requests', id), asker);
  }

  @Post(':request/code')
  @Writes()
  @Answers(
    'Mail a code to sign with',
    CodeSent,
    202,
    'Six digits for this version of the request: ten minutes, five tries, once. A new one replaces it.',
  )
  async code(
    @RecordId('request', 'req') id: string,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
  ): Promise<CodeSent> {
    const { row, by } = await lockToSign(tx, id, asker);
    refuseMinor(by);
    if (row.state !== 'sent')
      throw new AppError('state_conflict', `the request is \`${row.state}\`; only a sent one can be signed`);
    const code = newCode();
    const { user } = asker;
    const expiresAt = new Date(Date.parse(await tx.at()) + CODE_MINUTES * 60_000).toISOString();
    const hash = codeHash(this.config.authSecret, { request: id, user, code });
    await tx.signProofs.keepCode({ request: id, user, codeHash: hash, context: { version: row.version }, expiresAt });
    await tx.deliver([
      { ...mail(asker.email, 'sign_code', { code, minutes: CODE_MINUTES }), usefulForMinutes: CODE_MINUTES },
    ]);
    return { sent: true, minutes: CODE_MINUTES };
  }

  @Post(':request/challenge')
  @Writes({ secret: true })
  @Answers(
    'Begin to sign with a passkey',
    PasskeyOptions,
    201,
    'A challenge made of these answers to this version: it counts once, for ten minutes, and signs nothing else. The authenticator must verify its user.',
  )
  async challenge(
    @RecordId('request', 'req') id: string,
    @Body() body: ChallengeRequest,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
  ): Promise<PasskeyOptions> {
    const { row, by } = await lockToSign(tx, id, asker);
    refuseMinor(by);
    const { said } = await signable(tx, { row, by }, { ...body, method: 'passkey' });
    return passkeyOptions(tx, this.config, asker, said);
  }

  @Post(':request/sign')
  @Writes()
  @Answers(
    'Sign a request',
    SignedRequest,
    201,
    'With a passkey, or with a mailed code and a typed name. Each clause is confirmed apart, by the hash of the very text that was served. For a minor every guardian signs: until the last one has, there is no consent.',
  )
  async sign(
    @RecordId('request', 'req') id: string,
    @Body() body: SignRequest,
    @AskedByPerson() asker: Person,
    @Acting() { tx }: Act,
    @Headers('user-agent') userAgent: string | undefined,
  ): Promise<SignedRequest> {
    const { row, by } = await lockToSign(tx, id, asker);
    refuseMinor(by);
    const { code, passkey, ...answers } = body;
    if ((code === undefined) === (passkey === undefined))
      throw invalidInput([{ path: '/code', message: 'sign by `code` or by `passkey`: send one of the two' }]);
    // What cannot be signed is refused before a code or challenge is spent, so that the same one still signs once it is mended.
    const method = passkey === undefined ? 'email_code' : 'passkey';
    const { said, admit } = await signable(tx, { row, by }, { ...answers, method });
    if (code !== undefined) await this.spendCode(tx, row, asker, code);
    const kept = passkey && (await signedWithPasskey(tx, this.config, asker, { signed: said, answer: passkey }));
    const signing = admit(kept);
    const personal = { typedName: body.typedName ?? null, userAgent: userAgent?.slice(0, 400) ?? null };
    const [entry] = await record(tx, row, { asker, admitted: signing, personal, refs: by === null ? {} : underOf(by) });
    if (entry === undefined) throw new Error('a signature was admitted without an entry');
    const given = signing.consent;
    const isGiven = given !== null;
    if (by === null) await this.tellPerformer(tx, row, isGiven);
    else await tellHer(tx, by, isGiven ? 'request_signed' : 'request_cosigned', this.config.baseUrl);
    if (isGiven) {
      await tx.deliver([{ kind: 'certificate', once: `certificate ${given.id}`, payload: { entry: entry.id } }]);
      await tellProduction(tx, row, 'signed', this.config.baseUrl);
      await this.tellOfReplaced(tx, row);
    }
    const after = await tx.get('requests', id);
    const { waitsFor } = await signaturesOf(tx, after);
    if (!isGiven && by !== null) {
      const what = waitsFor.includes('production') ? 'yours_missing' : 'cosigned';
      await tellProduction(tx, row, what, this.config.baseUrl);
    }
    return {
      request: summaryOf(after, entry.at),
      consent: given?.id ?? null,
      waitsFor,
      ...{ entry: entry.id, leafHash: toHex(entry.leafHash) },
    };
  }

  /** She hears that who asked has signed, and whether her consent counts by it. */
  private async tellPerformer(tx: Tx, row: RequestRow, isGiven: boolean): Promise<void> {
    const { email } = await tx.get('performers', row.performer);
    const { producer } = await namesFor(tx, row.production);
    const { baseUrl: link } = this.config;
    if (email !== null && !(await hasDied(tx, row.performer)))
      await tx.deliver([mail(email, 'countersigned', { producer, isGiven, link })]);
  }

  /** Whoever relied on what this replaces may do what the newer one says, and hears of it. */
  private async tellOfReplaced(tx: Tx, row: RequestRow): Promise<void> {
    const replaced = await replacedBy(tx, row);
    if (replaced === null) return;
    const about = { consent: replaced.id, how: 'replaced' as const };
    await tellRelying(tx, replaced, (to, productions) => mail(to, 'consent_ended', { ...about, productions }));
  }

  private async spendCode(tx: Tx, { id: request, version }: RequestRow, { user }: Person, code: string): Promise<void> {
    const hash = codeHash(this.config.authSecret, { request, user, code });
    const spent = await tx.signProofs.spendCode({ request, user, codeHash: hash }, await tx.now());
    if (spent === 'wrong') {
      // The spent try is kept, or five tries would be as many as one likes.
      throw new AppError('code_wrong', 'the code is not the one that was mailed; nothing was signed', {
        keepsWrites: true,
      });
    }
    if (spent === 'expired' || spent === 'none')
      throw new AppError('code_ended', 'nothing was signed; ask for a new code');
    if (spent['version'] !== version)
      throw new AppError('code_ended', 'the request changed since the code was mailed; ask for a new one');
  }
}

/** A minor reads all of it, may decline and take back; her own signature would give nothing (V-08). */
function refuseMinor(by: InPerson | null): void {
  if (by?.held !== null || !by.life.isMinor) return;
  throw new AppError(
    'not_allowed',
    'a guardian signs for whoever is not of age; you may decline, and withdraw what they sign',
  );
}

/** What its signer says by a signature that may be recorded, and what is recorded of it with what is kept of a passkey. */
interface Signable {
  readonly said: ConsentAnswers;
  readonly admit: (kept?: KeptAnswer) => Admitted;
}

/** Throws where this may not be signed. */
async function signable(tx: Tx, { row, by }: ToSign, answers: AnswersGiven): Promise<Signable> {
  const command = signCommand(answers, newId('cons'), by, row);
  const admit = await admitting(tx, row, by?.held?.authority);
  const [fact] = admit(command).facts;
  if (fact?.type !== 'consent.given' && fact?.type !== 'request.cosigned')
    throw new Error('a signature was admitted without a fact of it');
  return {
    said: saidBy(command, row.id, fact.evidence),
    admit: (kept) => admit(kept === undefined ? command : { ...command, passkey: kept }),
  };
}

/** The answers of this very signer: a consent tells first how she signed, whoever completes it. */
function saidBy(
  { requestVersion: version, capacity, authority, organization, clauses, locale: language }: SignCommand,
  request: string,
  { signature, textHash, cosigned = [] }: SigningEvidence,
): ConsentAnswers {
  const own = signature.capacity === capacity ? textHash : cosigned.at(-1)?.textHash;
  return {
    ...{ request, version, capacity, under: authority ?? organization ?? null, textHash: own ?? textHash },
    clauses: clauses.map(({ id, textHash: hash, confirmed: answer }) => ({ id, textHash: hash, language, answer })),
  };
}

type AnswersGiven = Omit<SignRequest, 'code' | 'passkey'> & Pick<SignCommand, 'method'>;

function signCommand(
  { version, clauses, textHash, typedName, electronicBusiness, locale = 'en', method }: AnswersGiven,
  consent: string,
  by: InPerson | null,
  { organization }: RequestRow,
): SignCommand {
  const as =
    by === null
      ? ({ capacity: 'production', organization } as const)
      : { capacity: by.held?.capacity ?? ('self' as const), ...underOf(by) };
  return {
    ...{ kind: 'request.sign', consent, requestVersion: version, clauses, electronicBusiness, locale },
    ...{ method, ...as },
    ...(typedName !== undefined && { typedName }),
    ...(textHash === undefined ? {} : { textHash }),
  };
}
