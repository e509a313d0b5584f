/**
 * A request signed with a passkey: the challenge is made of what was answered, and the passkey's answer to it is kept as
 * evidence. What is accepted here is what `verify` finds sound later, by the very same checks.
 */
import { generateAuthenticationOptions } from '@simplewebauthn/server';
import { randomBytes } from 'node:crypto';
import type { Instant, KeptAnswer } from '#consent';
import {
  NONCE_LENGTH,
  checkPasskeyAnswer,
  consentChallenge,
  toBase64url,
  type ConsentAnswers,
  type PasskeyAnswer,
} from '#evidence';
import { sameBytes } from '#ledger';
import { newId, type PasskeyRow, type SignChallenge, type Tx } from '#store';
import type { Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { readShown, type PasskeyAssertion, type PasskeyOptions, type ShowPasskey } from '../factors/passkeys.bodies.js';
import { relyingParty, takeShowing } from '../factors/passkeys.js';

const CHALLENGE_MINUTES = 10;

/** What a browser needs to sign these answers with a passkey of this person. */
export async function passkeyOptions(
  tx: Tx,
  config: Config,
  { user, account }: Person,
  signed: ConsentAnswers,
): Promise<PasskeyOptions> {
  const own = await tx.factors.passkeys.of(account);
  if (own.length === 0)
    throw new AppError('state_conflict', 'you have no passkey yet; add one, or sign with a mailed code');
  const nonce = new Uint8Array(randomBytes(NONCE_LENGTH));
  const challenge = consentChallenge(nonce, signed);
  const expiresAt = new Date(Date.parse(await tx.at()) + CHALLENGE_MINUTES * 60_000).toISOString();
  const { request, version } = signed;
  const id = newId('chl');
  await tx.signProofs.keepChallenge({
    id,
    request,
    user,
    version,
    nonce,
    challenge,
    expiresAt,
  });
  const options = await generateAuthenticationOptions({
    ...{ rpID: relyingParty(config), challenge, userVerification: 'required', timeout: CHALLENGE_MINUTES * 60_000 },
    allowCredentials: own.map(({ credential, transports }) => ({ id: credential, transports: [...transports] })),
  });
  return { challenge: id, options };
}

/**
 * What is kept of a passkey's answer to the challenge that was given out for these very answers. Throws for every reason that
 * it does not count; by then the challenge is spent.
 */
export async function signedWithPasskey(
  tx: Tx,
  config: Config,
  { user, account }: Person,
  { signed, answer }: { readonly signed: ConsentAnswers; readonly answer: ShowPasskey },
): Promise<KeptAnswer> {
  const response = readShown(answer.response);
  const given = await tx.signProofs.spendChallenge({ id: answer.challenge, user });
  if (given === null) throw challengeEnded('it was answered already, or is none of yours');
  const challenge = challengeOf(given, signed, await tx.at());
  const passkey = await tx.factors.passkeys.take(response.id);
  if (passkey?.user !== account) throw passkeyRefused('it is no passkey of yours; use one of yours, or add it first');
  const kept = keptOf(config, { passkey, response, nonce: given.nonce });
  const [failed] = (await checkPasskeyAnswer(kept, challenge, (origin) => origin === config.baseUrl)).filter(
    ({ ok }) => ok !== true,
  );
  if (failed !== undefined) throw passkeyRefused(WHY_NOT[failed.check] ?? 'it is no answer of a passkey');
  const showing = { kept: passkey, challenge: toBase64url(challenge), response };
  const shown = await takeShowing(tx, config, showing);
  if (shown === 'copied')
    throw passkeyRefused('its counter went back, as that of a copy does; use another passkey, and remove this one');
  if (shown === 'refused') throw passkeyRefused('it is no answer of this passkey');
  return kept;
}

/** The challenge that these answers make with the nonce, which must be the very one that was given out for them. */
function challengeOf(given: SignChallenge, signed: ConsentAnswers, at: Instant): Uint8Array {
  if (given.request !== signed.request) throw challengeEnded('it was given out for another request');
  if (given.expiresAt <= at) throw challengeEnded(`it is older than ${CHALLENGE_MINUTES} minutes`);
  if (given.version !== signed.version) throw challengeEnded('it was given out for another version');
  const challenge = consentChallenge(given.nonce, signed);
  if (!sameBytes(challenge, given.challenge)) throw challengeEnded('it was given out for other answers than these');
  return challenge;
}

function keptOf(
  config: Config,
  {
    passkey,
    response,
    nonce,
  }: { readonly passkey: PasskeyRow; readonly response: PasskeyAssertion; readonly nonce: Uint8Array },
): PasskeyAnswer {
  const { authenticatorData, clientDataJSON, signature } = response.response;
  return {
    ...{ nonce: toBase64url(nonce), credential: passkey.credential, publicKey: toBase64url(passkey.publicKey) },
    ...{ authenticatorData, clientDataJSON, signature, rpId: relyingParty(config), origin: config.baseUrl },
  };
}

/** By what was checked; all of it is about the signer's own passkey. */
const WHY_NOT: Readonly<Record<string, string>> = {
  challenge: 'it answers another challenge than the one that was given out for these answers',
  origin: 'it was made on another site than this one; open this one and sign there',
  user_verified: 'its authenticator did not verify you; unlock it by face, finger or PIN: signing always takes that',
  passkey: 'its signature does not hold; sign again with a new challenge',
};

/** A challenge that was answered is spent, however it was. */
function challengeEnded(why: string): AppError {
  return new AppError('challenge_ended', `${why}; nothing was signed, ask for a new challenge`, { keepsWrites: true });
}

function passkeyRefused(why: string): AppError {
  return new AppError('passkey_refused', why, { keepsWrites: true });
}
