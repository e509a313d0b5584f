/** Factories for the specs of policies: what is recorded beside consents. They mention only what matters. */
import { useHashOf } from '#consent';
import type {
  Approval,
  ApprovalKind,
  Attestation,
  Authority,
  Clearance,
  ConsentRecord,
  Exemption,
  ExemptionClaim,
  PerformerStatement,
  ProductionStatement,
  Suspension,
  Terms,
  ToolRecord,
  Use,
} from '#consent';

const LONG_AGO = '2026-01-01T00:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';
const NEXT_YEAR = '2027-11-22T09:00:00.000Z';

/** Harbor is made for Netflix in California, under the agreement of 2026. */
export function production(stated: Partial<ProductionStatement>): readonly ProductionStatement[] {
  return [{ at: LONG_AGO, node: 'prod_harbor', ...stated }];
}

export function performer(stated: Partial<PerformerStatement>): readonly PerformerStatement[] {
  return [{ at: LONG_AGO, ...stated }];
}

/** A tool of which its maker says the safe thing about everything, until next year. */
export function tool(
  stated: Partial<ToolRecord> = {},
  attested: Partial<Omit<Attestation, 'answers'>> & Partial<Attestation['answers']> = {},
): ToolRecord {
  const { noStore, noReuse, noTrainInputs, noTrainOutputs, noResale, ...rest } = attested;
  const answers = { noStore, noReuse, noTrainInputs, noTrainOutputs, noResale };
  const attestation: Attestation = {
    ...{ id: 'att_1', attestedAt: LONG_AGO, expiresAt: NEXT_YEAR, withdrawnAt: null },
    ...{ environment: 'enterprise_platform', regions: ['US'], subprocessors: [] },
    ...rest,
    answers: {
      ...{ noStore: 'yes', noReuse: 'yes', noTrainInputs: 'yes', noTrainOutputs: 'yes', noResale: 'yes' },
      ...Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== undefined)),
    },
  };
  return {
    ...{ id: 'tool_good', version: '1', tier: 'enterprise', registeredAt: LONG_AGO, likenessOf: null },
    attestations: [attestation],
    ...stated,
  };
}

/** Approvals of this very use, one of each kind. */
export function approvals(use: Use, ...kinds: readonly ApprovalKind[]): readonly Approval[] {
  return kinds.map((kind) => ({
    ...{ id: `apv_${kind}`, kind, useHash: useHashOf(use), givenAt: YESTERDAY, expiresAt: null, voidedAt: null },
  }));
}

/** A claim that this very use needs no consent; unless said otherwise another person upheld it. */
export function claim(use: Use, exemption: Exemption, stated: Partial<ExemptionClaim> = {}): ExemptionClaim {
  return {
    ...{ id: 'clm_1', exemption, useHash: useHashOf(use), claimedAt: YESTERDAY, by: 'user:1' },
    review: { by: 'user:2', at: YESTERDAY, verdict: 'upheld' },
    ...{ questionedAt: null, answeredAt: null },
    ...stated,
  };
}

export function clearance(stated: Partial<Clearance>): Clearance {
  return {
    ...{ id: 'clr_1', covers: 'likeness', recordedAt: LONG_AGO, from: LONG_AGO, until: null, endedAt: null },
    ...stated,
  };
}

export function authority(stated: Partial<Authority>): Authority {
  return {
    ...{ id: 'auth_1', capacity: 'guardian', scope: null, from: LONG_AGO, until: null },
    ...{ recordedAt: LONG_AGO, verifiedAt: LONG_AGO, endedAt: null },
    ...stated,
  };
}

export function strike(stated: Partial<Suspension>): Suspension {
  return {
    ...{ id: 'sus_1', union: 'org_union', agreement: 'sag-aftra-tv', employer: null, declaredAt: YESTERDAY },
    ...{ from: YESTERDAY, until: null, liftedAt: null },
    ...stated,
  };
}

/** The same consent with other terms beside its scope. */
export function withTerms(record: ConsentRecord, terms: Partial<Terms>): ConsentRecord {
  return { ...record, terms: { ...record.terms, ...terms } };
}
