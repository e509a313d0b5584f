/** The decision: may this be done, and if not, why not and what exactly is missing? */
import { axesOf } from './axes.js';
import type { Extent } from './axes.js';
import { GRANTING } from './axis.js';
import { explainStatement, explainUnspoken } from './explain.js';
import { atomsOf } from './grid.js';
import type { Budget } from './grid.js';
import { inOrder, reason } from './reasons.js';
import { hasTooManyValues, statementsOf } from './statements.js';
import type { Stated, Statement } from './statements.js';
import { layOut, survey } from './survey.js';
import type { Survey } from './survey.js';
import type { ConsentRecord, Decision, Instant, PolicyPack, Reason, Records, Use } from './types.js';
import { isAdvertisement, VOCABULARIES, VOCABULARY_VERSION } from './vocabulary.js';
import { inWrittenOrder, write } from './writing.js';

/** Names this engine in every decision; an answer that would differ is a new version. */
export const ENGINE_VERSION = 'engine/1';

const FRAGMENTS_MAX = 10_000;
const VALID_MS = 3_600_000;

/** Allows if every point of the use lies inside one live consent's permission and outside every prohibition that binds. */
export function decide(use: Use, records: Records, packs: readonly PolicyPack[], at: Instant): Decision {
  const versions = {
    engine: ENGINE_VERSION,
    vocabulary: VOCABULARY_VERSION,
    packs: packs.map(({ id, version }) => `${id}@${version}`).sort(),
  };
  const answer = records.related ? answerOf(use, records, at) : refusal(use, 'UNKNOWN', at);
  return { obligations: [], ...answer, ...versions };
}

type Answer = Omit<Decision, 'engine' | 'vocabulary' | 'packs' | 'obligations'>;

function answerOf(use: Use, records: Records, at: Instant): Answer {
  const stated = statementsOf(use.production, records, at);
  if (stated.tooLarge || hasTooManyValues({ ...use })) return refusal(use, 'TOO_COMPLEX', at);
  const budget: Budget = { left: FRAGMENTS_MAX };
  const surveys: Survey[] = [];
  for (const extent of extentsOf(use)) {
    const layout = layOut(axesOf(extent, records.productionPaths, 'part'), stated.statements, use.from, use.until);
    const half = survey(layout, use.content.length > 0, budget);
    if (half === null) return refusal(use, 'TOO_COMPLEX', at);
    surveys.push(half);
  }
  return conclude(surveys, stated, use, at);
}

function conclude(surveys: readonly Survey[], stated: Stated, use: Use, at: Instant): Answer {
  const met = (list: 'covering' | 'disputing' | 'barring' | 'explaining'): Statement[] => [
    ...new Set(surveys.flatMap((each) => each[list])),
  ];
  const missing = surveys.flatMap((each) => each.missing.map((cell) => write(atomsOf(cell), each.axes, GRANTING)));
  const disputing = met('disputing');
  const isRestricted = surveys.some(({ restricted }) => restricted);
  const doubts = [...disputing.flatMap(explainStatement), ...(isRestricted ? [reason('CONTENT_UNDECLARED')] : [])];
  if (missing.length > 0) {
    const reasons = [...met('explaining'), ...met('barring')].flatMap(explainStatement);
    const unspoken = surveys.flatMap((each) => explainUnspoken(each.unspoken, each.axes, stated.statements));
    const silent = surveys.some((each) => each.unspoken.length > 0) && unspoken.length === 0;
    const silence = silent ? [reason(stated.anyRecord ? 'NO_CONSENT' : 'UNKNOWN')] : [];
    const concerned = [...met('explaining'), ...disputing].filter(
      ({ kind }) => kind === 'withdrawn' || kind === 'asked',
    );
    return {
      outcome: 'deny',
      reasons: told([...silence, ...reasons, ...unspoken, ...doubts]),
      missing: inWrittenOrder(missing),
      approvalsMissing: [],
      reliedOn: reliedOn(concerned, at),
      validUntil: later(at, VALID_MS),
    };
  }
  const resting = [...met('covering'), ...disputing];
  return {
    outcome: doubts.length > 0 ? 'needs_approval' : 'allow',
    reasons: told(doubts.length > 0 ? doubts : met('covering').flatMap(explainStatement)),
    missing: [],
    approvalsMissing: doubts.length > 0 ? ['performer'] : [],
    reliedOn: reliedOn(resting, at),
    validUntil: validUntil(use, met('covering'), stated.changesAt, at),
  };
}

/** The use, divided where an advertiser does and does not apply. */
function extentsOf(use: Use): readonly Extent[] {
  const extent = (media: readonly string[], advertiser: readonly string[] | null): Extent => ({
    production: [use.production],
    stage: [use.stage],
    purpose: use.purpose,
    act: use.act,
    media,
    advertiser,
    // Content that was not declared may be any.
    content: use.content.length > 0 ? use.content : VOCABULARIES.content.leaves,
    tool: use.pipeline,
    language: use.language,
    territory: use.territory,
  });
  const ads = use.media.filter(isAdvertisement);
  const others = use.media.filter((word) => !isAdvertisement(word));
  return [
    ...(others.length > 0 || ads.length === 0 ? [extent(others, null)] : []),
    ...(ads.length > 0 ? [extent(ads, use.advertiser ?? [])] : []),
  ];
}

/** A deny before any point was looked at: all of the use is missing, in the words in which it was stated. */
function refusal(use: Use, code: 'UNKNOWN' | 'TOO_COMPLEX', at: Instant): Answer {
  const { stage, from, until } = use;
  const missing = extentsOf(use).map(({ stage: _stage, content, ...extent }) => {
    const lists = Object.entries({ ...extent, ...(use.content.length > 0 && { content }) });
    const stated = lists.flatMap(([key, values]) =>
      values?.length ? [[key, [...new Set(values)].sort()] as const] : [],
    );
    return { ...Object.fromEntries(stated), stage, from, until };
  });
  return {
    outcome: 'deny',
    reasons: [reason(code)],
    missing: inWrittenOrder(missing),
    approvalsMissing: [],
    reliedOn: [],
    validUntil: later(at, VALID_MS),
  };
}

/** The reasons in order, each told once. */
function told(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Set<string>();
  return inOrder(reasons).filter((each) => {
    const text = JSON.stringify(each);
    return !seen.has(text) && seen.add(text);
  });
}

function reliedOn(statements: readonly Statement[], at: Instant): Decision['reliedOn'] {
  const consents = new Map(statements.flatMap((each) => ('consent' in each ? [[each.consent.id, each.consent]] : [])));
  return [...consents.values()]
    .map((consent) => ({ consent: consent.id, version: versionAt(consent, at) }))
    .sort((a, b) => (a.consent < b.consent ? -1 : 1));
}

/** The version that was current at `at`; what came later was not read. */
function versionAt({ version, events }: ConsentRecord, at: Instant): number {
  const later = events.filter((event) => event.at > at);
  return later.length === 0 ? version : Math.min(...later.map((event) => event.version)) - 1;
}

/** An hour, or less if something that the answer rests on is known to end sooner. */
function validUntil(use: Use, covering: readonly Statement[], changesAt: readonly Instant[], at: Instant): Instant {
  const ends = [later(at, VALID_MS), use.until, ...covering.flatMap(({ box }) => box.until ?? []), ...changesAt];
  const first = ends.sort()[0] ?? at;
  return first < at ? at : first;
}

function later(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString();
}
