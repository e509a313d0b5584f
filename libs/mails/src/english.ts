import type { Language } from './language.js';
import { aside, code, link, list, say, type Block } from './letter.js';
import type { ActInHerName, Mails, WithdrawalDoes } from './mails.js';

export const english: Language = {
  dir: 'ltr',
  letters: {
    sign_in: ({ link: url, minutes }) => ({
      subject: 'Your link to sign in',
      blocks: [
        say`Somebody, most likely you, asked to sign in to Countersign. Open this link and press Continue.`,
        link('Open Countersign', url),
        say`It works once, within ${minutes} minutes. If you did not ask for it, do nothing: nobody is signed in.`,
      ],
    }),
    sign_on_set: ({ organization, page }) => ({
      subject: 'How people sign in for your organization has changed',
      blocks: [
        say`An administrator of ${organization} has set a provider. From now on its people can sign in by it.`,
        link('Sign in by the provider', page),
        say`If nobody told you so, ask another administrator. Whoever sets a provider can act in your name there.`,
      ],
    }),
    sign_on_ended: ({ organization }) => ({
      subject: 'How people sign in for your organization has changed',
      blocks: [
        say`An administrator of ${organization} has ended single sign-on. Sign in by a link to this address.`,
        say`If nobody told you so, ask another administrator.`,
      ],
    }),
    sessions_ended: ({ reason }) => ({
      subject: 'You were signed out everywhere',
      blocks: [
        say`Whoever runs Countersign has ended every session of yours. What you have recorded has not changed.`,
        say`The reason they gave: ${reason}`,
        say`You sign in again as always.`,
      ],
    }),
    device_new: ({ browser, system, address, at, isVouched, link: url }) => ({
      subject: 'A sign-in from a new device',
      blocks: [
        say`Somebody signed in to your account on ${when(at)}.`,
        say`Browser: ${browser ?? 'not known'}. System: ${system ?? 'not known'}. Network address: ${address}.`,
        ...(isVouched ? [say`The provider of an organization of yours vouched for them.`] : []),
        say`Was it not you? Sign in and end that session. Then ${isVouched ? 'tell the administrators there' : 'see who else can read your mail'}.`,
        link('See your sessions', url),
      ],
    }),
    factor_added: ({ factor, link: url }) => ({
      subject: 'A way to sign in was added',
      blocks: [
        say`${factorAs(factor)} was added to your account. Whoever has it can sign in as you.`,
        link('If it was not you, sign in now and remove it', url),
      ],
    }),
    factor_removed: ({ factor, link: url }) => ({
      subject: 'A way to sign in was removed',
      blocks: [
        say`${factorAs(factor)} was removed from your account. Every other session of yours was ended.`,
        link('If it was not you, sign in now and see what is left', url),
      ],
    }),
    passkey_copied: ({ name, link: url }) => ({
      subject: 'A passkey of yours may have been copied',
      blocks: [
        name === null
          ? say`Somebody tried to sign in with a passkey of yours. It counted backwards, as a copy of it would.`
          : say`Somebody tried to sign in with your passkey “${name}”. It counted backwards, as a copy of it would.`,
        say`Nobody was signed in by that. If it was you, try it once more.`,
        say`If not, sign in in another way, remove it and add a new one.`,
        link('See your passkeys', url),
      ],
    }),
    recovery_code_spent: ({ left, link: url }) => ({
      subject: 'A recovery code was used',
      blocks: [
        say`Somebody signed in to your account with one of your recovery codes. You have ${left} left.`,
        say`If it was not you, sign in now, end that session and make new codes.`,
        link('See your sessions and codes', url),
      ],
    }),
    recovery_codes_made: ({ link: url }) => ({
      subject: 'New recovery codes were made',
      blocks: [
        say`New recovery codes were made for your account. The old ones count for nothing any more.`,
        link('If it was not you, sign in now', url),
      ],
    }),
    recovery_asked: ({ dueAt, cancel, link: url }) => ({
      subject: 'Somebody says that you lost your way to sign in',
      blocks: [
        say`Somebody opened a sign-in link from your mail. They say that every passkey and code program of yours is lost.`,
        say`Nothing happens until ${when(dueAt)}. From then on, whoever reads your mail can put a new one in their place.`,
        link('If it was not you, stop it now', cancel),
        say`Signing in with a passkey or a code stops it as well.`,
        link('Sign in', url),
      ],
    }),
    recovery_of_fellow: ({ email, dueAt, link: url }) => ({
      subject: 'Somebody of your organization asks to sign in anew',
      blocks: [
        say`It is said that ${email} lost every passkey and code program. A new one can be added from ${when(dueAt)} on.`,
        say`Ask them whether that is so, by telephone and not by mail. If it is not, they stop it by signing in as always.`,
        say`Nobody can make it go faster. An administrator can remove them from the organization.`,
        link('See who is in the organization', url),
      ],
    }),
    recovery_cancelled: ({ link: url }) => ({
      subject: 'Nothing changes in how you sign in',
      blocks: [
        say`It was said that every passkey and code program of yours is lost. That was stopped, and nothing comes of it.`,
        say`All that you had still counts.`,
        link('Sign in', url),
      ],
    }),
    recovery_done: ({ factor, link: url }) => ({
      subject: 'Your ways to sign in were replaced',
      blocks: [
        say`${factorAs(factor)} took the place of all that you had. Every other session of yours was ended.`,
        say`If it was not you, somebody reads your mail. Ask the administrators of your organizations to remove you.`,
        link('Sign in', url),
      ],
    }),
    participation_invited: ({ owner, title, role, link: url }) => ({
      subject: 'An invitation into a production',
      blocks: [
        say`${owner} invites you to take part in “${title}” as ${role}.`,
        link('Sign in with this address and accept it for your organization', url),
      ],
    }),
    performer_invited: ({ organization, link: url }) => ({
      subject: 'A production would like to ask you something',
      blocks: [
        say`${organization} wants to be able to ask you what may be done with your voice, face or body.`,
        say`Nothing is allowed by this mail, and nothing is asked of you yet. When a request is sent, you get another mail.`,
        link('Sign in with this address to see it', url),
      ],
    }),
    details_stated: ({ organization, details, link: url }) => ({
      subject: 'Something was stated about you',
      blocks: [
        say`${organization} has recorded something about you:`,
        list(details.map((detail) => DETAIL[detail])),
        say`Some rules read it, such as those for minors and for members of a union.`,
        say`If it is wrong, state it yourself.`,
        link('Sign in with this address to read it', url),
      ],
    }),
    came_of_age: ({ link: url }) => ({
      subject: 'You are of age: what was signed for you waits for you',
      blocks: [
        say`Guardians signed something for you while you were a minor. Since you are of age, it allows nothing any more.`,
        say`You can read it, and sign the same words yourself, or leave it. If you do nothing, nothing is allowed.`,
        link('Sign in with this address to read it', url),
      ],
    }),
    authority_recorded: ({ by, capacity, link: url }) => ({
      subject: 'Somebody may act for you, it is said',
      blocks: [
        by === null
          ? say`You have recorded that somebody may act for you as ${capacity}.`
          : say`${by} has recorded that somebody may act for you as ${capacity}.`,
        say`You can end it yourself.`,
        link('Sign in with this address to read who, and for what', url),
      ],
    }),
    authority_verified: ({ capacity, link: url }) => ({
      subject: 'Somebody may act for you now',
      blocks: [
        say`The paper by which somebody may act for you as ${capacity} was checked. From now on they may act.`,
        say`You can end it yourself.`,
        link('Sign in with this address to read who, for what, and who checked it', url),
      ],
    }),
    authority_ended: ({ capacity, link: url }) => ({
      subject: 'Somebody may no longer act for you',
      blocks: [
        say`It is recorded that the one who could act for you as ${capacity} no longer may.`,
        link('Sign in with this address to read it', url),
      ],
    }),
    // It names nobody, for the address may be wrong.
    representative_verified: ({ capacity, link: url }) => ({
      subject: 'You may act for a performer',
      blocks: [
        say`It is recorded and checked that you may act for a performer as ${capacity}.`,
        link('Sign in with this address to see for whom, and what the paper covers', url),
      ],
    }),
    done_in_her_name: ({ act, capacity, authority, link: url }) => ({
      subject: 'Something was done in your name',
      blocks: [
        say`Somebody who acts for you as ${capacity} ${ACT[act]}. They did it under the authority ${authority}.`,
        say`You can end the authority yourself.`,
        link('Sign in with this address to read it', url),
      ],
    }),
    request_sent: ({ producer, link: url }) => ({
      subject: 'A request waits for your answer',
      blocks: [
        say`${producer} asks what they may do with a copy of you. Nothing is allowed until you sign.`,
        link('Sign in with this address to read it', url),
        say`You can sign, decline, or offer something else. You do not have to answer on set.`,
      ],
    }),
    request_reminder: ({ producer, respondBy, link: url, stop }) => ({
      subject: 'A request still waits for your answer',
      blocks: [
        say`${producer} asks what they may do with a copy of you. You have not answered yet.`,
        respondBy === null
          ? say`If you do not answer, nothing is allowed.`
          : say`They ask for an answer by ${when(respondBy)}. If you do not answer, nothing is allowed.`,
        link('Sign in with this address to read it', url),
        say`You get two reminders of a request at most.`,
        aside('Stop reminders of this request', stop),
      ],
    }),
    mail_failed: ({ what, id, link: url }) => ({
      subject: 'A mail of yours could not be delivered',
      blocks: [
        what === 'request'
          ? say`The mail about your request ${id} could not be delivered. Whoever you asked may not know of it.`
          : say`The mail of your invitation ${id} into a production could not be delivered.`,
        say`Ask them in another way whether the address is right.`,
        link('Open Countersign', url),
      ],
    }),
    signature_missing: ({ request, respondBy, link: url, stop }) => ({
      subject: 'A signature of yours is missing',
      blocks: [
        say`The request ${request} has to be signed by you as well. Nothing is allowed by it until all have signed.`,
        ...(respondBy === null ? [] : [say`An answer is wanted by ${when(respondBy)}.`]),
        link('Sign in with this address to read it', url),
        ...(stop === undefined
          ? []
          : [say`You get two reminders of a request at most.`, aside('Stop reminders of this request', stop)]),
      ],
    }),
    request_withdrawn: ({ producer, link: url }) => ({
      subject: 'A request was taken back',
      blocks: [
        say`${producer} has taken back what they asked you. Nothing is allowed by it, and there is nothing to do.`,
        link('It stays readable: sign in', url),
      ],
    }),
    countersigned: ({ producer, isGiven, link: url }) => ({
      subject: 'A request was signed by those who ask',
      blocks: [
        isGiven
          ? say`${producer} has signed what you signed. With that it counts.`
          : say`${producer} has signed what they ask you. Nothing is allowed until all have signed.`,
        link('Sign in to read it', url),
      ],
    }),
    request_answered: ({ request, answer, link: url }) => ({
      subject: 'A request was answered',
      blocks: [say`The request ${request} ${ANSWER[answer]}.`, link('Sign in to read the answer', url)],
    }),
    sign_code: ({ code: digits, minutes }) => ({
      subject: 'Your code to sign with',
      blocks: [
        code('Your code is', digits),
        say`It signs one request, once, within ${minutes} minutes. Only you sign: give the code to nobody.`,
        say`If you did not ask for it, do nothing: nothing is signed.`,
      ],
    }),
    certificate_made: ({ consent }) => ({
      subject: 'Your copy of what you signed',
      blocks: [
        say`The sealed PDF of what you signed is attached. It says what is allowed, what is not, and how to take it back.`,
        say`Keep it. It can be checked without us.`,
        say`Reference: ${consent}`,
      ],
    }),
    withdrawal_certified: ({ consent }) => ({
      subject: 'The certificate of your withdrawal',
      blocks: [
        say`The sealed PDF of what you withdrew is attached. It says what stops, what may go on, and who is told.`,
        say`Keep it. It can be checked without us.`,
        say`Reference: ${consent}`,
      ],
    }),
    consent_withdrawn: ({ consent, productions, effect, stops, does, recall }) => ({
      subject:
        does?.kind === 'asked'
          ? 'A performer asks to end a consent'
          : productions.length === 0
            ? 'A consent that you asked for was withdrawn'
            : 'A consent that you relied on was withdrawn',
      blocks: [
        does?.kind === 'asked'
          ? say`The performer asks to end the consent ${consent}, or a part of it. You were allowed something by it, in:`
          : productions.length === 0
            ? say`The performer has withdrawn the consent ${consent}, or a part of it. You asked for it.`
            : say`The performer has withdrawn the consent ${consent}, or a part of it. You were allowed something by it, in:`,
        ...(productions.length === 0 ? [] : [list(productions)]),
        ...(does === undefined ? effect.map((sentence) => say`${sentence}`) : [doneBy(does)]),
        ...(stops.length === 0
          ? []
          : [does?.kind === 'asked' ? say`What it is about:` : say`What stops:`, list(stops)]),
        say`Ask again before any further work. A receipt from before does not say what holds now.`,
        ...(recall === undefined ? [] : [say`Say by ${when(recall.answerBy)} what became of it.`]),
        ...(recall?.deleteBy
          ? [
              say`The copy, its model and what they were made from must be erased by ${when(recall.deleteBy)}. State that, too.`,
            ]
          : []),
        ...(recall === undefined ? [] : [link('Answer without signing in', recall.link)]),
      ],
    }),
    recall_reminder: ({ recall, productions, duty, due, isLate, isHers, link: url }) => ({
      subject: 'An answer is missing about what was withdrawn',
      blocks: [
        isHers
          ? say`The performer asks you to answer what they have withdrawn (${recall}). You relied on it in:`
          : say`You have not answered what a performer has withdrawn (${recall}). You relied on it in:`,
        list(productions),
        duty === 'answer' ? say`It asks what became of it.` : say`It asks you to state that what must be erased is.`,
        isLate ? say`That was due by ${when(due)}.` : say`That is due by ${when(due)}.`,
        ...(isLate ? [say`Next, whoever owns the production is told, and then the union.`] : []),
        link('Answer without signing in', url),
      ],
    }),
    recall_escalated: ({ recall, duty, late, isUnions, link: url }) => ({
      subject: 'What was withdrawn is not answered',
      blocks: [
        isUnions
          ? say`A member of yours has withdrawn something (${recall}). These relied on it and are late:`
          : say`A performer has withdrawn something (${recall}). In productions of yours these relied on it and are late:`,
        list(late),
        duty === 'answer'
          ? say`They have not said what became of it.`
          : say`They have not stated that what must be erased is.`,
        link('Sign in to read it', url),
      ],
    }),
    recall_unreached: ({ recall, unreached, to, link: url }) => ({
      subject: 'Mail about what was withdrawn does not arrive',
      blocks: [
        to === 'performer'
          ? say`You have withdrawn something (${recall}). These had relied on it, and our mail does not reach them:`
          : to === 'union'
            ? say`A member of yours has withdrawn something (${recall}). These had relied on it, and our mail does not reach them:`
            : say`A performer has withdrawn something (${recall}). In productions of yours these had relied on it, and our mail does not reach them:`,
        list(unreached),
        to === 'performer'
          ? say`What you withdrew counts all the same: if they ask again, the answer is no. We tell who owns the production, and then your union if you have one.`
          : say`They may not know yet that they have to stop. Please tell them in another way.`,
        link('Sign in to read it', url),
      ],
    }),
    recall_completed: ({ recall, consent }) => ({
      subject: 'Everybody has answered what you withdrew',
      blocks: [
        say`Whoever had relied on what you took back of the consent ${consent} has answered (${recall}).`,
        say`The sealed certificate says what each of them states. Keep it: it needs no account to be checked.`,
        say`These are their words. Countersign cannot look into their computers.`,
      ],
    }),
    withdrawal_recorded: ({ consent, effect, told, entry, does }) => ({
      subject: does?.kind === 'asked' ? 'What you asked for is recorded' : 'Your withdrawal is recorded',
      blocks: [
        does?.kind === 'asked'
          ? say`You have asked to withdraw the consent ${consent}, or a part of it.`
          : say`You have withdrawn the consent ${consent}, or a part of it.`,
        ...effect.map((sentence) => say`${sentence}`),
        ...(told.length === 0 ? [say`Nobody had relied on it.`] : [say`Told by mail:`, list(told)]),
        say`Entry of the log: ${entry}. Keep this mail as a receipt.`,
      ],
    }),
    consent_ended: ({ consent, productions, how }) => ({
      subject: 'A consent that you relied on has ended',
      blocks: [
        how === 'ended'
          ? say`The consent ${consent} was ended by the production that asked for it. You were allowed something by it, in:`
          : say`The consent ${consent} was replaced by a newer one. You were allowed something by it, in:`,
        list(productions),
        say`Ask again before any further work. A receipt from before does not say what holds now.`,
      ],
    }),
    consent_revoked: ({ consent, link: url }) => ({
      subject: 'A consent of yours was ended',
      blocks: [
        say`The production that asked for the consent ${consent} has ended it. Nothing new is allowed by it from now on.`,
        say`What the terms say must never happen still holds. There is nothing that you have to do.`,
        link('It stays readable: sign in', url),
      ],
    }),
    withdrawal_asked: ({ consent, isUnions, link: url }) => ({
      subject: 'A performer asks to end a consent',
      blocks: [
        isUnions
          ? say`A member of yours asks to end the consent ${consent}, or a part of it. Its terms leave that to who asked for it.`
          : say`The performer asks to end the consent ${consent}, or a part of it. Its terms leave that to you.`,
        say`Until it is settled, new work that it is about waits: answers become “needs approval”.`,
        isUnions ? link('Sign in to read it', url) : link('Sign in to agree or to refuse', url),
      ],
    }),
    withdrawal_refused: ({ consent, link: url }) => ({
      subject: 'Your wish to withdraw was answered',
      blocks: [
        say`The production that asked for the consent ${consent} does not agree that you end it.`,
        say`Your wish stays open. Until it is settled, new work that it is about waits: answers become “needs approval”.`,
        say`Your agent or union can tell you what you can do. You can also let your wish go.`,
        link('Sign in to read their answer', url),
      ],
    }),
    consent_disputed: ({ consent, isUnions, link: url }) => ({
      subject: 'A consent is disputed',
      blocks: [
        isUnions
          ? say`The union of the performer disputes the consent ${consent}. Nothing is withdrawn by it.`
          : say`The performer disputes the consent ${consent}. Nothing is withdrawn by it.`,
        say`Until the dispute is ended, new work under this consent waits: answers become “needs approval”.`,
        link('Sign in to read it', url),
      ],
    }),
    dispute_ended: ({ consent, isUnions, link: url }) => ({
      subject: 'A dispute was ended',
      blocks: [
        isUnions
          ? say`The union of the performer has ended a dispute about the consent ${consent}.`
          : say`The performer has ended a dispute about the consent ${consent}.`,
        link('Sign in to see where the consent stands now', url),
      ],
    }),
    strike_begun: ({ union, agreements, reason, until, productions, more, link: url }) => ({
      subject: 'A union has paused uses of consents',
      blocks: [
        say`The union ${union} has called a strike. While it lasts, new uses by a consent that it pauses are denied.`,
        ...(reason === null ? [] : [say`The reason they gave: ${reason}`]),
        until === null ? say`It lasts until the union lifts it.` : say`It ends by itself on ${when(until)}.`,
        say`It is under ${agreements.join(', ')}. Your productions with paused consents:`,
        list(productions),
        ...(more > 0 ? [say`There are ${more} more.`] : []),
        say`Uses that need no consent go on. No consent has ended.`,
        link('Sign in to see the strike', url),
      ],
    }),
    strike_over: ({ union, productions, more, link: url }) => ({
      subject: 'A strike is over: consents count again',
      blocks: [
        say`A strike of ${union} is over. Consents for these productions count again, as they were given:`,
        list(productions),
        ...(more > 0 ? [say`There are ${more} more.`] : []),
        say`Ask again for each use that was denied. An answer from before is none for now.`,
        link('Sign in to see your consents', url),
      ],
    }),
    use_paused: ({ union, reason, until, link: url }) => ({
      subject: 'A strike pauses what you have allowed',
      blocks: [
        say`The union ${union} has called a strike. While it lasts, nobody may make new work with consents of yours under it.`,
        ...(reason === null ? [] : [say`The reason they gave: ${reason}`]),
        until === null ? say`It lasts until the union lifts it.` : say`It ends by itself on ${when(until)}.`,
        say`What you have signed stays signed. You need not do anything.`,
        link('Sign in to see which consents are paused', url),
      ],
    }),
    use_resumed: ({ union, link: url }) => ({
      subject: 'A strike is over: what you have allowed counts again',
      blocks: [
        say`A strike of ${union} is over. Consents of yours that it paused count again, as you gave them.`,
        say`You can still take back what your terms let you take back.`,
        link('Sign in to see your consents', url),
      ],
    }),
    use_disclosed: ({ by, title, disclosure, isAsked, link: url }) => ({
      subject: isAsked ? 'A use of AI waits for an approval' : 'A use of AI was disclosed',
      blocks: [
        say`${by} disclosed a use of AI for “${title}”: ${disclosure}.`,
        isAsked
          ? say`It may not go ahead before everyone whose approval it needs has given it, in writing.`
          : say`Telling you is enough: nobody waits for an answer.`,
        link(
          isAsked ? 'Sign in to read exactly what is meant, and to answer' : 'Sign in to read exactly what is meant',
          url,
        ),
      ],
    }),
    usage_report_given: ({ by, title, from, until, link: url }) => ({
      subject: 'A report of what was used',
      blocks: [
        say`${by} gave you a report for “${title}”.`,
        say`It says what they were allowed to do, and what they made with it.`,
        say`It goes from ${when(from)} until ${when(until)}.`,
        link('Sign in to read it', url),
      ],
    }),
    approval_answered: ({ approval, disclosure, answer, link: url }) => ({
      subject: 'An approval was answered or changed',
      blocks: [
        say`The approval of kind ${approval} for ${disclosure} ${APPROVAL[answer]}.`,
        link('Sign in to read it', url),
        say`Ask again before any work: only a check says what holds now.`,
      ],
    }),
    claim_made: ({ by, title, claim, isPerformer, link: url }) => ({
      subject: 'Somebody claims that no consent is needed',
      blocks: [
        isPerformer
          ? say`${by} claims for “${title}” that one use does not need your consent: ${claim}.`
          : say`${by} claims for “${title}” that one use does not need a member’s consent: ${claim}.`,
        ...(isPerformer
          ? [
              say`Read what is claimed, by whom and why.`,
              say`If you have a question, ask it. The claim is frozen until it is answered.`,
            ]
          : [say`The performer was told as well. If she asks a question, the claim is frozen until it is answered.`]),
        link('Sign in with this address to read it', url),
      ],
    }),
    claim_questioned: ({ claim, link: url }) => ({
      subject: 'A performer asks about a claim',
      blocks: [
        say`The performer has a question about ${claim}. Until it is answered, the claim counts for nothing.`,
        link('Sign in to read and answer it', url),
      ],
    }),
    claim_answered: ({ claim, link: url }) => ({
      subject: 'Your question was answered',
      blocks: [
        say`What you asked about ${claim} was answered, so the claim counts again. You can ask again.`,
        link('Sign in with this address to read the answer', url),
      ],
    }),
    key_changed: ({ what, by, key, organization, endsAt, link: url }) => ({
      subject: KEY_SUBJECT[what],
      blocks: [
        ...(what === 'reported'
          ? [
              say`Somebody found the secret of the key “${key}” of ${organization} where it does not belong, and told us.`,
              say`The key is revoked: whatever used it is refused from now on.`,
            ]
          : [say`${by ?? 'Somebody'} ${KEY_ACT[what]} the key “${key}” of ${organization}.`]),
        ...(endsAt === undefined ? [] : [say`The secret that was in use so far counts until ${when(endsAt)}.`]),
        what === 'reported'
          ? say`Make a new key, and read in the log what was done with this one.`
          : say`If nobody of you meant to do this, revoke the key and look who is an administrator.`,
        link('Sign in to see the keys', url),
      ],
    }),
    key_ending: ({ key, organization, endsAt, link: url }) => ({
      subject: 'An API key is about to end',
      blocks: [
        say`The key “${key}” of ${organization} ends by itself on ${when(endsAt)}. What uses it is refused from then on.`,
        say`Make a new key and put its secret where this one is, in time.`,
        link('Sign in to see the keys', url),
      ],
    }),
    webhook_changed: ({ what, by, organization, host, link: url }) => ({
      subject: WEBHOOK[what][0],
      blocks: [
        say`${organization} ${WEBHOOK[what][1]} ${host}.`,
        ...(by === null
          ? [say`Nothing is lost. Once the receiver works, enable the webhook: it goes on where it stopped.`]
          : [
              say`${by} did this.`,
              say`If nobody of you meant to do this, remove the webhook and look who is an administrator.`,
            ]),
        link('Sign in to see the webhooks', url),
      ],
    }),
  },
};

const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** The zone of whoever reads it is not known here. */
function when(instant: string): string {
  const day = new Date(instant);
  return `${DAYS[day.getUTCDay()] ?? ''} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()] ?? ''} ${day.getUTCFullYear()}, ${instant.slice(11, 16)} UTC`;
}

/** As it is told to those who relied on a consent. */
function doneBy({ kind, at }: WithdrawalDoes): Block {
  switch (kind) {
    case 'at_once':
      return say`It takes effect at once.`;
    case 'new_works':
      return say`It stops new works at once. Works made before may go on.`;
    case 'notice':
      return say`It takes effect on ${when(at)}. Until then you may go on.`;
    case 'asked':
      return say`It needs a yes of both sides. Until it is settled, answers become “needs approval”.`;
  }
}

function factorAs(factor: Mails['factor_added']['factor']): string {
  return factor === 'totp' ? 'A program that shows codes' : 'A passkey';
}

const DETAIL: Readonly<Record<Mails['details_stated']['details'][number], string>> = {
  bornOn: 'your date of birth',
  diedOn: 'a date of death',
  zone: 'your time zone',
  residence: 'where you live',
  unions: 'the unions you are a member of',
  identity: 'how well it is known who you are',
};

const ACT: Readonly<Record<ActInHerName, string>> = {
  request_countered: 'answered a request with other terms',
  request_declined: 'declined a request',
  request_signed: 'signed a request',
  request_cosigned: 'signed a request that waits for others',
  consent_withdrawn: 'withdrew a consent, or a part of it',
  consent_disputed: 'disputed a consent',
  dispute_ended: 'ended a dispute',
  claim_questioned: 'asked about a claim that needs no consent of yours',
};

const ANSWER: Readonly<Record<Mails['request_answered']['answer'], string>> = {
  countered: 'was answered with other terms',
  declined: 'was declined',
  signed: 'was signed',
  cosigned: 'has a signature, and waits for others',
  yours_missing: 'has a signature, and waits for yours',
  taken_up: 'was taken up by the performer, who is of age now',
};

const APPROVAL: Readonly<Record<Mails['approval_answered']['answer'], string>> = {
  given: 'was given',
  refused: 'was refused',
  voided: 'was taken back',
};

const KEY_SUBJECT: Readonly<Record<Mails['key_changed']['what'], string>> = {
  made: 'An API key was made',
  rotated: 'An API key was rotated',
  revoked: 'An API key was revoked',
  reported: 'An API key was found in the open and is revoked',
};

const WEBHOOK: Readonly<Record<Mails['webhook_changed']['what'], readonly [subject: string, done: string]>> = {
  created: ['Events are sent to a new address', 'has what happens in its productions sent to'],
  changed: ['What a webhook is sent was changed', 'has changed what is sent, or where: it is now'],
  rotated: ['The key of a webhook was rotated', 'has a new key for what is sent to'],
  disabled: ['A webhook is disabled', 'has nothing sent for now to'],
  enabled: ['A webhook is enabled', 'has events sent again to'],
  removed: ['A webhook was removed', 'has nothing sent any more to'],
  gone: ['A webhook is disabled', 'has nothing sent any more, because it answered that it is gone (410), to'],
  failing: ['A webhook is disabled', 'has nothing sent any more, because it has taken nothing for five days, to'],
};

const KEY_ACT = { made: 'made', rotated: 'rotated', revoked: 'revoked' } as const;
