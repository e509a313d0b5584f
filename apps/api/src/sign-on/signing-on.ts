/** Who comes of what a provider says: a member of its own organization, and nobody else. */
import { Inject, Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { newId, type SignOn, type Store } from '#store';
import { Accounts } from '../asking/accounts.js';
import { guardOf } from '../asking/asker.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { CONFIG, STORE } from '../provided.js';
import { noteDevice } from '../session/devices.js';
import type { Vouched } from './vouching.js';

/** A working day: whoever left the provider is asked for anew on the next. */
const SESSION_HOURS = 12;

@Injectable()
export class SigningOn {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    private readonly accounts: Accounts,
  ) {}

  /**
   * Opens a session of the member of the provider's organization with the address that it vouches for; returns its cookies.
   *
   * INVARIANT: nobody becomes somebody here. Who is no member yet is not made one, no account is made or joined, no address
   * counts as verified and no profile is claimed: a provider that lies can say so only of the members of its organization.
   */
  async open(
    { provider, deviceHash }: SignOn,
    { subject, email, isStrong }: Vouched,
    request: FastifyRequest,
  ): Promise<readonly string[]> {
    const token = randomBytes(24).toString('base64url');
    const isOpen = await this.store.transaction(async (tx) => {
      const user = await tx.signOns.memberWith(provider, email);
      if (user === null) throw notAMember();
      // Holds the organization in share and reads again: neither its provider nor the membership ends while this opens.
      const vouched = { account: user, provider };
      const colleague = await tx.signOns.colleague(vouched);
      if (colleague === null) throw notAMember();
      tx.actAs({ kind: 'person', user, email, memberships: [colleague], represents: [], vouched });
      await tx.lock([guardOf({ user })]);
      if (!(await tx.signOns.bind(provider, subject, user))) return false;
      const session = newId('ses');
      await tx.signOns.open({ id: session, token, user, provider, isStrong, hours: SESSION_HOURS });
      // She hears of it herself: whoever lies at the provider cannot keep it from her.
      const opened = { session, user, email, config: this.config, isVouched: true } as const;
      // Known to this provider alone: one that lies would else make a thief's device known as hers, and no mail told of it.
      const hash = createHash('sha256').update(provider).update(deviceHash).digest();
      await noteDevice(tx, request, { hash }, opened);
      return true;
    });
    if (!isOpen) {
      const detail =
        'the provider now means somebody else by this address; ask an administrator to remove and add them';
      throw new AppError('sign_on_failed', detail);
    }
    return this.accounts.cookiesFor(token, SESSION_HOURS * 60 * 60);
  }
}

/** Not told apart: whether there was such a sign-on, whether it was of another browser, and whether it was spent. */
export function signOnEnded(): AppError {
  return new AppError(
    'sign_on_failed',
    'this sign-on has ended or began in another browser; start again from the page',
  );
}

export function signOnFailed(): AppError {
  const detail =
    'the provider did not vouch for you in a way that can be trusted; start again, or ask an administrator';
  return new AppError('sign_on_failed', detail);
}

function notAMember(): AppError {
  const detail = 'no member of this organization has the address that the provider vouches for; ask to be added';
  return new AppError('sign_on_failed', detail);
}
