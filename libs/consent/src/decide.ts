/** The decision: may this be done, and if not, why not and what exactly is missing? */
import { coverageOf } from './coverage.js';
import type { Coverage, Granted } from './coverage.js';
import { exemptionOf, NO_CREATION } from './exemption.js';
import type { Exempt, Exempting } from './exemption.js';
import { boxesOf } from './extents.js';
import { changesOf } from './horizon.js';
import { unknownDimensionsOf } from './known-values.js';
import { impedimentsOf, reservationsOf } from './impediments.js';
import { doubtOf, foundIn, obligationOf, reasonOf, standInOf } from './judge.js';
import { nearestTo } from './nearest.js';
import { packName } from './policy.js';
import type { PolicyPack } from './policy.js';
import { unknownFactsIn } from './read-facts.js';
import { inOrder, reason } from './reasons.js';
import type { ConsentRecord, Records } from './records.js';
import { approvalsOf, situationOf } from './situation.js';
import type { Situation } from './situation.js';
import { lastWordAt } from './stand-ins.js';
import { settled, withoutSettled, withSettled } from './settling.js';
import { statementsOf } from './statements.js';
import type { Doubt, Stated } from './statements.js';
import type { ApprovalKind, Box, Decision, Instant, Reason, Use } from './types.js';
import { VOCABULARY_VERSION } from './vocabulary.js';
import { inWrittenOrder } from './writing.js';

/** Names this engine in every decision; an answer that would differ is a new version. */
export const ENGINE_VERSION = 'engine/3';

const VALID_MS = 3_600_000;
const APPROVAL_KINDS: readonly ApprovalKind[] = ['performer', 'estate', 'union', 'legal', 'studio'];

/**
 * Allows if every point of the use lies inside one live consent's permission and outside every prohibition that binds,
 * or needs no consent, and no rule of the packs stands in the way.
 */
export function decide(use: Use, records: Records, packs: readonly PolicyPack[], at: Instant): Decision {
  return {
    ...answerOf(use, records, packs, at),
    engine: ENGINE_VERSION,
    vocabulary: VOCABULARY_VERSION,
    packs: packs.map(packName).sort(),
  };
}

type Answer = Omit<Decision, 'engine' | 'vocabulary' | 'packs'>;

function answerOf(use: Use, records: Records, packs: readonly PolicyPack[], at: Instant): Answer {
  // A stranger gets one answer, whoever it is about: no policy may look at what she or he is.
  if (records.performer !== null && !records.related)
    return denied(at, { reasons: [reason('UNKNOWN')], missing: boxesOf(use) });
  const unread = unknownFactsIn(use.facts ?? {}).map((fact) => reason('UNKNOWN', { detail: { fact } }));
  if (unread.length > 0) return denied(at, { reasons: unread, missing: boxesOf(use) });

  const asked = situationOf(use, records, at, packs.map(packName));
  // Nobody can excuse what nobody can name: then only the algebra speaks, which covers it by no consent.
  const strange = unknownDimensionsOf(use, records.productionPaths);
  if (strange.length > 0 && asked.performer === null)
    return denied(at, { reasons: [reason('UNKNOWN', { detail: { dimensions: strange } })], missing: boxesOf(use) });
  const impediments = impedimentsOf(packs, asked);
  const stated = statementsOf(use.production, records, at, impediments);
  const exempting = strange.length > 0 ? NOT_EXEMPT : exemptionOf(packs, asked, stated.statements);
  const isConsentNeeded = asked.performer !== null && exempting.kind !== 'exempt';
  const situation = { ...asked, isConsentNeeded, voided: impediments.voids };
  const covered = coverageUnder(strange.length > 0 ? [] : packs, situation, stated, exempting);
  if (covered === null) return denied(at, { reasons: [reason('TOO_COMPLEX')], missing: boxesOf(asked.use) });

  const denials = foundIn(packs, ['deny'], situation).map((each) => reasonOf(each.then.code, each));
  const waits = foundIn(packs, ['needs_approval'], situation).map((each) => doubtOf(each));
  const { open, approvals } = settled([...covered.doubts, ...waits], situation);
  if (denials.length > 0 || covered.missing.length > 0) {
    const { missing, concerned } = covered;
    const reasons = [...denials, ...(missing.length > 0 ? covered.reasons : []), ...open.map((each) => each.reason)];
    const nearest = missing.length > 0 ? nearestTo(asked.use, stated, records.productionPaths) : [];
    return denied(at, { reasons, missing, nearest, concerned, open });
  }
  return allowed(situation, packs, { covered, open, approvals, exempting });
}

/** The coverage, in which approvals or claims may stand in the place of consent where nothing says never. */
function coverageUnder(
  packs: readonly PolicyPack[],
  situation: Situation,
  stated: Stated,
  exempting: Exempting,
): Coverage | null {
  const { use, records, at, isConsentNeeded } = situation;
  if (situation.performer === null) return { ...NO_ONE, reasons: [reason('EXEMPT')] };
  const { left, cured } = withoutSettled(stated, situation);
  const coverage = coverageOf(use, left, records, { isConsentNeeded, at });
  if (coverage === null) return null;
  const isCovered = coverage.missing.length === 0;
  if (exempting.kind === 'exempt') return isCovered ? exemptFrom(coverage, exempting) : coverage;
  const covered = withSettled(coverage, cured, situation);
  if (isCovered && coverage.doubts.length === 0) return covered;
  const { given, waiting } = insteadOf(packs, situation, stated, exempting.waits);
  return given ?? (isCovered ? covered : (waiting ?? withoutStandIn(coverage, exempting)));
}

/** It rests on the consents by which the replica came to be, and on no other. INVARIANT: what needs no consent uses none up. */
function exemptFrom(coverage: Coverage, { reason: told, creation }: Exempt): Coverage {
  return { ...coverage, reasons: [told], covering: [], concerned: [...new Set(creation)] };
}

/**
 * What may take the place of consent where nothing says never: an approval that was given, or what answers wait for. An
 * approval counts whether consent is missing or only in doubt: otherwise taking consent away would help.
 */
function insteadOf(
  packs: readonly PolicyPack[],
  situation: Situation,
  stated: Stated,
  waits: readonly Doubt[],
): { readonly given: Coverage | null; readonly waiting: Coverage | null } {
  const { use, records, at } = situation;
  const found = foundIn(packs, ['stands_in'], situation);
  const since = found.length === 0 ? null : lastWordAt(situation);
  const standIns = found.map((each) => ({ each, doubt: standInOf(each, since) }));
  const doubts = [...standIns.map(({ doubt }) => doubt), ...waits];
  const uncovered = doubts.length === 0 ? null : coverageOf(use, stated, records, { isConsentNeeded: false, at });
  if (uncovered === null || uncovered.missing.length > 0) return { given: null, waiting: null };
  // What stands in the place of consent rests on none, and uses none up.
  const bare: Coverage = { ...uncovered, covering: [], concerned: [] };
  const approved = standIns.find(({ doubt }) => approvalsOf(situation, doubt).length > 0);
  const given = approved && {
    ...bare,
    reasons: [reasonOf('COVERED', approved.each)],
    doubts: [...bare.doubts, approved.doubt],
  };
  return { given: given ?? null, waiting: { ...bare, reasons: [], doubts: [...bare.doubts, ...doubts] } };
}

function withoutStandIn(coverage: Coverage, exempting: Exempting): Coverage {
  const lacksCreation = exempting.kind === 'none' && exempting.lacksCreation;
  return lacksCreation ? { ...coverage, reasons: [...coverage.reasons, NO_CREATION] } : coverage;
}

const NOT_EXEMPT: Exempting = { kind: 'none', waits: [], lacksCreation: false };

/** Nobody is asked about, so nobody's consent is missing. */
const NO_ONE: Coverage = { missing: [], reasons: [], doubts: [], covering: [], concerned: [], endsAt: [] };

interface Settled {
  readonly covered: Coverage;
  readonly open: readonly Doubt[];
  readonly approvals: readonly string[];
  readonly exempting: Exempting;
}

function allowed(
  situation: Situation,
  packs: readonly PolicyPack[],
  { covered, open, approvals, exempting }: Settled,
): Answer {
  const { use, at } = situation;
  const isAllowed = open.length === 0;
  return {
    outcome: isAllowed ? 'allow' : 'needs_approval',
    reasons: inOrder(isAllowed ? covered.reasons : open.map((doubt) => doubt.reason)),
    missing: [],
    nearest: [],
    obligations: foundIn(packs, ['oblige'], { ...situation, covering: covered.covering }).map(obligationOf),
    approvalsMissing: kindsOf(open),
    approvals,
    claims: exempting.kind === 'exempt' ? [exempting.claim.id] : [],
    reserved: isAllowed
      ? [...covered.covering]
          .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
          .flatMap(({ consent, clause }) => reservationsOf(consent, clause, situation))
      : [],
    reliedOn: reliedOn(covered.concerned, at),
    validUntil: earliest(at, [use.until, ...covered.endsAt, ...changesOf(situation, packs)]),
  };
}

function nameOf({ consent, clause }: Granted): string {
  return `${consent.id} ${clause.id}`;
}

function denied(
  at: Instant,
  {
    reasons,
    missing,
    nearest = [],
    concerned = [],
    open = [],
  }: {
    readonly reasons: readonly Reason[];
    readonly missing: readonly Box[];
    readonly nearest?: readonly Box[];
    readonly concerned?: readonly ConsentRecord[];
    readonly open?: readonly Doubt[];
  },
): Answer {
  return {
    outcome: 'deny',
    reasons: inOrder(reasons),
    missing: inWrittenOrder(missing),
    nearest,
    approvalsMissing: kindsOf(open),
    ...{ obligations: [], approvals: [], claims: [], reserved: [] },
    reliedOn: reliedOn(concerned, at),
    validUntil: earliest(at, []),
  };
}

/** The kinds of approval that would settle these, once each. */
function kindsOf(open: readonly Doubt[]): readonly ApprovalKind[] {
  const wanted = new Set(open.flatMap(({ cure }) => cure ?? []));
  return APPROVAL_KINDS.filter((kind) => wanted.has(kind));
}

/** The consents, with the version that was current at `at`; what came later was not read. */
function reliedOn(consents: readonly ConsentRecord[], at: Instant): Decision['reliedOn'] {
  const versionOf = ({ version, events }: ConsentRecord): number => {
    const unread = events.filter((event) => event.at > at).map((event) => event.version - 1);
    return Math.min(version, ...unread);
  };
  return [...consents]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((record) => ({ consent: record.id, version: versionOf(record), ...signedHow(record) }));
}

function signedHow({ signature: { method, level } }: ConsentRecord): Pick<Decision['reliedOn'][number], 'signature'> {
  return level === undefined ? {} : { signature: { method, level } };
}

/** An hour from `at`, or less if something is known to end sooner; at once if the use is already over. */
function earliest(at: Instant, ends: readonly Instant[]): Instant {
  const hourLater = new Date(Date.parse(at) + VALID_MS).toISOString();
  const first = [hourLater, ...ends].sort()[0] ?? hourLater;
  return first < at ? at : first;
}
