/** Organizations, their people and keys, productions and parts in them, performer profiles: how entries change them. */
import { change, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';
import type { ProjectionRows } from './rows.js';

/** An organization or one of its people. */
export function organizationChange(
  entry: RecordedEntry<'organization.created' | 'member.added' | 'member.removed'>,
): Change {
  const organization = ref(entry, 'organization');
  const { at, serial } = entry;
  if (entry.type === 'organization.created')
    return change('organizations', { id: organization }, () => ({
      id: organization,
      ...entry.evidence,
      createdAt: at,
      entry: serial,
    }));
  const key = { organization, user: ref(entry, 'user') };
  if (entry.type === 'member.removed')
    return change('members', key, (before) => ({ ...existing(before, entry), removedAt: at }));
  const { role } = entry.evidence;
  const { name, email } = entry.personal;
  // Someone who was removed and added again keeps the place of the first time in lists.
  return change('members', key, (before) => ({
    ...{ ...key, role, name, email },
    ...{ addedAt: at, removedAt: null, entry: before?.entry ?? serial },
  }));
}

/** A key of an organization. */
export function keyChange(entry: RecordedEntry<'key.issued' | 'key.revoked'>): Change {
  const id = ref(entry, 'key');
  const { at, serial } = entry;
  if (entry.type === 'key.revoked')
    return change('keys', { id }, (before) => ({ ...existing(before, entry), revokedAt: at }));
  const organization = ref(entry, 'organization');
  return change('keys', { id }, () => ({
    ...{ id, organization, ...entry.evidence },
    ...{ issuedAt: at, revokedAt: null, entry: serial },
  }));
}

/** A production or a part in it. */
export function productionChanges(
  entry: RecordedEntry<
    'production.created' | 'participation.invited' | 'participation.accepted' | 'participation.ended'
  >,
): Change[] {
  const production = ref(entry, 'production');
  const { at, serial } = entry;
  switch (entry.type) {
    case 'production.created': {
      const { kind, title, path } = entry.evidence;
      const organization = ref(entry, 'organization');
      const parent = path.at(-2) ?? null;
      const [root = production] = path;
      const row = { id: production, organization, parent, root, path, kind, title, createdAt: at, entry: serial };
      const made = change('productions', { id: production }, () => row);
      // The owner takes part in the root, and so in all below it; a node of its own would say nothing more.
      return parent === null ? [made, participationMade(entry, 'owner', organization)] : [made];
    }
    case 'participation.invited':
      return [participationMade(entry, entry.evidence.role, null, entry.personal.email)];
    case 'participation.accepted': {
      const organization = ref(entry, 'organization');
      return [
        change('participations', { id: ref(entry, 'participation') }, (before) => ({
          ...existing(before, entry),
          ...{ organization, state: 'accepted', acceptedAt: at },
        })),
      ];
    }
    case 'participation.ended':
      return [
        change('participations', { id: ref(entry, 'participation') }, (before) => ({
          ...existing(before, entry),
          ...{ state: 'ended', endedAt: at },
        })),
      ];
  }
}

function participationMade(
  entry: RecordedEntry<'production.created' | 'participation.invited'>,
  role: ProjectionRows['participations']['role'],
  organization: string | null,
  email: string | null = null,
): Change {
  const { at, serial } = entry;
  const id = ref(entry, 'participation');
  return change('participations', { id }, () => ({
    ...{ id, production: ref(entry, 'production'), organization, role, email },
    ...{ state: organization === null ? 'invited' : 'accepted', invitedAt: at },
    ...{ acceptedAt: organization === null ? null : at, endedAt: null, entry: serial },
  }));
}

/** A performer's profile. */
export function performerChange(entry: RecordedEntry<'performer.invited' | 'performer.claimed'>): Change {
  const id = ref(entry, 'performer');
  const { at, serial } = entry;
  if (entry.type === 'performer.claimed') {
    const user = ref(entry, 'user');
    return change('performers', { id }, (before) => ({ ...existing(before, entry), user, claimedAt: at }));
  }
  const { name, email } = entry.personal;
  const organization = ref(entry, 'organization');
  return change('performers', { id }, () => ({
    ...{ id, organization, user: null, name, email },
    ...{ invitedAt: at, claimedAt: null, entry: serial },
  }));
}
