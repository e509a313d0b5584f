/**
 * Random uses and records for the laws of the decision. A case is dealt from dice, one number after the other, so that
 * it shrinks well: zeros mean the plainest choice. Records are dealt around the use, or nothing would ever be allowed.
 */
import fc from 'fast-check';
import { EMPTY_RECORDS } from '#consent';
import type { Box, Clause, ConsentEvent, ConsentRecord, Records, Stage, Use } from '#consent';

export interface Case {
  readonly use: Use;
  readonly records: Records;
  readonly at: string;
  /** Dice for what a law does to the case: the same ones for each law. */
  readonly dice: () => Dice;
}

export interface Dice {
  /** A number from 0 to one less than `sides`. */
  readonly roll: (sides: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** True in so many of a hundred cases. */
  readonly chance: (percent: number) => boolean;
}

type ListDimension = Exclude<keyof Box, 'stage' | 'from' | 'until'>;

/** What a use may state, each with words that contain it. The first are dealt most often. */
const WORDS: Readonly<Record<ListDimension, Readonly<Record<string, readonly string[]>>>> = {
  act: {
    'generate.voice.adr_line': ['generate.voice', 'generate'],
    'alter.emotion': ['alter'],
    'generate.voice': ['generate'],
    'train.finetune': ['train'],
    data_mining: [],
    inference: [],
    'generate.voice.narration': ['generate.voice', 'generate'],
  },
  purpose: { production: [], pitch: [], reshoot: [] },
  production: {
    prod_h1e4: ['prod_h1', 'prod_h'],
    prod_h1: ['prod_h'],
    prod_h2: ['prod_h'],
    prod_h: [],
    prod_rival: [],
  },
  media: {
    'programme.svod': ['programme'],
    'promo.trailer.series': ['promo.trailer', 'promo'],
    'ad.pause_ad': ['ad'],
    'promo.trailer': ['promo'],
    'ad.brand_spot': ['ad'],
    'game.scripted': ['game'],
    programme: [],
  },
  territory: {
    MX: ['419', '019', 'world'],
    ES: ['EU', 'EEA', '150', 'world'],
    NO: ['EEA', '150', 'world'],
    JP: ['142', 'world'],
    US: ['021', '019', 'world'],
    '021': ['019', 'world'],
    EEA: ['world'],
  },
  language: {
    'es-MX': ['es', '*'],
    es: ['*'],
    'es-419': ['es', '*'],
    ja: ['*'],
    'es-ES': ['es', '*'],
    '*': [],
  },
  content: { none: [], singing: [], nudity: [] },
  tool: { tool_a: ['any'], tool_b: ['any'], tool_c: ['any'] },
  advertiser: { Acme: ['any'], Zest: ['any'] },
};
const DIMENSIONS = Object.keys(WORDS) as ListDimension[];
const STAGES: readonly Stage[] = ['ideation', 'temp', 'internal_review', 'final'];
const PATHS = {
  prod_h: ['prod_h'],
  prod_h1: ['prod_h', 'prod_h1'],
  prod_h1e4: ['prod_h', 'prod_h1', 'prod_h1e4'],
  prod_h2: ['prod_h', 'prod_h2'],
  prod_rival: ['prod_rival'],
};

/** Midnight so many days after the beginning of the cases. */
function day(number: number): string {
  return new Date(Date.UTC(2026, 10, 1 + number)).toISOString();
}

/** Cases with at most as many points as an oracle can walk over. */
export const anyCase: fc.Arbitrary<Case> = fc
  .uint16Array({ minLength: 200, maxLength: 200 })
  .map(deal)
  .filter(({ use }) => sizeOf(use) <= 150);

export function diceOf(numbers: Uint16Array, first: number): Dice {
  let next = first;
  const roll = (sides: number): number => (numbers[next++ % numbers.length] ?? 0) % sides;
  return {
    roll,
    pick: (from) => from[roll(from.length)]!,
    chance: (percent) => roll(100) >= 100 - percent,
  };
}

function deal(numbers: Uint16Array): Case {
  const dice = diceOf(numbers, 0);
  const use = dealUse(dice);
  const consents = Array.from({ length: dice.pick([1, 1, 2, 2, 2, 2, 3, 3, 3, 0]) }, (_, index) =>
    dealConsent(dice, use, index),
  );
  if (dice.chance(30)) consents.push(...dealHalves(dice, use, consents.length));
  // Where nothing was given, what was declined decides between three answers: each shall be dealt often.
  const refused = dice.chance(consents.length === 0 ? 60 : 10)
    ? [{ id: 'req_declined', terms: termsOf([dealPermission(dice, use)], []), declinedAt: day(dice.roll(12)) }]
    : [];
  const standing = dice.chance(10)
    ? [
        {
          id: 'stand_1',
          box: dealBarring(dice, use),
          from: day(dice.roll(12)),
          until: dice.chance(30) ? day(dice.roll(20)) : null,
        },
      ]
    : [];
  const records = { ...EMPTY_RECORDS, related: !dice.chance(2), consents, refused, standing, productionPaths: PATHS };
  return { use, records, at: day(10), dice: () => diceOf(numbers, 150) };
}

function dealUse(dice: Dice): Use {
  const several = new Set([dice.pick(DIMENSIONS), dice.pick(DIMENSIONS), dice.pick(DIMENSIONS)]);
  const values = (dimension: ListDimension): string[] => {
    const words = Object.keys(WORDS[dimension]);
    const count = several.has(dimension) ? 1 + dice.roll(3) : 1;
    // The square leans to the first words, so that records meet uses more often.
    return [...new Set(Array.from({ length: count }, () => words[Math.floor(dice.roll(words.length ** 2) ** 0.5)]!))];
  };
  const media = values('media');
  const begins = 11 + dice.roll(3);
  return {
    act: values('act'),
    purpose: values('purpose'),
    production: dice.chance(2)
      ? 'prod_lost'
      : dice.pick(['prod_h1e4', 'prod_h1e4', 'prod_h1', 'prod_h2', 'prod_h', 'prod_rival']),
    media,
    territory: values('territory'),
    language: values('language'),
    stage: dice.pick(STAGES),
    content: dice.chance(10) ? [] : values('content'),
    pipeline: values('tool'),
    ...(media.some((word) => word.startsWith('ad')) && { advertiser: values('advertiser') }),
    from: day(begins),
    until: day(begins + 1 + dice.roll(4)),
  };
}

function sizeOf(use: Use): number {
  const leaves: Record<string, number> = { 'generate.voice': 7, programme: 9, 'promo.trailer': 3, '021': 5, EEA: 30 };
  const count = (words: readonly string[]): number => words.reduce((sum, word) => sum + (leaves[word] ?? 1), 0);
  const days = (Date.parse(use.until) - Date.parse(use.from)) / 86_400_000;
  const listed = [use.act, use.purpose, use.media, use.territory, use.language, use.pipeline, use.advertiser ?? ['-']];
  return listed.reduce((size, words) => size * count(words), days) * (use.content.length || 19);
}

function dealConsent(dice: Dice, use: Use, index: number): ConsentRecord {
  const permissions = Array.from({ length: dice.pick([1, 1, 1, 2, 2, 3]) }, () => dealPermission(dice, use));
  const prohibitions = dice.chance(12) ? [dealBarring(dice, use)] : [];
  const events = dice.chance(30) ? [dealEvent(dice, use, 2)] : [];
  return {
    id: `cons_${index + 1}`,
    version: 1 + events.length,
    request: `req_${index + 1}`,
    production: dice.pick(['prod_h1', 'prod_h', 'prod_h2', 'prod_rival', 'prod_nowhere']),
    terms: termsOf(permissions, prohibitions),
    signature: { method: 'email_code', capacity: 'self' },
    givenAt: day(dice.chance(4) ? 12 : dice.roll(8)),
    events,
  };
}

/** Two consents of which each covers a part of the use, so that only both together cover it; none if it has no parts. */
function dealHalves(dice: Dice, use: Use, index: number): ConsentRecord[] {
  const several = DIMENSIONS.filter((dimension) => statedIn(use, dimension).length > 1);
  if (several.length === 0) return [];
  const dimension = dice.pick(several);
  const [first = '', ...rest] = statedIn(use, dimension);
  return [[first], rest].map((values, half) => {
    const consent = dealConsent(dice, use, index + half);
    const box = { ...widestPermission(use), [dimension]: values };
    return {
      ...consent,
      terms: termsOf(
        [box],
        consent.terms.prohibitions.map((clause) => clause.box),
      ),
    };
  });
}

function widestPermission(use: Use): Box {
  const lists = DIMENSIONS.map((dimension) => [dimension, statedIn(use, dimension)] as const);
  const stated = Object.fromEntries(lists.filter(([, values]) => values.length > 0));
  return { ...stated, ...(use.content.length === 0 && { content: CONTENTS }), stage: 'final', until: use.until };
}

function termsOf(permissions: readonly Box[], prohibitions: readonly Box[]): ConsentRecord['terms'] {
  const clauses = (prefix: string, boxes: readonly Box[]): Clause[] =>
    boxes.map((box, index) => ({ id: `${prefix}-${index + 1}`, box }));
  return {
    description: 'As dealt.',
    permissions: clauses('may', permissions),
    prohibitions: clauses('never', prohibitions),
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: 'contract',
  };
}

/** A permission that covers the use but for a few dimensions, in which it covers a part, something else or nothing. */
export function dealPermission(dice: Dice, use: Use): Box {
  const spoilt = new Set<keyof Box>();
  for (let count = dice.pick([0, 0, 1, 1, 1, 2, 3]); count > 0; count--) spoilt.add(dice.pick(SPOILABLE));
  const box: Record<string, unknown> = {};
  for (const dimension of DIMENSIONS) {
    const stated = statedIn(use, dimension);
    if (!spoilt.has(dimension)) box[dimension] = stated.map((word) => widened(dice, dimension, word));
    else if (dice.chance(60))
      box[dimension] = stated.length > 1 ? stated.slice(1) : [dice.pick(Object.keys(WORDS[dimension]))];
    else if (dice.chance(70)) box[dimension] = [dice.pick(Object.keys(WORDS[dimension]))];
  }
  if (use.content.length === 0) box['content'] = dice.chance(50) ? CONTENTS : ['none', 'singing'];
  const rank = STAGES.indexOf(use.stage);
  box['stage'] = spoilt.has('stage') ? dice.pick(STAGES) : STAGES[rank + dice.roll(STAGES.length - rank)];
  const shift = spoilt.has('until') ? dice.pick([-8, -4, -3, -2, -1]) : dice.roll(3);
  box['until'] = day(14 + (Date.parse(use.until) - Date.parse(day(14))) / 86_400_000 + shift);
  if (spoilt.has('from')) box['from'] = day(8 + dice.roll(6));
  if (spoilt.has('until') && dice.chance(15)) delete box['until'];
  return Object.fromEntries(Object.entries(box).filter(([, values]) => !Array.isArray(values) || values.length > 0));
}

const SPOILABLE: readonly (keyof Box)[] = [...DIMENSIONS, 'stage', 'from', 'until'];
const CONTENTS =
  'none nudity simulated_sex graphic_violence drug_alcohol_tobacco political_endorsement religious_advocacy hate self_harm medical_claim gambling weapons_ad competing_brand deceptive_news derogatory_to_subject singing foreign_accent age_below other'.split(
    ' ',
  );

function statedIn(use: Use, dimension: ListDimension): readonly string[] {
  if (dimension === 'production') return [use.production];
  return (dimension === 'tool' ? use.pipeline : use[dimension]) ?? [];
}

function widened(dice: Dice, dimension: ListDimension, word: string): string {
  return dice.pick([word, ...(WORDS[dimension][word] ?? [])]);
}

/** A prohibition or the scope of a withdrawal, near the use: one to three dimensions are mentioned. */
export function dealBarring(dice: Dice, use: Use): Box {
  const box: Record<string, unknown> = {};
  for (let count = 1 + dice.roll(3); count > 0; count--) {
    const dimension = dice.pick(SPOILABLE);
    if (dimension === 'stage') box['stage'] = dice.pick(STAGES);
    else if (dimension === 'from' || dimension === 'until') box[dimension] = day(8 + dice.roll(10));
    else if (dice.chance(50)) box[dimension] = [dice.pick(Object.keys(WORDS[dimension]))];
    else
      box[dimension] = [
        widened(dice, dimension, dice.pick([...statedIn(use, dimension), Object.keys(WORDS[dimension])[0]!])),
      ];
  }
  return box;
}

/** A withdrawal or the wish for one, before or after the time of asking. */
function dealEvent(dice: Dice, use: Use, version: number): ConsentEvent {
  const at = day(8 + dice.roll(4));
  const scope = dice.chance(25) ? null : dealBarring(dice, use);
  if (dice.chance(45)) return { kind: 'withdrawal_asked', version, at, scope };
  const effectiveAt = dice.chance(30) ? day(13) : at;
  return { kind: 'withdrawn', version, at, effectiveAt, scope, worksMadeBefore: 'stop' };
}

/** The records with one thing less granted, or one more withdrawn: whatever the dice say. */
export function narrowed(dice: Dice, { use, records }: Case): Records {
  if (records.consents.length === 0) return records;
  const chosen = dice.pick(records.consents);
  const change = (terms: ConsentRecord['terms']): Records => replaced(records, { ...chosen, terms });
  const { terms } = chosen;
  const clause = dice.pick(terms.permissions);
  const others = terms.permissions.filter((each) => each !== clause);
  switch (dice.roll(4)) {
    case 0:
      return change({ ...terms, permissions: dice.chance(30) ? [] : others });
    case 1: {
      const event = dealEvent(dice, use, chosen.version + 1);
      return replaced(records, { ...chosen, version: event.version, events: [...chosen.events, event] });
    }
    default:
      return change({ ...terms, permissions: [...others, { id: clause.id, box: narrowedBox(dice, clause.box) }] });
  }
}

function replaced(records: Records, consent: ConsentRecord): Records {
  return { ...records, consents: records.consents.map((each) => (each.id === consent.id ? consent : each)) };
}

function narrowedBox(dice: Dice, box: Box): Box {
  const dimension = dice.pick(SPOILABLE);
  const { [dimension]: said, ...rest } = box;
  if (dimension === 'from') return { ...rest, from: [box.from ?? '', day(11 + dice.roll(3))].sort()[1]! };
  if (said === undefined || dice.chance(20)) return rest;
  if (dimension === 'until') return { ...rest, until: [box.until ?? '', day(11 + dice.roll(3))].sort()[0]! };
  if (dimension === 'stage') return { ...rest, stage: STAGES[dice.roll(STAGES.indexOf(box.stage ?? 'final') + 1)]! };
  const values = box[dimension] ?? [];
  const value = dice.pick(values);
  const below = Object.entries(WORDS[dimension]).filter(([, above]) => above.includes(value));
  const kept = values.filter((each) => each !== value);
  return { ...rest, [dimension]: dice.chance(60) && below.length > 0 ? [...kept, dice.pick(below)[0]] : kept };
}

/** The records with one more thing forbidden, in a consent or for everyone. */
export function forbidden(dice: Dice, { use, records }: Case): Records {
  const box = dealBarring(dice, use);
  const consent = records.consents[dice.roll(4)];
  if (!consent) {
    const instruction = { id: 'stand_more', box, from: day(dice.roll(12)), until: null };
    return { ...records, standing: [...records.standing, instruction] };
  }
  const prohibitions = [...consent.terms.prohibitions, { id: 'never-more', box }];
  return replaced(records, { ...consent, terms: { ...consent.terms, prohibitions } });
}

/** The same case with every list in another order. */
export function shuffled(dice: Dice, { use, records }: Case): Pick<Case, 'use' | 'records'> {
  const mix = <T>(list: readonly T[]): T[] => {
    const left = [...list];
    return list.map(() => left.splice(dice.roll(left.length), 1)[0]!);
  };
  const mixBox = <T extends object>(box: T): T =>
    Object.fromEntries(Object.entries(box).map(([key, said]) => [key, Array.isArray(said) ? mix(said) : said])) as T;
  const mixClauses = (clauses: readonly Clause[]): Clause[] =>
    mix(clauses).map(({ id, box }) => ({ id, box: mixBox(box) }));
  const consents = mix(records.consents).map((consent) => {
    const permissions = mixClauses(consent.terms.permissions);
    const prohibitions = mixClauses(consent.terms.prohibitions);
    return { ...consent, terms: { ...consent.terms, permissions, prohibitions }, events: mix(consent.events) };
  });
  return {
    use: mixBox(use),
    records: { ...records, consents, refused: mix(records.refused), standing: mix(records.standing) },
  };
}

/** The records with facts that are dated after the question. */
export function continued(dice: Dice, { use, records, at }: Case): Records {
  const later = (): string => new Date(Date.parse(at) + 1 + dice.roll(1000)).toISOString();
  const consents = records.consents.map((consent) => {
    const event = { ...dealEvent(dice, use, consent.version + 1), at: later() };
    return { ...consent, version: event.version, events: [...consent.events, event] };
  });
  const given = { ...dealConsent(dice, use, 7), givenAt: later() };
  const refusal = { id: 'req_later', terms: termsOf([dealPermission(dice, use)], []), declinedAt: later() };
  return { ...records, consents: [...consents, given], refused: [...records.refused, refusal] };
}

/** Ways to state a dimension that nobody knows, or that says nothing. */
export const UNKNOWN_VALUES = [
  ['act', ['generate.voice.yodel']],
  ['act', []],
  ['purpose', ['fun']],
  ['production', 'prod_lost'],
  ['media', ['promo.trailer.final']],
  ['media', ['ad.skywriting']],
  ['territory', ['XX']],
  ['territory', ['us']],
  ['language', ['spanish']],
  ['language', []],
  ['stage', 'rough'],
  ['content', ['gore']],
  ['pipeline', []],
  ['until', '2026-11-01T00:00:00.000Z'],
] as const;
