/** Whose the erasable part of an entry is: under the keys of these persons it is sealed, and with any of them it goes. */
import type { EntryFacts, EntryType, Refs } from './entry-types.js';

/** The types of entry that can have an erasable part. */
type PersonalType = { [T in EntryType]: EntryFacts[T]['personal'] extends null ? never : T }[EntryType];

/** What is nobody's in particular: words about no person, by a machine or by whoever operates the service. */
export const NOBODY = 'system';

/**
 * INVARIANT: every type with an erasable part stands here, or this does not compile. What is about a performer is hers, whoever
 * wrote it; beside her it is theirs whose name it holds. What is about no performer is of whoever wrote it. An address that
 * somebody stated is a person of its own, by the record that holds it, until it is known whose it is.
 */
const PERSONS: Readonly<Record<PersonalType, (refs: Refs) => readonly (string | undefined)[]>> = {
  'member.added': ofUser,
  'participation.invited': ({ participation }) => [participation],
  'performer.invited': ofPerformer,
  'performer.described': ofPerformer,
  'membership.stated': ({ membership }) => [membership],
  'authority.recorded': ({ performer, authority }) => [performer, authority],
  'clearance.recorded': ofWriter,
  'disclosure.made': ofPerformerOrWriter,
  'approval.given': ofPerformerOrWriter,
  'approval.refused': ofPerformerOrWriter,
  'approval.voided': ofPerformerOrWriter,
  'claim.made': ofPerformer,
  'claim.reviewed': ofPerformer,
  'claim.questioned': ofPerformer,
  'claim.answered': ofPerformer,
  'request.countered': ofPerformer,
  'request.declined': ofPerformer,
  'request.cosigned': ofSigner,
  'consent.given': ofSigner,
  'consent.disputed': ofPerformer,
  'consent.dispute_ended': ofPerformer,
  'consent.withdrawal_refused': ofPerformer,
  'consent.noted': ofPerformer,
  'consent.revoked': ofPerformer,
  'recall.acknowledged': ofPerformer,
  'recall.deletion_stated': (refs) => [...ofPerformer(refs), ...ofWriter(refs)],
  'finding.annotated': ofPerformer,
  'finding.resolved': ofPerformer,
  'suspension.declared': ofWriter,
  'decision.made': ({ performer }) => [performer],
  'usage.reported': ofPerformer,
  'use.paid': ofPerformer,
  'record.viewed': ofPerformer,
  'view.refused': ofWriter,
  'hold.placed': (refs) => [...ofPerformer(refs), ...ofUser(refs)],
  'factor.added': ofUser,
  'factor.named': ofUser,
  'sessions.ended': ofUser,
};

/** The persons whose the erasable part of such an entry is, each once. */
export function personsOf({ type, refs }: { readonly type: EntryType; readonly refs: Refs }): readonly string[] {
  const named: Partial<Record<EntryType, (refs: Refs) => readonly (string | undefined)[]>> = PERSONS;
  const persons = (named[type]?.(refs) ?? []).flatMap((person) => person ?? []);
  return persons.length === 0 ? [NOBODY] : [...new Set(persons)];
}

function ofPerformer({ performer }: Refs): readonly (string | undefined)[] {
  return [performer];
}

function ofUser({ user }: Refs): readonly (string | undefined)[] {
  return [user === undefined ? undefined : `user:${user}`];
}

/** A machine is no person. */
function ofWriter({ actor }: Refs): readonly (string | undefined)[] {
  return [actor.startsWith('user:') ? actor : undefined];
}

function ofPerformerOrWriter(refs: Refs): readonly (string | undefined)[] {
  return refs.performer === undefined ? ofWriter(refs) : ofPerformer(refs);
}

/** What a representative typed and sent is theirs as well. */
function ofSigner(refs: Refs): readonly (string | undefined)[] {
  return refs.authority === undefined ? ofPerformer(refs) : [...ofPerformer(refs), ...ofWriter(refs)];
}
