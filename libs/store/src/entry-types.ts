import type {
  ApprovalKind,
  Attestation,
  Authority,
  Box,
  Clearance,
  Exemption,
  Fact,
  FindingCode,
  Instant,
  Outcome,
  PerformerStatement,
  ProductionStatement,
  Quantities,
  QuantityUnit,
  Reservation,
  Suspension,
  UsageGapCode,
} from '#consent';
import type { JsonObject } from '#ledger';
import type { ProviderSettings } from './providers.js';
import type { RecallAnswer, RecallLate, RecallOpened, RecallRecipient } from './recall-rows.js';
import type { DisabledWhy, WebhookSettings } from './webhook-rows.js';

type FactEvidence<T extends Fact['type']> = Extract<Fact, { type: T }>['evidence'];

/**
 * What every type of entry holds. This file is the contract between those who append (the API, the worker) and the
 * projections that fold entries into rows; the log keeps `evidence` for years, and forgets `personal` on request.
 *
 * `refs` are ids only, and say what an entry is about:
 * - `actor` is always there: `user:<auth user id>`, `key_…`, or `system` for what nobody signed in does.
 * - the rest is listed with each type below; a ref that is not listed is kept and hashed, and projects to nothing.
 *
 * INVARIANT: `evidence` names people by id alone, as `refs` do: whose id it is can be forgotten, and that one person claimed
 * an exemption and another looked must be shown for as long as the decision is. Names of organizations, productions and
 * tools are evidence, since a decision says nothing to whoever cannot tell what it was about; what somebody wrote in
 * words of their own is personal, but for the terms that are signed.
 *
 * LOCKS. An entry changes the rows of its *subjects*, and `tx.append` refuses it unless `tx.lock` holds all of them.
 * They are listed as `locks:`. The performer is locked by everything that a decision reads about her, so that no check
 * races a change; the production by everything that changes who takes part in it, or what is allowed in it; the
 * organization by everything that changes who is of it and where it takes part.
 */
export type EntryFacts = {
  /** refs: organization · locks: organization. */
  'organization.created': {
    evidence: { kind: OrganizationKind; name: string };
    personal: null;
  };

  /** refs: organization, user · locks: organization. The person with this auth user id has this role from now on. */
  'member.added': {
    evidence: { role: MemberRole };
    personal: { name: string; email: string };
  };

  /** refs: organization, user · locks: organization. */
  'member.removed': {
    evidence: Record<string, never>;
    personal: null;
  };

  /**
   * refs: organization, provider · locks: organization. From now on this provider alone may say who of its people signs in;
   * an earlier one is removed by an entry of its own. What we show it to be its client is no part of the log.
   */
  'organization.sign_on_set': { evidence: ProviderSettings; personal: null };
  /** refs: organization, provider · locks: organization. */
  'organization.sign_on_removed': { evidence: Record<string, never>; personal: null };

  /**
   * refs: organization (the owner), production, and for a root `participation` (the owner's own, accepted at once)
   * · locks: production (its own id), and the parent's where there is one.
   * `path` holds the ids from the root down to this production itself.
   */
  'production.created': {
    evidence: { kind: ProductionKind; title: string; path: string[] };
    personal: null;
  };

  /** refs: production, participation · locks: production. The invited organization is not known until it accepts. */
  'participation.invited': {
    evidence: { role: ParticipationRole };
    personal: { email: string };
  };

  /** refs: production, participation, organization (that takes part from now on) · locks: production, organization. */
  'participation.accepted': {
    evidence: Record<string, never>;
    personal: null;
  };

  /**
   * refs: production, participation, organization (that took part; none for an invitation) · locks: production,
   * organization. Invitation revoked, or part in the production ended.
   */
  'participation.ended': {
    evidence: Record<string, never>;
    personal: null;
  };

  /** refs: organization (the owner of this profile), performer · locks: performer. */
  'performer.invited': {
    evidence: Record<string, never>;
    personal: { name: string; email: string };
  };

  /** refs: performer, user (the verified person who claims the profile) · locks: performer. */
  'performer.claimed': {
    evidence: Record<string, never>;
    personal: null;
  };

  /**
   * refs: organization (that states it), performer · locks: performer. When she was born and died, where she lives and which
   * unions she is in, and what she does in their strikes, are hers to have erased, so they are personal; the projection keeps them in the performer's record and
   * forgets them with the person. How well it is known who she is says nothing of her, and is evidence.
   */
  'performer.described': {
    evidence: Pick<PerformerStatement, 'identity'> & {
      /** SHA-256, in hex, of the document that shows what is stated. */
      documentHash?: string;
    };
    personal: Pick<
      PerformerStatement,
      'bornOn' | 'diedOn' | 'zone' | 'residence' | 'unions' | 'pausesInStrikes'
    > | null;
  };

  /**
   * refs: organization (the union), membership · locks: `addresses:` of the union. That whoever has this address is a member of
   * it, whether or not anybody here has it: it counts for the profiles of that address that name the union.
   */
  'membership.stated': { evidence: Record<string, never>; personal: { email: string } };
  /** refs: organization, membership · locks: `addresses:` of the union. */
  'membership.ended': { evidence: Record<string, never>; personal: null };

  /** refs: production (the node that states it) · locks: production. */
  'production.policies_stated': { evidence: Omit<ProductionStatement, 'at' | 'node'>; personal: null };

  /** refs: authority, performer, user (who may act), organization (that records it) · locks: performer. */
  'authority.recorded': {
    evidence: {
      capacity: Authority['capacity'];
      scope: Box | null;
      from: Instant;
      until: Instant | null;
      /** SHA-256, in hex, of the document that gives it. */
      documentHash: string;
      /** That the one who recorded it had verified it: from before another person had to. */
      isVerified: boolean;
      /** Whether the document speaks of her likeness: without it an agent signs and withdraws nothing. Unsaid, it does. */
      coversLikeness?: boolean;
    };
    personal: { name: string; email: string };
  };
  /**
   * refs: authority, performer, organization (for which the person did, unless it was the performer) · locks: performer.
   * `actor` is the person who verified the document.
   */
  'authority.verified': { evidence: { how: VerifiedHow }; personal: null };
  /** refs: authority, performer · locks: performer. */
  'authority.ended': { evidence: Record<string, never>; personal: null };

  /** refs: organization (that registers it), tool · locks: tool. One version under one licence tier. */
  'tool.registered': {
    evidence: { vendor: string; name: string; version: string; tier: string; likenessOf: string | null };
    personal: null;
  };
  /** refs: organization, tool, attestation · locks: tool. `actor` is the person who attests. */
  'attestation.given': {
    evidence: Pick<Attestation, 'expiresAt' | 'environment' | 'regions' | 'subprocessors' | 'answers'> & {
      /** SHA-256, in hex, of the terms or letter that it rests on. */
      evidenceHash: string | null;
    };
    personal: null;
  };
  /** refs: tool, attestation · locks: tool. */
  'attestation.withdrawn': { evidence: Record<string, never>; personal: null };

  /** refs: organization (that records it), production, clearance · locks: production. */
  'clearance.recorded': {
    evidence: Pick<Clearance, 'covers' | 'from' | 'until'> & { documentHash: string };
    personal: { note: string };
  };
  /** refs: production, clearance · locks: production. */
  'clearance.ended': { evidence: Record<string, never>; personal: null };

  /** refs: organization (that declares it), production, disclosure, performer (unless none) · locks: production. */
  'disclosure.made': {
    evidence: { use: JsonObject; useHash: string; triage: 'notify' | 'written_approval'; kinds: ApprovalKind[] };
    personal: { description: string } | null;
  };
  /**
   * refs: organization (of who gives it), production, disclosure, approval, performer (unless none), and of an estate the
   * `authority` that it is given under, with which it ends · locks: production.
   */
  'approval.given': {
    evidence: { kind: ApprovalKind; useHash: string; expiresAt: Instant | null };
    personal: { note: string } | null;
  };
  /** The same, for a no: nothing is allowed by it. locks: production. */
  'approval.refused': { evidence: { kind: ApprovalKind; useHash: string }; personal: { note: string } | null };
  /** refs: production, approval, performer (unless none) · locks: production. Taken back, or overtaken by a change of the use. */
  'approval.voided': { evidence: Record<string, never>; personal: { reason: string } | null };

  /** refs: organization, production, performer, claim · locks: performer. `actor` is the person who claims. */
  'claim.made': {
    evidence: { use: JsonObject; useHash: string; exemption: Exemption };
    personal: { reason: string };
  };
  /** refs: production, performer, claim · locks: performer. `actor` is the other person who looked. */
  'claim.reviewed': { evidence: { verdict: 'upheld' | 'rejected' }; personal: { note: string } | null };
  /** refs: production, performer, claim · locks: performer. By the performer; the claim is frozen until it is answered. */
  'claim.questioned': { evidence: Record<string, never>; personal: { question: string } };
  /** refs: production, performer, claim · locks: performer. */
  'claim.answered': { evidence: Record<string, never>; personal: { answer: string } };

  /**
   * refs: organization (the union), performer, finding, and of the first the `user` who is to look after it (none for nobody)
   * · locks: finding. What a union does about something that it found in a record of a member, which it changes by none of these.
   * The record is no ref, as with `consent.noted`.
   */
  'finding.assigned': { evidence: FoundIn; personal: null };
  'finding.annotated': { evidence: FoundIn; personal: { text: string } };
  /** `facts` is the hash of what was found then: with other facts it is open again. */
  'finding.resolved': {
    evidence: FoundIn & { reason: FindingResolution; facts: string };
    personal: { text: string } | null;
  };
  /** refs: organization (the union), report · locks: report. What its people did about findings from one instant until another. */
  'report.made': { evidence: { from: Instant; until: Instant; findings: ReportedFinding[] }; personal: null };

  /**
   * refs: organization (the union), suspension · locks: `suspensions`, which every check holds in share. One act: `agreement` is
   * the one that is struck, or `null` for all of the union's; `agreements` are these, as they were then. Unsaid, it is that one.
   */
  'suspension.declared': {
    evidence: Pick<Suspension, 'employer' | 'from' | 'until'> & { agreement: string | null; agreements?: string[] };
    personal: { reason: string } | null;
  };
  /** refs: organization, suspension · locks: `suspensions`. */
  'suspension.lifted': { evidence: Record<string, never>; personal: null };

  /*
   * Requests and consents: the evidence is the fact as `admit` gives it, and so are the refs, to which the shell adds
   * `actor`, `performer` and `organization` (the owner of the production) where the fact has none, and the `authority` of
   * what a representative does.
   */

  /** locks: request. A draft: only its owner sees it. */
  'request.created': { evidence: FactEvidence<'request.created'>; personal: null };
  /** locks: request, performer. */
  'request.sent': { evidence: FactEvidence<'request.sent'>; personal: null };
  /** locks: request, performer. */
  'request.countered': { evidence: FactEvidence<'request.countered'>; personal: { note: string } | null };
  /** locks: request, performer. */
  'request.declined': { evidence: FactEvidence<'request.declined'>; personal: { reason: string } | null };
  /**
   * refs besides: authority · locks: request, performer. One of several has signed; the request waits for the rest. `personal`
   * is the actor's, as of `consent.given`.
   */
  'request.cosigned': {
    evidence: FactEvidence<'request.cosigned'>;
    personal: { typedName: string | null; userAgent: string | null } | null;
  };
  /** locks: request, performer. */
  'request.withdrawn': { evidence: FactEvidence<'request.withdrawn'>; personal: null };
  /**
   * locks: request, performer; `append` itself takes `used:<performer>` where the terms have caps. Signing: one entry makes
   * the request `signed` and gives the consent. The evidence says how she signed, and `personal` is of whoever signed last,
   * the `actor`: hers is in her own `request.cosigned` where that was somebody else.
   */
  'consent.given': {
    evidence: FactEvidence<'consent.given'>;
    personal: { typedName: string | null; userAgent: string | null } | null;
  };
  /** locks: performer. */
  'consent.withdrawn': { evidence: FactEvidence<'consent.withdrawn'>; personal: null };
  /** locks: performer. */
  'consent.withdrawal_asked': { evidence: FactEvidence<'consent.withdrawal_asked'>; personal: null };
  /** refs besides: dispute · locks: performer. By who asked for the consent: they do not agree to her wish. */
  'consent.withdrawal_refused': {
    evidence: FactEvidence<'consent.withdrawal_refused'>;
    personal: { reason: string } | null;
  };
  /** refs besides: dispute · locks: performer. By the performer, or by her union. */
  'consent.disputed': { evidence: FactEvidence<'consent.disputed'>; personal: { reason: string } };
  /** refs besides: dispute · locks: performer. */
  'consent.dispute_ended': { evidence: FactEvidence<'consent.dispute_ended'>; personal: { note: string } | null };
  /**
   * refs: performer, organization (the union) · locks: none. A union's remark on a consent, for its people and the performer:
   * the consent is no ref, for everybody who sees it reads the entries that are about it.
   */
  'consent.noted': { evidence: { consent: string }; personal: { text: string } };
  /**
   * refs: suspension, and those of the consent · locks: none. That a strike pauses it, told once its time has come; what answers
   * go by is the strike itself. The version of the consent stays as it is.
   */
  'consent.suspended': { evidence: { until: Instant | null }; personal: null };
  /** The same: that the strike is over, and no other one goes on pausing it. */
  'consent.resumed': { evidence: Record<string, never>; personal: null };
  /** locks: performer. Ended by the production. */
  'consent.revoked': { evidence: FactEvidence<'consent.revoked'>; personal: { reason: string } | null };
  /** locks: performer. Appended with the signature of the consent that takes its place. */
  'consent.superseded': { evidence: FactEvidence<'consent.superseded'>; personal: null };

  /*
   * What follows from a withdrawal. No entry of a recall has the consent as a ref: whoever reads what is about a consent would
   * learn who else relied on it. `organization` is whose business the entry is: that holds the consent, or that relied on it.
   */

  /** refs: organization (that holds the consent), production, performer, recall · locks: recall. With the withdrawal. */
  'recall.opened': { evidence: RecallOpened; personal: null };
  /**
   * refs: organization, production, performer, recall · locks: recall, and take the performer with it. The notice is over, so
   * nobody can come to rely on it any more; the recipients are those who did since the withdrawal.
   */
  'recall.settled': { evidence: { recipients: RecallRecipient[] }; personal: null };
  /** refs: organization (that relied on it), production (where), recall · locks: recall. To so many people. */
  'recall.told': { evidence: { people: number; decisions: number }; personal: null };
  /** refs: as `recall.told` · locks: recall. There is nobody to mail it to, or every mail about it came back. */
  'recall.unreached': { evidence: Record<string, never>; personal: null };
  /** refs: organization (that asked), production, decision, recall · locks: recall. An allow that rested on it. */
  'decision.recalled': { evidence: { consent: string }; personal: null };
  /** refs: organization (that relied on it), production, performer, recall · locks: recall. The newest counts. */
  'recall.acknowledged': {
    evidence: { answer: RecallAnswer; via: 'session' | 'link' };
    personal: { words: string } | null;
  };
  /** refs: as `recall.acknowledged` · locks: recall. That all that must be erased is: what, and by whom it is signed. */
  'recall.deletion_stated': {
    evidence: { via: 'session' | 'link' };
    personal: { statement: string; name: string };
  };
  /** refs: performer, recall · locks: recall. She writes to those who have not answered. */
  'recall.reminded': { evidence: { organizations: string[] }; personal: null };
  /**
   * refs: organization (that holds the consent), production, performer, recall · locks: recall. What these owe was due and is
   * not there, or no mail reaches them: whoever owns the productions is told, and later her union.
   */
  'recall.escalated': {
    evidence: { to: 'owner' | 'union'; duty: RecallLate; organizations: string[] };
    personal: null;
  };
  /** refs: organization (that holds the consent), production, performer, recall · locks: recall. Everybody has answered. */
  'recall.completed': { evidence: { recipients: number }; personal: null };

  /**
   * refs: performer, instruction · locks: performer, and take every other profile of the same person with it: a standing
   * prohibition binds them all.
   */
  'instruction.made': { evidence: { box: Box }; personal: null };
  /** refs: performer, instruction · locks: performer. */
  'instruction.lifted': { evidence: Record<string, never>; personal: null };

  /**
   * Appended by `checks` alone. refs: decision, performer (unless the claim is "no identifiable performer"), production,
   * organization (that asked) · locks: none; `checks` holds the performer, the production's path, the organization, the
   * key, the tools with whose likeness they give, and `suspensions` in share, and `used:<performer>` for update.
   * The evidence is the decision as receipts show it, with its `use`; the projection reads only what is named here.
   */
  'decision.made': {
    evidence: JsonObject & {
      outcome: Outcome;
      validUntil: Instant;
      reliedOn: { consent: string; version: number }[];
      /** What an allow holds against caps; it runs out with `validUntil`. */
      reserved?: Reservation[];
      /** `useHashOf` its use; not of decisions from before it was recorded. */
      useHash?: string;
      /** Of one that asks the same again: what it follows, and what it takes over. */
      follows?: FollowedChecks;
    };
    personal: JsonObject | null;
  };

  /**
   * refs: decision, performer, usage · locks: `used:<performer>`. What was really made under an allow: it takes the place
   * of what the decision holds in each unit that it speaks of, however late it is told, and whether or not it is within the
   * cap; several reports add up. It counts in full on every clause that holds it, since each was needed for all of it.
   */
  'usage.reported': { evidence: { quantity: Quantities; madeAt: Instant | null }; personal: { note: string } | null };
  /**
   * refs: decision, performer, organization (the production's owner), payment · locks: `used:<performer>`. That these uses were
   * paid, as the owner states it: an amount in minor units. Where they keep it themselves is said in words of their own.
   */
  'use.paid': {
    evidence: { amount: number; currency: string; uses: string[]; paidAt: Instant | null };
    personal: { reference: string } | null;
  };
  /**
   * refs: organization (the owner), production, performer, usageReport · locks: none. A report of what was allowed in this
   * period, there and below, and made under it, was given to her and to her unions; these are its figures, and how all that
   * was declared, checked and reported comes out against each other (`account`, in entries from before it was kept nothing).
   */
  'usage.report_given': {
    evidence: { from: Instant; until: Instant; checkCount: number; used: UsedAmount[]; account?: UsageAccount };
    personal: null;
  };
  /** refs: decision, performer · locks: `used:<performer>`. Nothing will be made: what the decision holds is free again. */
  'reservation.released': { evidence: Record<string, never>; personal: null };

  /**
   * refs: performer (whose record it is), organization (in whose name somebody looked; none for who looks for themselves),
   * production (where all that was shown is of one) · locks: none. It changes nothing that a decision reads, and a view must
   * never wait for a check, nor a check for a view. One for each answer and performer. Why somebody looked, in their own
   * words, is personal.
   */
  'record.viewed': {
    evidence: { how: ViewedHow; records: ViewedRecord[]; purpose: ViewPurpose | null };
    personal: { reason?: string; reference?: string } | null;
  };
  /**
   * refs: organization (the union) · locks: none. A union asked for a record that it does not see, or to do something there
   * (`act`, for no purpose that it states), whether or not there is one. The id that was asked for is no ref: whoever reads
   * what is about that record would learn who asked for it.
   */
  'view.refused': {
    evidence: { asked: string; purpose: ViewPurpose | null; act?: string };
    personal: { reason: string } | null;
  };

  /**
   * refs: organization (that the key acts for), key · locks: key.
   * `apikey` is the id of better-auth's own row, which keeps the hash of the secret; `replaces` the key whose place it takes.
   * `productions` are all that it checks for, with those below them: left out, whatever the organization takes part in.
   */
  'key.issued': {
    evidence: {
      apikey: string;
      name: string;
      scopes: string[];
      endsAt: Instant;
      replaces: string | null;
      productions?: string[];
    };
    personal: null;
  };
  /** refs: organization, key · locks: key. Another took its place; it ends by itself, no later than it would have. */
  'key.rotated': { evidence: { by: string; endsAt: Instant }; personal: null };
  /** refs: organization, key · locks: key. */
  'key.revoked': { evidence: Record<string, never>; personal: null };
  /** refs: organization, key · locks: key. Its secret was found and reported, which revokes it. Who did is not asked. */
  'key.leaked': { evidence: Record<string, never>; personal: null };

  /**
   * refs: organization, webhook · locks: webhook. From now on its events are sent there, signed with the key of this id and this
   * public half. What is secret of it is no part of the log.
   */
  'webhook.created': { evidence: WebhookSettings & { key: string; publicKey: string }; personal: null };
  /** refs: organization, webhook · locks: webhook. All of its settings, as they are from now on. */
  'webhook.changed': { evidence: WebhookSettings; personal: null };
  /** refs: organization, webhook · locks: webhook. The keys before it sign beside it until `endsAt` at most. */
  'webhook.rotated': { evidence: { key: string; publicKey: string; endsAt: Instant }; personal: null };
  /** refs: organization, webhook · locks: webhook. `actor` is `system` where the receiver's answers were the reason. */
  'webhook.disabled': { evidence: { why: DisabledWhy }; personal: null };
  /** refs: organization, webhook · locks: webhook. It goes on where it stood. */
  'webhook.enabled': { evidence: Record<string, never>; personal: null };
  /** refs: organization, webhook · locks: webhook. Events of these sequences were sent again, the first and last included. */
  'webhook.replayed': { evidence: { from: number; to: number }; personal: null };
  /** refs: organization, webhook · locks: webhook. */
  'webhook.removed': { evidence: Record<string, never>; personal: null };

  /**
   * refs: erasure, performer (one profile of hers), or user (the account), or neither: then what is erased are `records` alone, as it
   * may be beside an account. One act is an entry for each, under one `erasure`; the first says of all of it how much of what kind
   * went (`went`), and of what kinds evidence is kept (`kept`), never a word. `records` hold nothing but the name or the address of
   * that person: authorities, memberships, invitations, by their ids.
   * locks: performer, or `user:<user>`.
   */
  'erasure.done': {
    evidence: { went: Record<string, number>; kept: string[]; records: string[] };
    personal: null;
  };
  /** refs: hold, performer or user · locks: as above. By whoever operates the service: nothing of theirs is erased meanwhile. */
  'hold.placed': { evidence: Record<string, never>; personal: { reason: string } };
  /** refs: hold, performer or user · locks: as above. */
  'hold.lifted': { evidence: Record<string, never>; personal: null };
  /**
   * refs: performer · locks: performer, and take everything with it that entries about her are guarded by. So many `years` have gone by
   * since she was erased, and what was kept of so many `entries` is destroyed: of none about her anything is left but its leaf.
   */
  'evidence.destroyed': { evidence: { entries: number; years: number }; personal: null };

  /*
   * What a person signs in with is the person's own; that somebody signed in is no entry. `user:…` is locked by all
   * of them but the last.
   */

  /** refs: user, factor · locks: `user:<user>`. `keyHash` is the SHA-256, in hex, of a passkey's public key. */
  'factor.added': {
    evidence: { kind: FactorKind; keyHash: string | null };
    personal: { name: string } | null;
  };
  /** refs: user, factor · locks: `user:<user>`. */
  'factor.named': { evidence: Record<string, never>; personal: { name: string } };
  /** refs: user, factor · locks: `user:<user>`. */
  'factor.removed': { evidence: Record<string, never>; personal: null };
  /** refs: user, recovery · locks: `user:<user>`. Before `dueAt` nothing comes of it, and after `lapsesAt` no longer. */
  'recovery.asked': { evidence: { dueAt: Instant; lapsesAt: Instant }; personal: null };
  /** refs: user, recovery · locks: `user:<user>`. By a strong session, by showing a factor, or by the mailed link. */
  'recovery.cancelled': { evidence: { by: 'session' | 'factor' | 'link' }; personal: null };
  /** refs: user, recovery · locks: `user:<user>`. Appended with the factor that takes the place of all earlier ones. */
  'recovery.done': { evidence: Record<string, never>; personal: null };
  /** refs: user (none where it was everybody) · locks: none. By whoever operates the service, who told this reason. */
  'sessions.ended': { evidence: Record<string, never>; personal: { reason: string } };
};

/** How much was made on a consent, in one unit, and how much of it is paid; `null` where it rests on none. */
export type UsedAmount = { consent: string | null; unit: QuantityUnit; uses: number; amount: number; paid: number };

/** What became of the checks that allowed something, each counted once, and of what was declared. */
export type UsageAccount = {
  /** Something was reported as made under it. */
  reported: number;
  /** It was said that nothing will be made. */
  released: number;
  /** The same was asked again, and that answer counts. */
  askedAgain: number;
  /** It ran out with nothing said, and owes a report. */
  unaccounted: number;
  /** It has not run out, or owes no report. */
  open: number;
  /** Uses of her that were declared. */
  declared: number;
  /** Of these, those of which no check was ever made. */
  unchecked: number;
  /** By code, with the first checks that have it. */
  gaps: { code: UsageGapCode; count: number; checks: string[] }[];
};

/** The checks that one takes the place of. INVARIANT: what it `takesOver` holds nothing from then on. */
export type FollowedChecks = {
  /** The one that was asked again. */
  check: string;
  /** The first of all that follow each other. */
  first: string;
  /** Those of them that held something still: what they held is free, or held by this one. */
  takesOver: string[];
};

/** What an entry can be about. */
export type EntryType = keyof EntryFacts;

/** An entry to append. Its id, its time and its salts are the store's. */
export type NewEntry<T extends EntryType = EntryType> = T extends EntryType
  ? {
      readonly type: T;
      readonly refs: Refs;
      readonly evidence: EntryFacts[T]['evidence'];
      readonly personal: EntryFacts[T]['personal'];
    }
  : never;

/** The names under which entries refer to things. */
export type RefName =
  | 'actor'
  | 'organization'
  | 'user'
  | 'production'
  | 'participation'
  | 'performer'
  | 'request'
  | 'consent'
  | 'instruction'
  | 'decision'
  | 'key'
  | 'document'
  | 'authority'
  | 'tool'
  | 'attestation'
  | 'clearance'
  | 'disclosure'
  | 'approval'
  | 'claim'
  | 'suspension'
  | 'dispute'
  | 'usage'
  | 'payment'
  | 'usageReport'
  | 'factor'
  | 'recovery'
  | 'provider'
  | 'membership'
  | 'erasure'
  | 'hold'
  | 'webhook'
  | 'recall'
  | 'finding'
  | 'report';

/** The ids that an entry is about, and who made it. */
export type Refs = Readonly<{ actor: string } & Partial<Record<Exclude<RefName, 'actor'>, string>>>;

/** What was found, and in which record. */
export type FoundIn = {
  code: FindingCode;
  kind: 'request' | 'consent';
  record: string;
  rule: string;
  clause: string | null;
  about: string | null;
};
/** Something that a union acted on within a time, as it was when the report was made; what was written stands in those entries. */
export type ReportedFinding = FoundIn & {
  finding: string;
  performer: string;
  production: string;
  state: 'open' | 'resolved' | 'gone';
  assignee: string | null;
  acts: { act: string; by: string; at: Instant; reason: FindingResolution | null }[];
  /** Its clause as it was shown, counted from 1; unsaid of what is about none, is found no more, or was reported before. */
  said?: { clause: number; title: string; sentence: string };
};
/** What became of something that was found. */
export type FindingResolution = 'asked_to_mend' | 'disputed' | 'not_a_problem' | 'mended';

/** What a union may look at a record for. */
export type ViewPurpose = 'dispute' | 'audit' | 'member_request' | 'negotiation';
/** As what a record was shown: itself, in a list, or what hangs on it. */
export type ViewedHow =
  | 'record'
  | 'list'
  | 'certificate'
  | 'proof'
  | 'disputes'
  | 'notes'
  | 'usage'
  | 'replay'
  | 'search'
  | 'as_of'
  | 'activity';
/** One record that was shown, and the production that it is of. */
export type ViewedRecord = { kind: ViewedKind; id: string; production?: string };
/** What of a performer's record was shown. */
export type ViewedKind =
  | 'profile'
  | 'authority'
  | 'request'
  | 'consent'
  | 'check'
  | 'disclosure'
  | 'approval'
  | 'claim'
  | 'recall'
  | 'usage_report';

/** What an organization is. */
export type OrganizationKind = 'production_company' | 'studio' | 'vendor' | 'agency' | 'union';
/** How a document was verified: the original was seen, a copy was, or whoever issued it was asked. */
export type VerifiedHow = 'original_seen' | 'copy_seen' | 'issuer_asked';
/** What a person may do in an organization; `admin` adds members and keys. */
export type MemberRole = 'admin' | 'member' | 'union_rep';
/** What somebody shows beside the mailed link, or in its place. */
export type FactorKind = 'totp' | 'passkey';
/** What a node of a production tree is. */
export type ProductionKind = 'series' | 'season' | 'episode' | 'film' | 'campaign' | 'spot' | 'game';
/** An organization's part in a production. */
export type ParticipationRole = 'owner' | 'vendor' | 'studio';
