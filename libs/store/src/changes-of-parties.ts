/** Organizations, their people and keys, productions and parts in them, performer profiles: how entries change them. */
import { packIdOf } from '#consent';
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';
import type { ProjectionRows } from './rows.js';

/** An organization or one of its people. */
export function organizationChange(
  entry: RecordedEntry<'organization.created' | 'member.added' | 'member.removed'>,
): Change {
  const organization = ref(entry, 'organization');
  if (entry.type === 'organization.created') {
    const { kind, name } = entry.evidence;
    return created('organizations', { id: organization, kind, name, createdAt: entry.at, entry: entry.serial });
  }
  const key = { organization, user: ref(entry, 'user') };
  if (entry.type === 'member.removed')
    return change('members', key, (before) => ({ ...existing(before, entry), removedAt: entry.at }));
  const { role } = entry.evidence;
  const { name = null, email = null } = entry.personal ?? {};
  const member = { ...key, role, name, email, addedAt: entry.at, removedAt: null };
  // Someone who was removed and added again keeps the place of the first time in lists.
  return change('members', key, (before) => ({ ...member, entry: before?.entry ?? entry.serial }));
}

/** A key of an organization. */
export function keyChange(entry: RecordedEntry<'key.issued' | 'key.rotated' | 'key.revoked' | 'key.leaked'>): Change {
  const id = ref(entry, 'key');
  const changed = (values: Partial<ProjectionRows['keys']>): Change =>
    change('keys', { id }, (before) => ({ ...existing(before, entry), ...values }));
  switch (entry.type) {
    case 'key.issued': {
      const organization = ref(entry, 'organization');
      const standing = { issuedAt: entry.at, replacedBy: null, revokedAt: null, leakedAt: null };
      const { productions = null, ...issued } = entry.evidence;
      return created('keys', { id, organization, ...issued, productions, ...standing, entry: entry.serial });
    }
    case 'key.rotated':
      return changed({ replacedBy: entry.evidence.by, endsAt: entry.evidence.endsAt });
    case 'key.revoked':
      return changed({ revokedAt: entry.at });
    case 'key.leaked':
      return changed({ revokedAt: entry.at, leakedAt: entry.at });
  }
}

/** Which provider of identities an organization's people sign in by. */
export function providerChange(
  entry: RecordedEntry<'organization.sign_on_set' | 'organization.sign_on_removed'>,
): Change {
  const id = ref(entry, 'provider');
  if (entry.type === 'organization.sign_on_removed')
    return change('providers', { id }, (before) => ({ ...existing(before, entry), removedAt: entry.at }));
  const settings = entry.evidence;
  const organization = ref(entry, 'organization');
  return created('providers', { id, organization, settings, setAt: entry.at, removedAt: null, entry: entry.serial });
}

/** A production or a part in it. */
export function productionChanges(
  entry: RecordedEntry<
    | 'production.created'
    | 'production.policies_stated'
    | 'participation.invited'
    | 'participation.accepted'
    | 'participation.ended'
  >,
): Change[] {
  switch (entry.type) {
    case 'production.created':
      return productionMade(entry);
    case 'production.policies_stated':
      return [policiesStated(entry)];
    case 'participation.invited':
      return [created('participations', { ...part(entry, entry.evidence.role), email: entry.personal?.email ?? null })];
    case 'participation.accepted': {
      const accepted = { organization: ref(entry, 'organization'), state: 'accepted', acceptedAt: entry.at } as const;
      return [partChange(entry, accepted)];
    }
    case 'participation.ended':
      return [partChange(entry, { state: 'ended', endedAt: entry.at })];
  }
}

function productionMade(entry: RecordedEntry<'production.created'>): Change[] {
  const id = ref(entry, 'production');
  const organization = ref(entry, 'organization');
  const { kind, title, path } = entry.evidence;
  const [root = id] = path;
  const parent = path.at(-2) ?? null;
  const { at: createdAt, serial } = entry;
  const unstated = { statements: [], agreements: [] };
  const node = { id, organization, parent, root, path, kind, title, ...unstated, createdAt, entry: serial };
  const made = created('productions', node);
  if (parent !== null) return [made];
  // The owner takes part in the root, and so in all below it.
  const owning = { organization, state: 'accepted', acceptedAt: entry.at } as const;
  return [made, created('participations', { ...part(entry, 'owner'), ...owning })];
}

function policiesStated(entry: RecordedEntry<'production.policies_stated'>): Change {
  const id = ref(entry, 'production');
  const statement = { ...entry.evidence, at: entry.at, node: id, actor: entry.refs.actor };
  const agreements = entry.evidence.agreements?.map(packIdOf);
  return change('productions', { id }, (before) => {
    const row = existing(before, entry);
    return { ...row, statements: [...row.statements, statement], agreements: agreements ?? row.agreements };
  });
}

type Part = ProjectionRows['participations'];

/** A part that nobody has taken yet. */
function part(entry: RecordedEntry<'production.created' | 'participation.invited'>, role: Part['role']): Part {
  return {
    id: ref(entry, 'participation'),
    production: ref(entry, 'production'),
    organization: null,
    role,
    email: null,
    state: 'invited',
    invitedAt: entry.at,
    acceptedAt: null,
    endedAt: null,
    entry: entry.serial,
  };
}

function partChange(
  entry: RecordedEntry<'participation.accepted' | 'participation.ended'>,
  changed: Partial<Part>,
): Change {
  const id = ref(entry, 'participation');
  return change('participations', { id }, (before) => ({ ...existing(before, entry), ...changed }));
}

/** A performer's profile. */
export function performerChange(
  entry: RecordedEntry<'performer.invited' | 'performer.claimed' | 'performer.described'>,
): Change {
  const id = ref(entry, 'performer');
  switch (entry.type) {
    case 'performer.claimed': {
      const claimed = { user: ref(entry, 'user'), claimedAt: entry.at };
      return change('performers', { id }, (before) => ({ ...existing(before, entry), ...claimed }));
    }
    case 'performer.described': {
      const { evidence, personal, at, refs } = entry;
      const stated = { ...evidence, ...personal, at, actor: refs.actor, organization: refs.organization ?? null };
      return change('performers', { id }, (before) => {
        const row = existing(before, entry);
        return { ...row, record: [...row.record, stated], unions: personal?.unions ?? row.unions };
      });
    }
    case 'performer.invited': {
      const { name = null, email = null } = entry.personal ?? {};
      const organization = ref(entry, 'organization');
      const profile = { id, organization, user: null, name, email, invitedAt: entry.at, claimedAt: null };
      return created('performers', { ...profile, erasedAt: null, record: [], unions: [], entry: entry.serial });
    }
  }
}

/** Nothing is left of her but that she was there, and how well it was known who she is; all else of hers `forget` empties. */
export function performerErased(entry: RecordedEntry<'erasure.done'>): Change {
  return change('performers', { id: ref(entry, 'performer') }, (before) => {
    const row = existing(before, entry);
    const record = row.record.map(
      ({ bornOn: _, diedOn: __, zone: ___, residence: ____, unions: _____, pausesInStrikes: ______, ...kept }) => kept,
    );
    return { ...row, name: null, email: null, record, unions: [], erasedAt: entry.at };
  });
}

/** Whom a union calls its member. */
export function membershipChange(entry: RecordedEntry<'membership.stated' | 'membership.ended'>): Change {
  const id = ref(entry, 'membership');
  if (entry.type === 'membership.ended')
    return change('memberships', { id }, (before) => ({ ...existing(before, entry), endedAt: entry.at }));
  const { refs, personal, at: statedAt, serial } = entry;
  const said = { organization: ref(entry, 'organization'), email: personal?.email ?? null, actor: refs.actor };
  return created('memberships', { id, ...said, statedAt, endedAt: null, entry: serial });
}

/** What somebody else may do for a performer. */
export function authorityChange(
  entry: RecordedEntry<'authority.recorded' | 'authority.verified' | 'authority.ended'>,
): Change {
  const id = ref(entry, 'authority');
  const changed = (what: Partial<ProjectionRows['authorities']>): Change =>
    change('authorities', { id }, (before) => ({ ...existing(before, entry), ...what }));
  switch (entry.type) {
    case 'authority.ended':
      return changed({ endedAt: entry.at });
    case 'authority.verified': {
      const { actor: verifiedBy, organization: verifiedFor = null } = entry.refs;
      return changed({ verifiedAt: entry.at, verifiedBy, verifiedFor, verifiedHow: entry.evidence.how });
    }
    case 'authority.recorded': {
      const { isVerified, coversLikeness = true, ...stated } = entry.evidence;
      const { name = null, email = null } = entry.personal ?? {};
      return created('authorities', {
        id,
        performer: ref(entry, 'performer'),
        user: entry.refs.user ?? null,
        organization: ref(entry, 'organization'),
        actor: entry.refs.actor,
        ...stated,
        ...{ name, email, coversLikeness, verifiedHow: null },
        verifiedAt: isVerified ? entry.at : null,
        verifiedBy: isVerified ? entry.refs.actor : null,
        verifiedFor: isVerified ? ref(entry, 'organization') : null,
        ...{ recordedAt: entry.at, endedAt: null, entry: entry.serial },
      });
    }
  }
}
