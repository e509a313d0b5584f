/**
 * Every mail by its name, with what is filled into it. All of it is JSON, for it waits in a row until it is sent.
 * INVARIANT: what a name that was released is filled with only grows, and only by what may be left out: rows wait for days.
 */
import type { JsonObject } from '#ledger';

/** In which capacity somebody acts for a performer. */
export type ActingCapacity = 'guardian' | 'agent' | 'attorney' | 'estate' | 'union';

/** A way to sign in. */
type Factor = 'totp' | 'passkey';

/** What somebody did in the name of a performer. */
export type ActInHerName =
  | 'request_countered'
  | 'request_declined'
  | 'request_signed'
  | 'request_cosigned'
  | 'consent_withdrawn'
  | 'consent_disputed'
  | 'dispute_ended'
  | 'claim_questioned';

/** What a withdrawal does, and from when on; `works` are those that exist already and must stop. */
export type WithdrawalDoes = {
  readonly kind: 'asked' | 'at_once' | 'new_works' | 'notice';
  readonly at: string;
  readonly works: 'stop_unreleased' | 'remove_where_practicable' | null;
};

type Linked = { readonly link: string };

/** What each mail is filled with, by its name. */
export type Mails = {
  readonly sign_in: Linked & { readonly minutes: number };
  readonly sign_on_set: { readonly organization: string; readonly page: string };
  readonly sign_on_ended: { readonly organization: string };
  readonly sessions_ended: { readonly reason: string };
  readonly device_new: Linked & {
    /** `null` where it is none that we know. */
    readonly browser: string | null;
    readonly system: string | null;
    readonly address: string;
    readonly at: string;
    readonly isVouched: boolean;
  };
  readonly factor_added: Linked & { readonly factor: Factor };
  readonly factor_removed: Linked & { readonly factor: Factor };
  readonly passkey_copied: Linked & { readonly name: string | null };
  readonly recovery_code_spent: Linked & { readonly left: number };
  readonly recovery_codes_made: Linked;
  readonly recovery_asked: Linked & { readonly dueAt: string; readonly cancel: string };
  readonly recovery_of_fellow: Linked & { readonly email: string; readonly dueAt: string };
  readonly recovery_cancelled: Linked;
  readonly recovery_done: Linked & { readonly factor: Factor };
  readonly participation_invited: Linked & {
    readonly owner: string;
    readonly title: string;
    readonly role: 'vendor' | 'studio';
  };
  readonly performer_invited: Linked & { readonly organization: string };
  readonly details_stated: Linked & {
    readonly organization: string;
    readonly details: readonly ('bornOn' | 'diedOn' | 'zone' | 'residence' | 'unions' | 'identity')[];
  };
  readonly came_of_age: Linked;
  /** `by` is the organization, or `null` where it was recorded by whoever reads this. */
  readonly authority_recorded: Linked & { readonly by: string | null; readonly capacity: ActingCapacity };
  readonly authority_verified: Linked & { readonly capacity: ActingCapacity };
  readonly authority_ended: Linked & { readonly capacity: ActingCapacity };
  readonly representative_verified: Linked & { readonly capacity: ActingCapacity };
  readonly done_in_her_name: Linked & {
    readonly act: ActInHerName;
    readonly capacity: ActingCapacity;
    readonly authority: string;
  };
  readonly request_sent: Linked & { readonly producer: string };
  /** `respondBy` is `null` where no day is set; `stop` is where reminders of this request are stopped. */
  readonly request_reminder: Linked & {
    readonly producer: string;
    readonly respondBy: string | null;
    readonly stop: string;
  };
  /** A mail to whoever was asked, or invited, will not arrive; it says neither to which address nor why. */
  readonly mail_failed: Linked & { readonly what: 'request' | 'participation'; readonly id: string };
  /** For whoever signs beside her, or for her; once when it is sent, and again with `stop`, where reminders of it are stopped. */
  readonly signature_missing: Linked & {
    readonly request: string;
    readonly respondBy: string | null;
    readonly stop?: string;
  };
  readonly request_withdrawn: Linked & { readonly producer: string };
  readonly request_answered: Linked & {
    readonly request: string;
    readonly answer: 'countered' | 'declined' | 'signed' | 'cosigned' | 'yours_missing' | 'taken_up';
  };
  /** Who asked has signed as well; `isGiven` says whether the consent counts by it. */
  readonly countersigned: Linked & { readonly producer: string; readonly isGiven: boolean };
  readonly sign_code: { readonly code: string; readonly minutes: number };
  readonly certificate_made: { readonly consent: string };
  readonly withdrawal_certified: { readonly consent: string };
  /**
   * `effect` and `stops` are sentences of the preview, in the language that was signed; `does` says the same for every language,
   * and to whoever is no performer. Where works have to stop, that is the last of `stops`. Without `productions` it is for who
   * asked for the consent, and was allowed nothing by it.
   */
  readonly consent_withdrawn: {
    readonly does?: WithdrawalDoes;
    readonly consent: string;
    readonly productions: readonly string[];
    readonly effect: readonly string[];
    readonly stops: readonly string[];
    /** What is asked of whoever relied on it: an answer, and where something must be erased a statement that it is. */
    readonly recall?: Linked & { readonly answerBy: string; readonly deleteBy: string | null };
  };
  /** An answer, or a statement that all is erased, is due or late; `isHers`: the performer herself had it sent. */
  readonly recall_reminder: Linked & {
    readonly recall: string;
    readonly productions: readonly string[];
    readonly duty: 'answer' | 'deletion';
    readonly due: string;
    readonly isLate: boolean;
    readonly isHers: boolean;
  };
  /** To who owns the productions, or to her union: who has not done what was due. */
  readonly recall_escalated: Linked & {
    readonly recall: string;
    readonly duty: 'answer' | 'deletion';
    readonly late: readonly string[];
    readonly isUnions: boolean;
  };
  /** No mail about what was withdrawn reaches these: to who owns the productions, to her union, or to herself. */
  readonly recall_unreached: Linked & {
    readonly recall: string;
    readonly unreached: readonly string[];
    readonly to: 'owner' | 'union' | 'performer';
  };
  readonly recall_completed: { readonly recall: string; readonly consent: string };
  readonly withdrawal_recorded: {
    readonly does?: WithdrawalDoes;
    readonly consent: string;
    readonly effect: readonly string[];
    readonly told: readonly string[];
    readonly entry: string;
  };
  readonly consent_ended: {
    readonly consent: string;
    readonly productions: readonly string[];
    readonly how: 'ended' | 'replaced';
  };
  readonly consent_revoked: Linked & { readonly consent: string };
  readonly withdrawal_asked: Linked & { readonly consent: string; readonly isUnions: boolean };
  readonly withdrawal_refused: Linked & { readonly consent: string };
  readonly consent_disputed: Linked & { readonly consent: string; readonly isUnions: boolean };
  readonly dispute_ended: Linked & { readonly consent: string; readonly isUnions: boolean };
  /** For an employer: `productions` are those that a strike pauses, and `more` how many there are beside; `until` is null where it is open. */
  readonly strike_begun: Linked & {
    readonly union: string;
    readonly agreements: readonly string[];
    readonly reason: string | null;
    readonly until: string | null;
    readonly productions: readonly string[];
    readonly more: number;
  };
  readonly strike_over: Linked & {
    readonly union: string;
    readonly productions: readonly string[];
    readonly more: number;
  };
  /** For a performer whose consents a strike pauses. */
  readonly use_paused: Linked & {
    readonly union: string;
    readonly reason: string | null;
    readonly until: string | null;
  };
  readonly use_resumed: Linked & { readonly union: string };
  readonly use_disclosed: Linked & {
    readonly by: string;
    readonly title: string;
    readonly disclosure: string;
    readonly isAsked: boolean;
  };
  /** Of what was allowed from the one instant and before the other. */
  readonly usage_report_given: Linked & {
    readonly by: string;
    readonly title: string;
    readonly from: string;
    readonly until: string;
  };
  readonly approval_answered: Linked & {
    readonly approval: 'studio' | 'legal' | 'union' | 'estate' | 'performer';
    readonly disclosure: string;
    readonly answer: 'given' | 'refused' | 'voided';
  };
  readonly claim_made: Linked & {
    readonly by: string;
    readonly title: string;
    readonly claim: string;
    readonly isPerformer: boolean;
  };
  readonly claim_questioned: Linked & { readonly claim: string };
  readonly claim_answered: Linked & { readonly claim: string };
  readonly key_changed: Linked & {
    readonly what: 'made' | 'rotated' | 'revoked' | 'reported';
    /** `null` where nobody signed in did it. */
    readonly by: string | null;
    readonly key: string;
    readonly organization: string;
    /** When the secret that was in use so far ends. */
    readonly endsAt?: string;
  };
  readonly key_ending: Linked & { readonly key: string; readonly organization: string; readonly endsAt: string };
  /** `host` is where events are sent, and no more of the address; `by` is `null` where the receiver's answers were the reason. */
  readonly webhook_changed: Linked & {
    readonly what: 'created' | 'changed' | 'rotated' | 'disabled' | 'enabled' | 'removed' | 'gone' | 'failing';
    readonly by: string | null;
    readonly organization: string;
    readonly host: string;
  };
};

/** The name of a mail. */
export type MailName = keyof Mails;

/** A mail to be sent, as the payload of its delivery. */
export interface NewMail<Name extends MailName = MailName> {
  readonly kind: 'mail';
  readonly payload: JsonObject & { readonly to: string; readonly mail: Name; readonly about: Mails[Name] };
}

/** A mail to somebody, by its name; its words are found when it is sent. */
export function mail<Name extends MailName>(to: string, name: Name, about: Mails[Name]): NewMail<Name> {
  return { kind: 'mail', payload: { to, mail: name, about } };
}
