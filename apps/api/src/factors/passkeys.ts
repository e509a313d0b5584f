/** Passkeys by @simplewebauthn/server: challenges that count once, and user verification always. */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { createHash } from 'node:crypto';
import { mail } from '#mails';
import { newId, type PasskeyRow, type Tx } from '#store';
import type { Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import type { AnsweredChallenge, PasskeyAssertion, PasskeyCreation } from './passkeys.bodies.js';

const CHALLENGE_MINUTES = 5;
/** Ed25519, ES256, RS256: what passkeys are made with. */
const ALGORITHMS = [-8, -7, -257];

/** What a browser needs to make a passkey for this person. */
export async function creationOptions(tx: Tx, config: Config, { user, email, name, session }: Person) {
  const options = await generateRegistrationOptions({
    rpName: 'Countersign',
    rpID: relyingParty(config),
    userID: userHandle(user),
    userName: email,
    userDisplayName: name === '' ? email : name,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: (await tx.factors.passkeys.of(user)).map(({ credential, transports }) => ({
      id: credential,
      transports: [...transports],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    timeout: CHALLENGE_MINUTES * 60_000,
  });
  return {
    challenge: await keep(tx, { purpose: 'create', challenge: options.challenge, session: session.id }),
    options,
  };
}

/** What a browser needs to show a passkey: one of this person's, or whichever its owner chooses. */
export async function assertionOptions(tx: Tx, config: Config, person: Person | null) {
  const own = person === null ? [] : await tx.factors.passkeys.of(person.user);
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(config),
    userVerification: 'required',
    ...(person !== null && {
      allowCredentials: own.map(({ credential, transports }) => ({ id: credential, transports: [...transports] })),
    }),
    timeout: CHALLENGE_MINUTES * 60_000,
  });
  const session = person?.session.id ?? null;
  return { challenge: await keep(tx, { purpose: 'show', challenge: options.challenge, session }), options };
}

async function keep(
  tx: Tx,
  of: { readonly purpose: 'create' | 'show'; readonly challenge: string; readonly session: string | null },
): Promise<string> {
  const id = newId('chl');
  await tx.factors.passkeys.keepChallenge({ id, ...of }, CHALLENGE_MINUTES);
  return id;
}

/** A new passkey as it is to be kept; `null` when the response is not to this challenge, of this site, and of a verified user. */
export async function createdPasskey(
  tx: Tx,
  config: Config,
  { session, answer }: { readonly session: string; readonly answer: AnsweredChallenge<PasskeyCreation> },
): Promise<(Omit<PasskeyRow, 'factor' | 'user'> & { readonly keyHash: string }) | null> {
  const expectedChallenge = await tx.factors.passkeys.spendChallenge({
    id: answer.challenge,
    purpose: 'create',
    session,
  });
  if (expectedChallenge === null) return null;
  const verified = await orNull(
    verifyRegistrationResponse({
      response: answer.response,
      expectedChallenge,
      expectedOrigin: config.baseUrl,
      expectedRPID: relyingParty(config),
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  );
  if (!verified?.verified) return null;
  const { credential, credentialDeviceType, credentialBackedUp } = verified.registrationInfo;
  return {
    credential: credential.id,
    publicKey: credential.publicKey,
    counter: credential.counter,
    transports: credential.transports ?? [],
    deviceType: credentialDeviceType,
    isBackedUp: credentialBackedUp,
    keyHash: createHash('sha256').update(credential.publicKey).digest('hex'),
  };
}

/** Whose passkey this is, shown just now; `null` for every reason that it does not count. */
export async function shownPasskey(
  tx: Tx,
  config: Config,
  { session, answer }: { readonly session: string | null; readonly answer: AnsweredChallenge<PasskeyAssertion> },
): Promise<PasskeyRow | null> {
  const expectedChallenge = await tx.factors.passkeys.spendChallenge({
    id: answer.challenge,
    purpose: 'show',
    session,
  });
  // Locked, so that of two answers with one counter the second sees what the first has written.
  const kept = await tx.factors.passkeys.take(answer.response.id);
  if (expectedChallenge === null || kept === null) return null;
  const showing = { kept, challenge: expectedChallenge, response: answer.response };
  return (await takeShowing(tx, config, showing)) === 'shown' ? kept : null;
}

/** Whether this is an answer of that passkey to that challenge, whose counter went on; it is noted, and so is a copy. */
export async function takeShowing(
  tx: Tx,
  config: Config,
  {
    kept,
    challenge,
    response,
  }: { readonly kept: PasskeyRow; readonly challenge: string; readonly response: PasskeyAssertion },
): Promise<'shown' | 'refused' | 'copied'> {
  // What the authenticator says of its user is the id that we gave it for this very person.
  const handle = response.response.userHandle;
  if (handle !== undefined && handle !== Buffer.from(userHandle(kept.user)).toString('base64url')) return 'refused';
  const verified = await orNull(
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: config.baseUrl,
      expectedRPID: relyingParty(config),
      requireUserVerification: true,
      // The library would look at the counter before the signature: then anybody could say of a passkey that it was copied.
      credential: { id: kept.credential, publicKey: new Uint8Array(kept.publicKey), counter: 0 },
    }),
  );
  if (!verified?.verified) return 'refused';
  const { newCounter, credentialBackedUp } = verified.authenticationInfo;
  // Zero for ever where none is kept.
  if (kept.counter > 0 && newCounter <= kept.counter) {
    await tellOfCopy(tx, config, kept);
    return 'copied';
  }
  await tx.factors.passkeys.shown(kept.factor, { counter: newCounter, isBackedUp: credentialBackedUp });
  return 'shown';
}

/** Once, until the passkey itself is shown again: however often a copy is tried, its owner gets one mail of it. */
async function tellOfCopy(tx: Tx, { baseUrl: link }: Config, { factor, user, counter }: PasskeyRow): Promise<void> {
  const { name } = await tx.get('factors', factor);
  const told = mail(await tx.factors.addressOf(user), 'passkey_copied', { name, link });
  await tx.deliver([{ ...told, once: `copied ${factor} ${counter}` }]);
}

/** The library throws what is wrong with a response, in words that are nobody's business. */
async function orNull<T>(verifying: Promise<T>): Promise<T | null> {
  return verifying.catch(() => null);
}

/** The host that passkeys are bound to. */
export function relyingParty({ baseUrl }: Config): string {
  return new URL(baseUrl).hostname;
}

/** What an authenticator keeps of a person: not our id itself, which stands in entries. */
function userHandle(user: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(`countersign user ${user}`).digest());
}
