/** What policies read, in a store: statements, tools, go-aheads, claims, strikes and usage, each by one call. */
import type { ApprovalKind, PerformerStatement, ProductionStatement, Quantities } from '#consent';
import { newId, usedBy } from '#store';
import type { EntryFacts, NewEntry, Store } from '#store';
import { record } from './recording.js';

const actor = 'user:test';
const HASH = 'a'.repeat(64);
const FROM = '2026-01-01T00:00:00.000Z';
const FAR = '2036-01-01T00:00:00.000Z';

/** States something of a performer, for an organization. */
export async function describePerformer(
  store: Store,
  organization: string,
  performer: string,
  { identity, ...stated }: Omit<PerformerStatement, 'at'>,
): Promise<void> {
  const evidence = identity === undefined ? {} : { identity };
  const personal = Object.keys(stated).length === 0 ? null : stated;
  const refs = { actor, organization, performer };
  await record(store, [performer], [{ type: 'performer.described', refs, evidence, personal }]);
}

/** Has a union call a profile's address a member's. */
export async function callMember(store: Store, union: string, performer: string): Promise<void> {
  const email = `${performer.toLowerCase()}@example.com`;
  const refs = { actor, organization: union, membership: newId('mem') };
  await record(store, [`addresses:${union}`], [{ type: 'membership.stated', refs, evidence: {}, personal: { email } }]);
}

/** States the policies of a node. */
export async function statePolicies(
  store: Store,
  node: string,
  evidence: Omit<ProductionStatement, 'at' | 'node'>,
): Promise<void> {
  const refs = { actor, production: node };
  await record(store, [node], [{ type: 'production.policies_stated', refs, evidence, personal: null }]);
}

/** A tool of an organization, with one attestation; returns the ids of both. */
export async function attestedTool(
  store: Store,
  organization: string,
  likenessOf: string | null = null,
): Promise<{ tool: string; attestation: string }> {
  const [tool, attestation] = [newId('tool'), newId('att')];
  const refs = { actor, organization, tool };
  const named = { vendor: 'Voxcraft', name: 'Voxcraft Dub', version: '3.2', tier: 'enterprise', likenessOf };
  const answers = {
    noStore: 'yes',
    noReuse: 'yes',
    noTrainInputs: 'yes',
    noTrainOutputs: 'yes',
    noResale: 'yes',
  } as const;
  const evidence: EntryFacts['attestation.given']['evidence'] = {
    ...{ expiresAt: FAR, environment: 'enterprise_platform', regions: ['US'], subprocessors: [], answers },
    evidenceHash: HASH,
  };
  await record(
    store,
    [tool],
    [
      { type: 'tool.registered', refs, evidence: named, personal: null },
      { type: 'attestation.given', refs: { ...refs, attestation }, evidence, personal: null },
    ],
  );
  return { tool, attestation };
}

/** Takes an attestation back. */
export async function withdrawAttestation(store: Store, tool: string, attestation: string): Promise<void> {
  const refs = { actor, tool, attestation };
  await record(store, [tool], [{ type: 'attestation.withdrawn', refs, evidence: {}, personal: null }]);
}

/** A clearance for a node; returns its id. */
export async function clearance(store: Store, organization: string, node: string): Promise<string> {
  const id = newId('clr');
  const refs = { actor, organization, production: node, clearance: id };
  const evidence = { covers: 'material' as const, from: FROM, until: null, documentHash: HASH };
  const personal = { note: 'Archive footage of 1968' };
  await record(store, [node], [{ type: 'clearance.recorded', refs, evidence, personal }]);
  return id;
}

/** A disclosed use with this hash; returns its id. */
export async function disclosure(
  store: Store,
  organization: string,
  { node, performer, useHash }: { node: string; performer: string | null; useHash: string },
): Promise<string> {
  const id = newId('dsc');
  const refs = { actor, organization, production: node, disclosure: id, ...(performer !== null && { performer }) };
  const kinds: ApprovalKind[] = ['studio'];
  const evidence = { use: { production: node }, useHash, triage: 'written_approval' as const, kinds };
  await record(store, [node], [{ type: 'disclosure.made', refs, evidence, personal: { description: 'A dub' } }]);
  return id;
}

/** A yes or a no to a disclosed use; returns its id. */
export async function approval(
  store: Store,
  organization: string,
  {
    disclosure: of,
    node,
    performer,
    useHash,
    verdict = 'given',
    authority: under,
  }: {
    disclosure: string;
    node: string;
    performer: string | null;
    useHash: string;
    verdict?: 'given' | 'refused';
    /** For the yes of an estate. */
    authority?: string;
  },
): Promise<string> {
  const id = newId('apv');
  const about = { production: node, ...(performer !== null && { performer }) };
  const by = under === undefined ? { organization } : { authority: under };
  const refs = { actor, ...by, disclosure: of, approval: id, ...about };
  const said = { kind: under === undefined ? ('studio' as const) : ('estate' as const), useHash };
  const entry: NewEntry =
    verdict === 'given'
      ? { type: 'approval.given', refs, evidence: { ...said, expiresAt: null }, personal: { note: 'Fine' } }
      : { type: 'approval.refused', refs, evidence: said, personal: { note: 'Too near to the script' } };
  await record(store, [node], [entry]);
  return id;
}

/** Takes an approval back. */
export async function voidApproval(store: Store, node: string, id: string): Promise<void> {
  const refs = { actor, production: node, approval: id };
  await record(store, [node], [{ type: 'approval.voided', refs, evidence: {}, personal: { reason: 'Another cut' } }]);
}

/** A claim that a use with this hash needs no consent; returns its id. */
export async function claim(
  store: Store,
  organization: string,
  { node, performer, useHash }: { node: string; performer: string; useHash: string },
): Promise<string> {
  const id = newId('clm');
  const refs = { actor: 'user:claimant', organization, production: node, performer, claim: id };
  const evidence = { use: { production: node }, useHash, exemption: 'as_scripted' as const };
  await record(store, [performer], [{ type: 'claim.made', refs, evidence, personal: { reason: 'As scripted' } }]);
  return id;
}

/** Something said about a claim. */
export async function sayOfClaim(store: Store, performer: string, claimed: string, said: Said): Promise<void> {
  await record(store, [performer], [saidOfClaim(performer, claimed, said)]);
}

type Said = 'upheld' | 'rejected' | 'question' | 'answer';

/** The entry of it. */
export function saidOfClaim(performer: string, claimed: string, said: Said): NewEntry {
  const refs = { actor: `user:${said}`, performer, claim: claimed };
  const entries: Record<Said, NewEntry> = {
    upheld: { type: 'claim.reviewed', refs, evidence: { verdict: 'upheld' }, personal: null },
    rejected: { type: 'claim.reviewed', refs, evidence: { verdict: 'rejected' }, personal: { note: 'It is a joke' } },
    question: { type: 'claim.questioned', refs, evidence: {}, personal: { question: 'Which line?' } },
    answer: { type: 'claim.answered', refs, evidence: {}, personal: { answer: 'The last one' } },
  };
  return entries[said];
}

/** A strike that a union declares; returns its id. */
export async function strike(
  store: Store,
  union: string,
  { employer = null, ...struck }: { agreement: string | null; agreements?: string[]; employer?: string | null },
): Promise<string> {
  const id = newId('sus');
  const refs = { actor, organization: union, suspension: id };
  const evidence = { ...struck, employer, from: FROM, until: null };
  await record(store, ['suspensions'], [{ type: 'suspension.declared', refs, evidence, personal: null }]);
  return id;
}

/** Lifts a strike. */
export async function liftStrike(store: Store, union: string, id: string): Promise<void> {
  const refs = { actor, organization: union, suspension: id };
  await record(store, ['suspensions'], [{ type: 'suspension.lifted', refs, evidence: {}, personal: null }]);
}

/** An authority to act for a performer; returns its id. */
export async function authority(
  store: Store,
  organization: string,
  performer: string,
  { email = 'estate@example.com', user }: { email?: string; user?: string } = {},
): Promise<string> {
  const id = newId('auth');
  const refs = { actor, organization, performer, authority: id, ...(user !== undefined && { user }) };
  const evidence = {
    ...{ capacity: 'estate' as const, scope: null, from: FROM, until: null },
    ...{ documentHash: HASH, isVerified: true },
  };
  const personal = { name: 'Ines Lindqvist', email };
  await record(store, [performer], [{ type: 'authority.recorded', refs, evidence, personal }]);
  return id;
}

/** Ends an authority. */
export async function endAuthority(store: Store, performer: string, id: string): Promise<void> {
  const refs = { actor, performer, authority: id };
  await record(store, [performer], [{ type: 'authority.ended', refs, evidence: {}, personal: null }]);
}

/** Reports what was made under a decision. */
export async function reportUse(
  store: Store,
  performer: string,
  decision: string,
  quantity: Quantities,
): Promise<void> {
  const refs = { actor, performer, decision, usage: newId('usg') };
  const evidence = { quantity, madeAt: null };
  await record(store, [usedBy(performer)], [{ type: 'usage.reported', refs, evidence, personal: null }]);
}

/** Gives up what a decision holds. */
export async function release(store: Store, performer: string, decision: string): Promise<void> {
  const refs = { actor, performer, decision };
  await record(store, [usedBy(performer)], [{ type: 'reservation.released', refs, evidence: {}, personal: null }]);
}

/** Ends a clearance. */
export async function endClearance(store: Store, node: string, id: string): Promise<void> {
  const refs = { actor, production: node, clearance: id };
  await record(store, [node], [{ type: 'clearance.ended', refs, evidence: {}, personal: null }]);
}

/** Says that the document of an authority was verified. */
export async function verifyAuthority(store: Store, performer: string, id: string): Promise<void> {
  const refs = { actor, performer, authority: id };
  const evidence = { how: 'original_seen' as const };
  await record(store, [performer], [{ type: 'authority.verified', refs, evidence, personal: null }]);
}
