/** What the API has mailed, in plain words. Each is a delivery row of the request's own transaction. */
import { mail, type NewDelivery } from '#store';

/** The token stands in the fragment, which no server, log or referrer ever sees. */
export function signInMail(to: string, link: string, minutes: number): NewDelivery {
  return mail(to, 'Your link to sign in', [
    'Somebody, most likely you, asked to sign in to Countersign. Open this link and press Continue:',
    '',
    link,
    '',
    `It works once, within ${minutes} minutes. If you did not ask for it, do nothing: nobody is signed in.`,
  ]);
}

export function signOnMail(to: string, about: { name: string; isSet: boolean; page: string }): NewDelivery {
  return mail(to, 'How people sign in for your organization has changed', [
    about.isSet
      ? `An administrator of ${about.name} has set a provider by which its people can sign in from now on: ${about.page}`
      : `An administrator of ${about.name} has ended single sign-on. Sign in by a link to this address.`,
    '',
    'If nobody told you so, ask another administrator: whoever sets a provider can act in your name for this organization.',
  ]);
}

export function participationMail(
  to: string,
  about: { owner: string; title: string; role: string; link: string },
): NewDelivery {
  return mail(to, `An invitation into a production`, [
    `${about.owner} invites you to take part in “${about.title}” as ${about.role}.`,
    '',
    `Sign in with this address and accept it for your organization: ${about.link}`,
  ]);
}

export function performerMail(to: string, about: { organization: string; link: string }): NewDelivery {
  return mail(to, 'A production would like to ask you something', [
    `${about.organization} wants to be able to ask you what may be done with your voice, face or body.`,
    '',
    'Nothing is allowed by this mail, and nothing is asked of you yet. When a request is sent, you get another mail.',
    '',
    `Sign in with this address to see it: ${about.link}`,
  ]);
}

/** Says what was stated, never what it says: mail is read on many screens. */
export function detailsMail(to: string, about: { organization: string; what: string; link: string }): NewDelivery {
  return mail(to, 'Something was stated about you', [
    `${about.organization} has recorded something about you: ${about.what}.`,
    '',
    'Rules that protect you read it, such as those for minors and for members of a union.',
    '',
    `Sign in with this address to read it, and to state it yourself if it is wrong: ${about.link}`,
  ]);
}

/** Told even where the performer recorded it: if it was not she, she hears of it. */
export function authorityMail(to: string, about: { who: string; capacity: string; link: string }): NewDelivery {
  return mail(to, 'Somebody may act for you, it is said', [
    `${about.who} recorded that somebody may act for you as ${about.capacity}.`,
    '',
    `Sign in with this address to read who, and for what. You can end it at any time: ${about.link}`,
  ]);
}

export function authorityVerifiedMail(to: string, about: { capacity: string; link: string }): NewDelivery {
  return mail(to, 'Somebody may act for you now', [
    `The paper by which somebody may act for you as ${about.capacity} was verified. From now on that person may act.`,
    '',
    `Sign in with this address to read who, for what, and who verified it. You can end it at any time: ${about.link}`,
  ]);
}

/** To whoever may act: it names nobody, for the address may be wrong. */
export function representativeMail(to: string, about: { capacity: string; link: string }): NewDelivery {
  return mail(to, 'You may act for a performer', [
    `It is recorded and verified that you may act for a performer as ${about.capacity}.`,
    '',
    `Sign in with this address to see for whom, and what the paper covers: ${about.link}`,
  ]);
}

/** What somebody did in the name of a performer: she can look, end the authority, and take back what it gave. */
export function inHerNameMail(
  to: string,
  about: { what: string; capacity: string; authority: string; link: string },
): NewDelivery {
  return mail(to, 'Something was done in your name', [
    `Somebody who acts for you as ${about.capacity} ${about.what}, under the authority ${about.authority}.`,
    '',
    `Sign in with this address to read it. You can end the authority at any time: ${about.link}`,
  ]);
}

export function authorityEndedMail(to: string, about: { capacity: string; link: string }): NewDelivery {
  return mail(to, 'Somebody may no longer act for you', [
    `It is recorded that the one who could act for you as ${about.capacity} no longer may.`,
    '',
    `Sign in with this address to read it: ${about.link}`,
  ]);
}

export function requestMail(to: string, about: { producer: string; link: string }): NewDelivery {
  return mail(to, 'A request waits for your answer', [
    `${about.producer} asks what they may do with a copy of you. Nothing is allowed until you sign.`,
    '',
    `Sign in with this address to read it: ${about.link}`,
    '',
    'You can sign, decline, or offer something else. You do not have to answer on set.',
  ]);
}

export function requestWithdrawnMail(to: string, about: { producer: string; link: string }): NewDelivery {
  return mail(to, 'A request was taken back', [
    `${about.producer} has taken back what they asked you. Nothing is allowed by it, and there is nothing to do.`,
    '',
    `It stays readable here: ${about.link}`,
  ]);
}

/** Subject lines are read on lock screens, so the code stands in the text alone. */
export function codeMail(to: string, { code, minutes }: { code: string; minutes: number }): NewDelivery {
  return mail(to, 'Your code to sign with', [
    `Your code is ${code}`,
    '',
    `It signs one request, once, within ${minutes} minutes. Signing is only ever done by you: give the code to nobody.`,
    'If you did not ask for it, do nothing: nothing is signed.',
  ]);
}

export function productionMail(to: string, about: { what: string; request: string; link: string }): NewDelivery {
  return mail(to, 'A request was answered', [
    `The request ${about.request} ${about.what}.`,
    '',
    `Sign in to read the answer: ${about.link}`,
  ]);
}

export function withdrawnMail(
  to: string,
  about: { consent: string; productions: readonly string[]; effect: readonly string[]; stops: readonly string[] },
): NewDelivery {
  return mail(to, 'A consent that you relied on was withdrawn', [
    `The performer has withdrawn the consent ${about.consent}, or a part of it. You were allowed something by it, in:`,
    ...about.productions.map((title) => `- ${title}`),
    '',
    ...about.effect,
    ...(about.stops.length === 0 ? [] : ['', 'What stops:', ...about.stops.map((line) => `- ${line}`)]),
    '',
    'Ask again before any further work: a receipt issued before does not say what holds now.',
  ]);
}

export function withdrawalReceiptMail(
  to: string,
  about: { consent: string; effect: readonly string[]; told: readonly string[]; entry: string },
): NewDelivery {
  return mail(to, 'Your withdrawal is recorded', [
    `You have withdrawn the consent ${about.consent}, or a part of it.`,
    '',
    ...about.effect,
    '',
    about.told.length === 0 ? 'Nobody had relied on it.' : `Told by mail: ${about.told.join(', ')}.`,
    '',
    `Entry of the log: ${about.entry}. Keep this mail as a receipt.`,
  ]);
}

export function disclosureMail(
  to: string,
  about: { by: string; title: string; disclosure: string; isAsked: boolean; link: string },
): NewDelivery {
  return mail(to, about.isAsked ? 'A use of AI waits for an approval' : 'A use of AI was disclosed', [
    `${about.by} disclosed a use of AI for “${about.title}”: ${about.disclosure}.`,
    '',
    about.isAsked
      ? 'It may not go ahead before everyone whose approval it needs has given it, in writing.'
      : 'Telling you is enough: nobody waits for an answer.',
    '',
    `Sign in to read exactly what is intended, in words${about.isAsked ? ', and to answer' : ''}: ${about.link}`,
  ]);
}

export function approvalMail(
  to: string,
  about: { kind: string; answer: string; disclosure: string; link: string },
): NewDelivery {
  return mail(to, `An approval ${about.answer}`, [
    `The approval of kind ${about.kind} for ${about.disclosure} ${about.answer}.`,
    '',
    `Sign in to read it: ${about.link}`,
    '',
    'Ask again before any work: only a check says what holds now.',
  ]);
}

export function claimMail(
  to: string,
  about: { by: string; title: string; claim: string; isPerformer: boolean; link: string },
): NewDelivery {
  const whose = about.isPerformer ? 'your consent' : "a member's consent";
  return mail(to, 'Somebody claims that no consent is needed', [
    `${about.by} claims for “${about.title}” that one use does not need ${whose}: ${about.claim}.`,
    '',
    about.isPerformer
      ? 'Read what is claimed, by whom and why. If you have a question, ask it: until it is answered, the claim is frozen.'
      : 'The performer was told as well. Her question freezes the claim until it is answered.',
    '',
    `Sign in with this address: ${about.link}`,
  ]);
}

export function claimQuestionMail(to: string, about: { claim: string; link: string }): NewDelivery {
  return mail(to, 'A performer asks about a claim', [
    `The performer has a question about ${about.claim}. Until it is answered, the claim counts for nothing.`,
    '',
    `Sign in to read and answer it: ${about.link}`,
  ]);
}

export function claimAnswerMail(to: string, about: { claim: string; link: string }): NewDelivery {
  return mail(to, 'Your question was answered', [
    `What you asked about ${about.claim} was answered, so the claim counts again.`,
    '',
    `Sign in with this address to read the answer. You can ask again: ${about.link}`,
  ]);
}

export function disputedMail(to: string, about: { consent: string; isUnions: boolean; link: string }): NewDelivery {
  return mail(to, 'A consent is disputed', [
    `${about.isUnions ? 'The union of the performer' : 'The performer'} disputes the consent ${about.consent}. Nothing is withdrawn by it.`,
    '',
    'Until the dispute is ended, new work under this consent waits: answers become “needs approval”.',
    '',
    `Sign in to read it: ${about.link}`,
  ]);
}

export function disputeEndedMail(to: string, about: { consent: string; isUnions: boolean; link: string }): NewDelivery {
  return mail(to, 'A dispute was ended', [
    `${about.isUnions ? 'The union of the performer' : 'The performer'} has ended a dispute about the consent ${about.consent}.`,
    '',
    `Sign in to see where the consent stands now: ${about.link}`,
  ]);
}

export function revokedMail(to: string, about: { consent: string; link: string }): NewDelivery {
  return mail(to, 'A consent of yours was ended', [
    `The production that asked for the consent ${about.consent} has ended it. Nothing new is allowed by it from now on.`,
    '',
    'What the terms say must never happen still holds. There is nothing that you have to do.',
    '',
    `It stays readable here: ${about.link}`,
  ]);
}

export function endedMail(
  to: string,
  about: { consent: string; productions: readonly string[]; how: 'ended' | 'replaced' },
): NewDelivery {
  const how = about.how === 'ended' ? 'was ended by the production that asked for it' : 'was replaced by a newer one';
  return mail(to, 'A consent that you relied on has ended', [
    `The consent ${about.consent} ${how}. You were allowed something by it, in:`,
    ...about.productions.map((title) => `- ${title}`),
    '',
    'Ask again before any further work: a receipt issued before does not say what holds now.',
  ]);
}

const KEY_SUBJECTS = {
  made: 'An API key was made',
  rotated: 'An API key was rotated',
  revoked: 'An API key was revoked',
  reported: 'An API key was found in the open and is revoked',
} as const;

/** Names the key as people know it; its secret stands in the one answer that made it, and in no mail. */
export function keyMail(
  to: string,
  about: {
    what: keyof typeof KEY_SUBJECTS;
    by: string | null;
    key: string;
    organization: string;
    endsAt?: string;
    link: string;
  },
): NewDelivery {
  const { what, by, key, organization, endsAt, link } = about;
  const done =
    what === 'reported'
      ? `Somebody found the secret of the key “${key}” of ${organization} where it does not belong, and reported it. It is revoked: whatever used it is refused from now on.`
      : `${by ?? 'Somebody'} ${what} the key “${key}” of ${organization}.`;
  return mail(to, KEY_SUBJECTS[what], [
    done,
    ...(endsAt === undefined ? [] : ['', `The secret that was in use so far counts until ${endsAt}.`]),
    '',
    what === 'reported'
      ? 'Make a new key, and read in the log what was done with this one.'
      : 'If nobody of you meant to do this, revoke the key and look who is an administrator.',
    '',
    `Sign in to see the keys: ${link}`,
  ]);
}
