/** Mail about how somebody signs in. Nobody can turn it off: it is how a person learns of what somebody else does in their name. */
import { mail, type FactorKind, type NewDelivery } from '#store';

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

/** Who has both the passkey and its copy is known by nobody but its owner. */
export function copiedPasskeyMail(to: string, about: { name: string | null; link: string }): NewDelivery {
  const which = about.name === null ? 'a passkey of yours' : `your passkey “${about.name}”`;
  return mail(to, 'A passkey of yours may have been copied', [
    `Somebody tried to sign in with ${which}, and it counted backwards, as a copy of it would.`,
    'Nobody was signed in by that.',
    '',
    `If it was you, try it once more. If not, sign in in another way, remove it and add a new one: ${about.link}`,
  ]);
}

export function recoveryCodeSpentMail(to: string, about: { left: number; link: string }): NewDelivery {
  return mail(to, 'A recovery code was used', [
    'Somebody signed in to your account with one of your recovery codes.',
    '',
    `You have ${about.left} left. If it was not you, sign in now, end that session and make new codes: ${about.link}`,
  ]);
}

export function factorRemovedMail(to: string, about: { kind: FactorKind; link: string }): NewDelivery {
  return mail(to, 'A way to sign in was removed', [
    `${capital(KINDS[about.kind])} was removed from your account, and every other session of yours was ended.`,
    '',
    `If it was not you, sign in now and see what is left: ${about.link}`,
  ]);
}

export function recoveryCodesMail(to: string, link: string): NewDelivery {
  return mail(to, 'New recovery codes were made', [
    'New recovery codes were made for your account. The earlier ones count for nothing any more.',
    '',
    `If it was not you, sign in now: ${link}`,
  ]);
}

/** `cancel` stops it without signing in, so that whoever still reads this mail can, whatever else they have lost. */
export function recoveryAskedMail(to: string, about: { dueAt: string; cancel: string; link: string }): NewDelivery {
  return mail(to, 'Somebody says that you lost your way to sign in', [
    'Somebody who opened a sign-in link from your mail says that every passkey and authenticator of yours is lost.',
    '',
    `Until ${said(about.dueAt)} nothing happens. From then on, whoever reads your mail can put a new one in their place.`,
    '',
    `If it was not you, stop it now: ${about.cancel}`,
    '',
    `Signing in with a passkey or a code stops it as well: ${about.link}`,
  ]);
}

/** To the other administrators of her organizations: somebody who holds her mailbox could keep the first mail from her. */
export function fellowRecoveryMail(to: string, about: { email: string; dueAt: string; link: string }): NewDelivery {
  return mail(to, 'Somebody of your organization asks to sign in anew', [
    `It is said that ${about.email} lost every passkey and authenticator. From ${said(about.dueAt)} on a new one can be added.`,
    '',
    'Ask them, by telephone and not by mail, whether that is so. If it is not, they stop it by signing in as always.',
    '',
    `Nobody can make it go faster. Whoever administers the organization can remove them from it: ${about.link}`,
  ]);
}

export function recoveryCancelledMail(to: string, link: string): NewDelivery {
  return mail(to, 'Nothing changes in how you sign in', [
    'It had been said that every passkey and authenticator of yours is lost. That was stopped, and nothing comes of it.',
    '',
    `Everything that you had still counts: ${link}`,
  ]);
}

export function recoveryDoneMail(to: string, about: { kind: FactorKind; link: string }): NewDelivery {
  return mail(to, 'Your ways to sign in were replaced', [
    `${capital(KINDS[about.kind])} took the place of everything that you had. Every other session of yours was ended.`,
    '',
    `If it was not you, somebody reads your mail. Ask the administrators of your organizations to remove you: ${about.link}`,
  ]);
}

export function newDeviceMail(
  to: string,
  about: { device: string; address: string; at: string; link: string; isVouched: boolean },
): NewDelivery {
  const how = about.isVouched ? ', by the provider of an organization of yours' : '';
  const then = about.isVouched ? 'tell its administrators' : 'see to the safety of your mailbox';
  return mail(to, 'A sign-in from a new device', [
    `Somebody signed in to your account on ${said(about.at)}${how}, with ${about.device}, from the address ${about.address}.`,
    '',
    `If it was not you, sign in, end that session, and ${then}: ${about.link}`,
  ]);
}

function said(instant: string): string {
  return `${instant.slice(0, 10)} at ${instant.slice(11, 16)} UTC`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
