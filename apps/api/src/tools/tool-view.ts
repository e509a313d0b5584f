import type { Attestation } from '#consent';
import type { ToolRow, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import type { AttestationView, ToolSummary, ToolView } from './tools.bodies.js';

/** How many of its attestations a tool is shown with: the newest count, the others explain old decisions. */
const ATTESTATIONS_SHOWN_MAX = 100;

/** A tool as lists show it. Whose likeness it gives is between the performer and the organization that says so. */
export function summaryOf(row: Omit<ToolRow, 'actor' | 'record' | 'entry'>, asker: Party): ToolSummary {
  const { id, organization, vendor, name, version, tier, likenessOf, registeredAt } = row;
  const likeness = { isLikeness: likenessOf !== null, likenessOf: isOf(asker, organization) ? likenessOf : null };
  return { id, organization, vendor, name, version, tier, ...likeness, registeredAt };
}

/** A tool with its attestations. */
export async function toolView(tx: Tx, row: ToolRow, asker: Party): Promise<ToolView> {
  const newest = row.record.slice(-ATTESTATIONS_SHOWN_MAX).reverse();
  const attestations: AttestationView[] = [];
  for (const attestation of newest) attestations.push(await attestationView(tx, attestation));
  return { ...summaryOf(row, asker), attestations };
}

/** What a tool's record says of an attestation, with what it rests on. */
export async function attestationView(tx: Tx, attestation: Attestation): Promise<AttestationView> {
  const { id, attestedAt, expiresAt, withdrawnAt, environment, regions, subprocessors, answers } = attestation;
  const evidenceHash = (await tx.find('attestations', id))?.evidenceHash ?? null;
  return { id, attestedAt, expiresAt, withdrawnAt, environment, regions, subprocessors, answers, evidenceHash };
}
