/** Mail about how somebody signs in. Nobody can turn it off: it is how a person learns of what somebody else does in their name. */
import type { FactorKind, NewDelivery } from '#store';
import { mail } from '../mails.js';

const KINDS: Readonly<Record<FactorKind, string>> = {
  totp: 'an authenticator program that shows codes',
  passkey: 'a passkey',
};

export function factorAddedMail(to: string, about: { kind: FactorKind; link: string }): NewDelivery {
  return mail(to, 'A way to sign in was added', [
    `${capital(KINDS[about.kind])} was added to your account. Whoever has it can sign in as you.`,
    '',
    `If it was not you, sign in now and remove it: ${about.link}`,
  ]);
}

export function recoveryCodeSpentMail(to: string, about: { left: number; link: string }): NewDelivery {
  return mail(to, 'A recovery code was used', [
    'Somebody signed in to your account with one of your recovery codes.',
    '',
    `You have ${about.left} left. If it was not you, sign in now, end that session and make new codes: ${about.link}`,
  ]);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
