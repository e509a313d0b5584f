/**
 * A second implementation of the decision, as naive as can be: it walks over every point of a use and asks of each
 * whether it is granted. It shares no code with the engine and knows only the words that `consent-cases.ts` deals.
 */
import type { Box, ConsentRecord, Outcome, Records, Use } from '#consent';

export interface Point {
  readonly act: string;
  readonly purpose: string;
  readonly media: string;
  readonly advertiser: string | null;
  readonly content: string;
  readonly tool: string;
  readonly language: string;
  readonly territory: string;
  readonly from: string;
  readonly until: string;
}

export interface Judgement {
  readonly outcome: Outcome;
  readonly missing: readonly Point[];
  /** `code consent clause`, for the codes that follow from single points. */
  readonly reasons: ReadonlySet<string>;
  /** Whether it is allowed, and no one permission covers every point of it. */
  readonly isStitched: boolean;
}

const LEAVES: Readonly<Record<string, string>> = {
  act:
    'generate.voice.adr_line generate.voice.pickup_line generate.voice.narration generate.voice.dub_language ' +
    'generate.voice.realtime_dialogue generate.voice.crowd_walla generate.voice.singing ' +
    'alter.emotion train.finetune data_mining inference store',
  purpose: 'production reshoot pitch',
  media:
    'programme.theatrical programme.svod programme.avod programme.fast programme.linear programme.est_tvod ' +
    'programme.physical programme.airline programme.clip_show promo.trailer.series promo.trailer.season ' +
    'promo.trailer.teaser promo.key_art ad.pause_ad ad.brand_spot game.scripted',
  content:
    'none nudity simulated_sex graphic_violence drug_alcohol_tobacco political_endorsement religious_advocacy hate ' +
    'self_harm medical_claim gambling weapons_ad competing_brand deceptive_news derogatory_to_subject singing ' +
    'foreign_accent age_below other',
};

const EUROPEAN_UNION = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK';
const GROUPS: Readonly<Record<string, string>> = {
  '021': 'BM CA GL PM US',
  '019': 'BM CA GL PM US MX',
  '419': 'MX',
  '142': 'JP CY',
  '150': EUROPEAN_UNION.replace('CY ', '') + ' NO IS LI',
  EU: EUROPEAN_UNION,
  EEA: EUROPEAN_UNION + ' NO IS LI',
};
const STAGES = ['ideation', 'temp', 'internal_review', 'final'];
const DAY_MS = 86_400_000;

export function judge(use: Use, records: Records, at: string): Judgement {
  const points = pointsOf(use);
  if (!records.related) return { outcome: 'deny', missing: points, reasons: new Set(['UNKNOWN']), isStitched: false };
  const past = { ...records, ...asOf(records, at) };
  const reasons = new Set<string>();
  const missing: Point[] = [];
  let worst: Outcome = 'allow';
  let doubted = false;
  let whole: readonly string[] | null = null;
  for (const group of groupsOf(points, use)) {
    const verdicts = group.map((point) => verdictOf(point, use, past, at));
    const isMissing = verdicts.every(({ answer }) => answer === 'missing');
    if (isMissing) missing.push(...group);
    if (!isMissing && verdicts.some(({ answer }) => answer === 'missing')) {
      doubted = true;
      reasons.add('CONTENT_UNDECLARED');
    }
    for (const verdict of verdicts) {
      if (verdict.answer === 'missing' && !isMissing) continue;
      if (verdict.answer === 'disputed') doubted = true;
      for (const reason of verdict.reasons) reasons.add(reason);
      whole = whole === null ? verdict.reasons : whole.filter((reason) => verdict.reasons.includes(reason));
    }
    if (isMissing) worst = 'deny';
  }
  const outcome = worst === 'deny' ? 'deny' : doubted ? 'needs_approval' : 'allow';
  return { outcome, missing, reasons, isStitched: outcome === 'allow' && whole?.length === 0 };
}

/** What was recorded by then. */
function asOf(records: Records, at: string): Pick<Records, 'consents' | 'refused' | 'standing'> {
  const consents = records.consents.filter((consent) => consent.givenAt <= at);
  const refused = records.refused.filter((request) => request.declinedAt <= at);
  const standing = records.standing.filter(({ from, until }) => from <= at && (until === null || until > at));
  return { consents, refused, standing };
}

interface Verdict {
  readonly answer: 'covered' | 'disputed' | 'missing';
  readonly reasons: readonly string[];
}

function verdictOf(point: Point, use: Use, records: Records, at: string): Verdict {
  const covering: string[] = [];
  const disputing: string[] = [];
  const explaining: string[] = [];
  for (const consent of records.consents) {
    const events = consent.events.filter((event) => event.at <= at);
    const hit = events.filter((event) => 'scope' in event && isBarred(point, use, event.scope ?? {}, records));
    const isWithdrawn = hit.some((event) => event.kind === 'withdrawn' && event.effectiveAt <= at);
    for (const { id, box } of consent.terms.permissions) {
      if (box.until === undefined) continue;
      const begins = box.from ?? consent.givenAt;
      const isLive = begins <= at && at < box.until;
      const timed = isLive ? { ...box, from: begins } : { ...box, from: use.from, until: use.until };
      if (!isGranted(point, use, timed, records)) continue;
      const name = `${consent.id} ${id}`;
      if (isWithdrawn) explaining.push(`WITHDRAWN ${consent.id}`);
      else if (!isLive) explaining.push(`${at < begins && at < box.until ? 'NOT_ACTIVE' : 'EXPIRED'} ${name}`);
      else if (hit.some(({ kind }) => kind === 'withdrawal_asked')) disputing.push(`WITHDRAWAL_DISPUTED ${consent.id}`);
      else covering.push(`COVERED ${name}`);
    }
  }
  const barring = barringOf(point, use, records);
  const open = covering.length + disputing.length === 0;
  if (barring.length > 0 || open)
    return {
      answer: 'missing',
      reasons: [...barring, ...(open ? [...explaining, ...refusing(point, use, records)] : [])],
    };
  return covering.length > 0 ? { answer: 'covered', reasons: covering } : { answer: 'disputed', reasons: disputing };
}

function barringOf(point: Point, use: Use, records: Records): readonly string[] {
  const rootOf = (id: string): string | undefined => records.productionPaths[id]?.[0];
  const binds = ({ production }: ConsentRecord): boolean => {
    const [one, other] = [rootOf(production), rootOf(use.production)];
    return one === undefined || other === undefined || one === other;
  };
  const barring = records.standing.some(({ box }) => isBarred(point, use, box, records))
    ? ['STANDING_INSTRUCTION']
    : [];
  for (const consent of records.consents.filter(binds)) {
    for (const { id, box } of consent.terms.prohibitions) {
      if (!isBarred(point, use, box, records)) continue;
      barring.push(`PROHIBITED ${consent.id} ${id}`);
    }
  }
  return barring;
}

function refusing(point: Point, use: Use, records: Records): readonly string[] {
  const asked = records.refused.flatMap(({ terms }) => terms.permissions.map(({ box }) => box));
  const isAsked = ({ stage, from: _from, until: _until, ...box }: Box): boolean =>
    (stage === undefined || STAGES.indexOf(use.stage) <= STAGES.indexOf(stage)) && isBarred(point, use, box, records);
  return asked.some(isAsked) ? ['REFUSED'] : [];
}

function isGranted(point: Point, use: Use, box: Box, records: Records): boolean {
  const said = (values: readonly string[] | undefined, contains: (value: string) => boolean): boolean =>
    values?.some(contains) === true;
  const path = records.productionPaths[use.production] ?? [];
  return (
    said(box.act, (value) => isBelow(point.act, value)) &&
    said(box.purpose, (value) => isBelow(point.purpose, value)) &&
    said(box.media, (value) => isBelow(point.media, value)) &&
    said(box.content, (value) => isBelow(point.content, value)) &&
    said(box.territory, (value) => isInside(point.territory, value)) &&
    said(box.language, (value) => isSpoken(point.language, value)) &&
    said(box.production, (value) => path.includes(value)) &&
    said(box.tool, (value) => value === 'any' || value === point.tool) &&
    (point.advertiser === null || said(box.advertiser, (value) => value === 'any' || value === point.advertiser)) &&
    box.stage !== undefined &&
    STAGES.indexOf(use.stage) <= STAGES.indexOf(box.stage) &&
    (box.from === undefined || box.from <= point.from) &&
    box.until !== undefined &&
    point.until <= box.until
  );
}

function isBarred(point: Point, use: Use, box: Box, records: Records): boolean {
  const open = (values: readonly string[] | undefined, touches: (value: string) => boolean): boolean =>
    values === undefined || values.some(touches);
  const path = records.productionPaths[use.production] ?? [];
  const isNear = (value: string): boolean => {
    const other = records.productionPaths[value];
    return other === undefined || path.includes(value) || other.includes(use.production);
  };
  return (
    open(box.act, (value) => isBelow(point.act, value)) &&
    open(box.purpose, (value) => isBelow(point.purpose, value)) &&
    open(box.media, (value) => isBelow(point.media, value)) &&
    open(box.content, (value) => isBelow(point.content, value)) &&
    open(box.territory, (value) => isInside(point.territory, value)) &&
    open(box.language, (value) => isSpoken(point.language, value) || isSpoken(value, point.language)) &&
    open(box.production, isNear) &&
    open(box.tool, (value) => value === 'any' || value === point.tool) &&
    open(box.advertiser, (value) => point.advertiser !== null && (value === 'any' || value === point.advertiser)) &&
    (box.stage === undefined || STAGES.indexOf(use.stage) >= STAGES.indexOf(box.stage)) &&
    (box.from === undefined || box.from <= point.from) &&
    (box.until === undefined || point.until <= box.until)
  );
}

function isBelow(word: string, value: string): boolean {
  return word === value || word.startsWith(`${value}.`);
}

function isInside(country: string, value: string): boolean {
  return country === value || value === 'world' || (GROUPS[value] ?? '').split(' ').includes(country);
}

/** Every group that a country belongs to. */
export function groupsOfCountry(country: string): readonly string[] {
  const groups = Object.keys(GROUPS).filter((group) => isInside(country, group));
  return ['world', ...groups];
}

function isSpoken(tag: string, range: string): boolean {
  const [one, other] = [tag.toLowerCase(), range.toLowerCase()];
  return other === '*' || one === other || one.startsWith(`${other}-`);
}

/** Every point of the use, a day at a time: the instants of the cases are midnights. */
export function pointsOf(use: Use): readonly Point[] {
  const days: { from: string; until: string }[] = [];
  for (let at = Date.parse(use.from); at < Date.parse(use.until); at += DAY_MS) {
    days.push({ from: new Date(at).toISOString(), until: new Date(at + DAY_MS).toISOString() });
  }
  const leaves = (dimension: string, words: readonly string[]): string[] =>
    (LEAVES[dimension] ?? '').split(' ').filter((leaf) => words.some((word) => isBelow(leaf, word)));
  const countries = [...new Set(use.territory.flatMap((word) => GROUPS[word]?.split(' ') ?? [word]))];
  // A language that another one of the use contains asks for nothing more.
  const languages = use.language.filter(
    (tag, index) =>
      use.language.indexOf(tag) === index && !use.language.some((other) => other !== tag && isSpoken(tag, other)),
  );
  const content = use.content.length === 0 ? leavesOfAll('content') : leaves('content', use.content);
  const points: Point[] = [];
  for (const act of leaves('act', use.act))
    for (const purpose of leaves('purpose', use.purpose))
      for (const media of leaves('media', use.media))
        for (const advertiser of media.startsWith('ad.') ? new Set(use.advertiser) : [null])
          for (const tool of new Set(use.pipeline))
            for (const language of languages)
              for (const territory of countries)
                for (const { from, until } of days)
                  for (const each of content)
                    points.push({
                      act,
                      purpose,
                      media,
                      advertiser,
                      content: each,
                      tool,
                      language,
                      territory,
                      from,
                      until,
                    });
  return points;
}

function leavesOfAll(dimension: string): string[] {
  return (LEAVES[dimension] ?? '').split(' ');
}

/** One group per point; where content was not declared, one group for all the contents that it may turn out to have. */
export function groupsOf(points: readonly Point[], use: Use): readonly (readonly Point[])[] {
  if (use.content.length > 0) return points.map((point) => [point]);
  const size = leavesOfAll('content').length;
  return Array.from({ length: points.length / size }, (_, index) => points.slice(index * size, (index + 1) * size));
}

/** How many of the boxes hold the point. */
export function countHolding(point: Point, boxes: readonly Box[]): number {
  const within = (values: readonly string[] | undefined, contains: (value: string) => boolean): boolean =>
    values?.some(contains) === true;
  return boxes.filter(
    (box) =>
      within(box.act, (value) => isBelow(point.act, value)) &&
      within(box.purpose, (value) => isBelow(point.purpose, value)) &&
      within(box.media, (value) => isBelow(point.media, value)) &&
      (box.content === undefined || within(box.content, (value) => isBelow(point.content, value))) &&
      within(box.territory, (value) => isInside(point.territory, value)) &&
      within(box.language, (value) => value.toLowerCase() === point.language.toLowerCase()) &&
      within(box.tool, (value) => value === point.tool) &&
      (point.advertiser === null
        ? box.advertiser === undefined
        : within(box.advertiser, (value) => value === point.advertiser)) &&
      (box.from ?? '') <= point.from &&
      point.until <= (box.until ?? ''),
  ).length;
}

/** Whether two boxes are one box but for a single dimension, in which one word list or window could say both. */
export function canBeMerged(one: Box, other: Box): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof Box)[]);
  const differing = [...keys].filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]));
  const dimensions = new Set(differing.map((key) => (key === 'from' || key === 'until' ? 'window' : key)));
  if (dimensions.size > 1) return false;
  return !dimensions.has('window') || one.until === other.from || one.from === other.until;
}

/** How far an outcome is from an allow. */
export function rankOf({ outcome }: { readonly outcome: Outcome }): number {
  return ['allow', 'needs_approval', 'deny'].indexOf(outcome);
}

/** The narrowest words below a word that the cases deal. */
export function leavesBelow(dimension: 'act' | 'media' | 'territory', word: string): readonly string[] {
  if (dimension === 'territory') return (GROUPS[word] ?? word).split(' ');
  return leavesOfAll(dimension).filter((leaf) => isBelow(leaf, word));
}
