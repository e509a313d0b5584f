/** Tools and what is attested of them: how entries change them. */
import type { Attestation } from '#consent';
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';

/** A tool, or an attestation about it, which is kept with the tool and findable by its own id. */
export function toolChanges(
  entry: RecordedEntry<'tool.registered' | 'attestation.given' | 'attestation.withdrawn'>,
): Change[] {
  switch (entry.type) {
    case 'tool.registered':
      return [
        created('tools', {
          id: ref(entry, 'tool'),
          organization: ref(entry, 'organization'),
          actor: entry.refs.actor,
          ...entry.evidence,
          ...{ record: [], registeredAt: entry.at, entry: entry.serial },
        }),
      ];
    case 'attestation.given':
      return attested(entry);
    case 'attestation.withdrawn': {
      const id = ref(entry, 'attestation');
      const withdrawnAt = entry.at;
      return [
        recordChange(entry, (record) => record.map((each) => (each.id === id ? { ...each, withdrawnAt } : each))),
        change('attestations', { id }, (before) => ({ ...existing(before, entry), withdrawnAt })),
      ];
    }
  }
}

function attested(entry: RecordedEntry<'attestation.given'>): Change[] {
  const id = ref(entry, 'attestation');
  const { evidenceHash, ...said } = entry.evidence;
  const attestation = { id, attestedAt: entry.at, withdrawnAt: null, ...said };
  return [
    recordChange(entry, (record) => [...record, attestation]),
    created('attestations', {
      ...{ id, tool: ref(entry, 'tool'), organization: ref(entry, 'organization'), actor: entry.refs.actor },
      ...{ evidenceHash, attestedAt: entry.at, expiresAt: said.expiresAt, withdrawnAt: null, entry: entry.serial },
    }),
  ];
}

function recordChange(
  entry: RecordedEntry<'attestation.given' | 'attestation.withdrawn'>,
  of: (record: readonly Attestation[]) => Attestation[],
): Change {
  return change('tools', { id: ref(entry, 'tool') }, (before) => {
    const row = existing(before, entry);
    return { ...row, record: of(row.record) };
  });
}
