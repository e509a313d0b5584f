/**
 * What each entry changes in the tables that people read. `append` runs it on what it writes, `rebuild` on the whole log
 * again, so the two cannot disagree.
 */
import { ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';
import { consentChange, decisionChanges, instructionChange, requestChange } from './changes-of-consents.js';
import { factorChange, recoveryChange } from './changes-of-factors.js';
import {
  authorityChange,
  keyChange,
  membershipChange,
  organizationChange,
  performerChange,
  productionChanges,
  providerChange,
} from './changes-of-parties.js';
import {
  approvalChange,
  claimChange,
  clearanceChange,
  disclosureChange,
  suspensionChange,
} from './changes-of-policies.js';
import { erasingChanges, guardsOfErasing, isOfErasing } from './holds.js';
import { isOfRecall, recallChanges } from './changes-of-recalls.js';
import { findingChange, reportChange } from './changes-of-findings.js';
import { toolChanges } from './changes-of-tools.js';
import { usageChange, usageReportChange } from './changes-of-usage.js';
import { isOfWebhook, webhookChanges } from './changes-of-webhooks.js';
import type { NewEntry } from './entry-types.js';

/**
 * The ids whose versions guard what this entry changes.
 *
 * INVARIANT: everything that a decision reads is guarded by an id that `checks` holds in share: the performer, the
 * production with all nodes above it, the asking organization with its people and all its parts, the key, the tools with
 * the profiles whose likeness they give, and `suspensions`; or for update, for what is left of caps.
 */
export function subjectsOf(entry: NewEntry): string[] {
  if (isOfErasing(entry)) return guardsOfErasing(entry.refs);
  switch (entry.type) {
    case 'organization.created':
    case 'member.added':
    case 'member.removed':
      return [ref(entry, 'organization')];
    case 'production.created':
      return entry.evidence.path.slice(-2);
    case 'participation.accepted':
    case 'participation.ended':
      return [ref(entry, 'production'), ...(entry.refs.organization === undefined ? [] : [entry.refs.organization])];
    case 'participation.invited':
    case 'production.policies_stated':
    case 'clearance.recorded':
    case 'clearance.ended':
    case 'disclosure.made':
    case 'approval.given':
    case 'approval.refused':
    case 'approval.voided':
      return [ref(entry, 'production')];
    case 'membership.stated':
    case 'membership.ended':
      return [`addresses:${ref(entry, 'organization')}`];
    case 'request.created':
      return [ref(entry, 'request')];
    case 'request.sent':
    case 'request.countered':
    case 'request.declined':
    case 'request.cosigned':
    case 'request.withdrawn':
    case 'consent.given':
      return [ref(entry, 'request'), ref(entry, 'performer')];
    case 'performer.invited':
    case 'performer.claimed':
    case 'consent.withdrawn':
    case 'consent.withdrawal_asked':
    case 'consent.withdrawal_refused':
    case 'consent.disputed':
    case 'consent.dispute_ended':
    case 'consent.revoked':
    case 'consent.superseded':
    case 'instruction.made':
    case 'instruction.lifted':
    case 'performer.described':
    case 'authority.recorded':
    case 'authority.verified':
    case 'authority.ended':
    case 'claim.made':
    case 'claim.reviewed':
    case 'claim.questioned':
    case 'claim.answered':
      return [ref(entry, 'performer')];
    case 'tool.registered':
    case 'attestation.given':
    case 'attestation.withdrawn':
      return [ref(entry, 'tool')];
    case 'usage.reported':
    case 'reservation.released':
      return [usedBy(ref(entry, 'performer'))];
    case 'key.issued':
    case 'key.rotated':
    case 'key.revoked':
    case 'key.leaked':
      return [ref(entry, 'key')];
    default:
      if (isOfRecall(entry)) return [ref(entry, 'recall')];
      return isUnguarded(entry) ? [] : [ownerOf(entry)];
  }
}

/** What nobody decides on waits for nobody; a decision is guarded by `checks`. */
function isUnguarded<E extends Pick<NewEntry, 'type'>>(entry: E): entry is Extract<E, { readonly type: Unguarded }> {
  return UNGUARDED.some((type) => type === entry.type);
}

const UNGUARDED = [
  ...(['decision.made', 'consent.noted', 'consent.suspended', 'consent.resumed'] as const),
  ...(['record.viewed', 'view.refused', 'sessions.ended', 'usage.report_given'] as const),
] as const satisfies readonly NewEntry['type'][];
type Unguarded = (typeof UNGUARDED)[number];

/** A webhook guards itself, what a person signs in with is guarded by the person, who vouches for people by their organization, strikes together. */
function ownerOf(
  entry: Extract<
    NewEntry,
    {
      type:
        | 'use.paid'
        | `${'factor' | 'finding' | 'recovery' | 'report' | 'suspension' | 'webhook'}.${string}`
        | `organization.sign_on_${string}`;
    }
  >,
): string {
  switch (entry.type) {
    case 'use.paid':
      return usedBy(ref(entry, 'performer'));
    case 'suspension.declared':
    case 'suspension.lifted':
      return 'suspensions';
    case 'finding.assigned':
    case 'finding.annotated':
    case 'finding.resolved':
      return ref(entry, 'finding');
    case 'report.made':
      return ref(entry, 'report');
    case 'organization.sign_on_set':
    case 'organization.sign_on_removed':
      return ref(entry, 'organization');
    default:
      return isOfWebhook(entry) ? ref(entry, 'webhook') : `user:${ref(entry, 'user')}`;
  }
}

/** The subject that guards what is held and used of a performer's capped permissions. */
export function usedBy(performer: string): string {
  return `used:${performer}`;
}

/**
 * The subjects that an entry makes beside those it needs locked: a consent with caps makes the row that checks take before
 * they hold anything against them. It sorts behind every other subject, so taking it late is still in id order.
 */
export function openedBy(entry: NewEntry): string[] {
  if (entry.type !== 'consent.given') return [];
  const isCapped = entry.evidence.terms.permissions.some(({ caps = {} }) => Object.keys(caps).length > 0);
  return isCapped ? [usedBy(ref(entry, 'performer'))] : [];
}

/** The changes that an entry makes, in order. */
export function changesOf(entry: RecordedEntry): Change[] {
  if (isOfErasing(entry)) return erasingChanges(entry);
  switch (entry.type) {
    case 'organization.created':
    case 'member.added':
    case 'member.removed':
      return [organizationChange(entry)];
    case 'production.created':
    case 'production.policies_stated':
    case 'participation.invited':
    case 'participation.accepted':
    case 'participation.ended':
      return productionChanges(entry);
    case 'performer.invited':
    case 'performer.claimed':
    case 'performer.described':
      return [performerChange(entry)];
    case 'request.created':
    case 'request.sent':
    case 'request.countered':
    case 'request.declined':
    case 'request.cosigned':
    case 'request.withdrawn':
      return [requestChange(entry)];
    case 'consent.given':
      return [requestChange(entry), consentChange(entry)];
    case 'consent.withdrawn':
    case 'consent.withdrawal_asked':
    case 'consent.withdrawal_refused':
    case 'consent.disputed':
    case 'consent.dispute_ended':
    case 'consent.revoked':
    case 'consent.superseded':
      return [consentChange(entry)];
    case 'instruction.made':
    case 'instruction.lifted':
      return [instructionChange(entry)];
    case 'decision.made':
      return decisionChanges(entry);
    case 'key.issued':
    case 'key.rotated':
    case 'key.revoked':
    case 'key.leaked':
      return [keyChange(entry)];
    case 'organization.sign_on_set':
    case 'organization.sign_on_removed':
      return [providerChange(entry)];
    case 'authority.recorded':
    case 'authority.verified':
    case 'authority.ended':
      return [authorityChange(entry)];
    case 'membership.stated':
    case 'membership.ended':
      return [membershipChange(entry)];
    case 'factor.added':
    case 'factor.named':
    case 'factor.removed':
      return [factorChange(entry)];
    case 'recovery.asked':
    case 'recovery.cancelled':
    case 'recovery.done':
      return [recoveryChange(entry)];
    case 'usage.report_given':
      return [usageReportChange(entry)];
    default:
      if (isOfRecall(entry)) return recallChanges(entry);
      // What nobody decides on is read where it stands.
      if (isUnguarded(entry)) return [];
      return isOfWebhook(entry) ? webhookChanges(entry) : policyChanges(entry);
  }
}

type PolicyEntry = RecordedEntry<
  | 'tool.registered'
  | 'attestation.given'
  | 'attestation.withdrawn'
  | 'clearance.recorded'
  | 'clearance.ended'
  | 'disclosure.made'
  | 'approval.given'
  | 'approval.refused'
  | 'approval.voided'
  | 'claim.made'
  | 'claim.reviewed'
  | 'claim.questioned'
  | 'claim.answered'
  | 'finding.assigned'
  | 'finding.annotated'
  | 'finding.resolved'
  | 'report.made'
  | 'suspension.declared'
  | 'suspension.lifted'
  | 'usage.reported'
  | 'use.paid'
  | 'reservation.released'
>;

function policyChanges(entry: PolicyEntry): Change[] {
  switch (entry.type) {
    case 'tool.registered':
    case 'attestation.given':
    case 'attestation.withdrawn':
      return toolChanges(entry);
    case 'clearance.recorded':
    case 'clearance.ended':
      return [clearanceChange(entry)];
    case 'disclosure.made':
      return [disclosureChange(entry)];
    case 'approval.given':
    case 'approval.refused':
    case 'approval.voided':
      return [approvalChange(entry)];
    case 'claim.made':
    case 'claim.reviewed':
    case 'claim.questioned':
    case 'claim.answered':
      return [claimChange(entry)];
    case 'suspension.declared':
    case 'suspension.lifted':
      return [suspensionChange(entry)];
    case 'finding.assigned':
    case 'finding.annotated':
    case 'finding.resolved':
      return [findingChange(entry)];
    case 'report.made':
      return [reportChange(entry)];
    case 'usage.reported':
    case 'use.paid':
    case 'reservation.released':
      return [usageChange(entry)];
  }
}
