/** What the laws of the decision do to a random case: take something away, mix it, or record more after its instant. */
import { useHashOf, type ConsentEvent, type Records, type ToolRecord } from '#consent';
import type { Dice } from './consent-cases.js';
import { approvalOf, APPROVALS, dealBarring, dealEvent, LONG_AGO, YESTERDAY } from './policy-cases.js';
import type { PolicyCase } from './policy-cases.js';

/** A newer attestation says that the tool learns from what it is given. */
function turnedBad(tool: ToolRecord): ToolRecord {
  const worse = tool.attestations.map((each) => ({
    ...{ ...each, id: `${each.id}_newer`, attestedAt: YESTERDAY },
    answers: { ...each.answers, noTrainInputs: 'no' as const },
  }));
  return { ...tool, attestations: [...tool.attestations, ...worse] };
}

/** The records with one thing less that speaks for the use, or one more against it: whatever the dice say. */
export function weakened(dice: Dice, { use, records }: PolicyCase): Records {
  const [first, ...rest] = records.consents;
  switch (dice.roll(11)) {
    case 0:
      // What she signed still forbids.
      return first === undefined
        ? records
        : { ...records, consents: [{ ...first, terms: { ...first.terms, permissions: [] } }, ...rest] };
    case 1:
    case 2: {
      if (first === undefined) return records;
      const event = dealEvent(dice, use, first.version + 1);
      return {
        ...records,
        consents: [{ ...first, version: event.version, events: [...first.events, event] }, ...rest],
      };
    }
    case 3:
      return { ...records, approvals: records.approvals.slice(1) };
    case 4:
      // A claim that was rejected speaks against the use: without it somebody else might still be asked.
      return { ...records, claims: records.claims.filter(({ review }) => review?.verdict === 'rejected') };
    case 5:
      return { ...records, tools: records.tools.map(turnedBad) };
    case 6: {
      const strike = {
        id: 'sus_2',
        union: 'org_union',
        agreement: 'sag-aftra-tv',
        employer: null,
        declaredAt: YESTERDAY,
      };
      return {
        ...records,
        suspensions: [...records.suspensions, { ...strike, from: YESTERDAY, until: null, liftedAt: null }],
      };
    }
    case 7: {
      // A node below says that it is under nothing.
      const nothing = { platform: null, agreements: [], places: [], packs: [] };
      const denial = { at: YESTERDAY, node: 'prod_h1', ...nothing };
      return { ...records, productionStatements: [...records.productionStatements, denial] };
    }
    case 8: {
      const box = dealBarring(dice, use);
      return { ...records, standing: [...records.standing, { id: 'inst_2', box, from: LONG_AGO, until: null }] };
    }
    case 9: {
      // Another person rejected what was claimed, of an almost equal use.
      const useHash = useHashOf({ ...use, facts: { ...use.facts, campaign: 'x' } });
      const review = { by: 'user:cem', at: YESTERDAY, verdict: 'rejected' as const };
      const beside = records.claims.map((each) => ({ ...each, id: `${each.id}_beside`, useHash, review }));
      return { ...records, claims: [...records.claims, ...beside] };
    }
    default: {
      if (first === undefined) return records;
      const prohibitions = [...first.terms.prohibitions, { id: 'never-more', box: dealBarring(dice, use) }];
      return { ...records, consents: [{ ...first, terms: { ...first.terms, prohibitions } }, ...rest] };
    }
  }
}

/** The same case with every list in another order. */
export function mixed(dice: Dice, { use, records }: PolicyCase): Pick<PolicyCase, 'use' | 'records'> {
  const mix = <T>(list: readonly T[]): T[] => {
    const left = [...list];
    return list.map(() => left.splice(dice.roll(left.length), 1)[0]!);
  };
  const mixLists = <T extends object>(object: T): T =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key, Array.isArray(value) ? mix(value) : value]),
    ) as T;
  const consents = records.consents.map((each) => ({ ...each, terms: mixLists(each.terms) }));
  // The steps of a pipeline are named by their places in it.
  return { use: { ...mixLists(use), pipeline: use.pipeline }, records: mixLists({ ...records, consents }) };
}

/** The records with more of everything that is recorded only after the instant of the case. */
export function continuedLater(dice: Dice, { use, records }: PolicyCase): Records {
  const at = '2026-11-11T00:00:00.001Z';
  const later = (event: ConsentEvent): ConsentEvent => ({
    ...event,
    at,
    ...('effectiveAt' in event && { effectiveAt: at }),
  });
  const consents = records.consents.map((each) => {
    const event = later(dealEvent(dice, use, each.version + 1));
    return { ...each, version: event.version, events: [...each.events, event] };
  });
  const strike = {
    id: 'sus_9',
    union: 'org_union',
    agreement: 'sag-aftra-tv',
    employer: null,
    declaredAt: at,
    from: at,
  };
  return {
    ...records,
    consents,
    performer: records.performer && [...records.performer, { at, diedOn: '2026-11-10', unions: [] }],
    productionStatements: [
      ...records.productionStatements,
      { at, node: 'prod_h', platform: 'netflix', packs: ['no-fakes@2026-05'] },
    ],
    suspensions: [...records.suspensions, { ...strike, until: null, liftedAt: null }],
    approvals: [
      ...records.approvals.map((each) => ({ ...each, voidedAt: each.voidedAt ?? at })),
      ...APPROVALS.map((kind) => ({ ...approvalOf(kind, use), id: `apv_late_${kind}`, givenAt: at })),
    ],
    claims: records.claims.map((each) => ({ ...each, questionedAt: each.questionedAt ?? at })),
    tools: records.tools.map((tool) => ({
      ...tool,
      attestations: tool.attestations.map((each) => ({ ...each, withdrawnAt: each.withdrawnAt ?? at })),
    })),
  };
}
