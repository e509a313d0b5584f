/**
 * How long a decision takes: an ordinary one, and the worst that terms within their limits can be made to cost. Prints
 * CPU time, which a busy machine stretches least. Run it from the checkout's root, with a part of a name or without:
 * `node --conditions=source --import ./test/support/typescript.js test/bench/decide-worst.ts [NAME]`
 */
import { decide, STAGES, VOCABULARIES } from '#consent';
import type { Box, ConsentRecord, ListedDimension, Records, Use } from '#consent';
import { consent, permission, records, use } from '../support/consents.js';

const AT = '2026-11-23T12:00:00.000Z';
const VALUES = 64;
const CLAUSES = 32;

interface Contest {
  readonly name: string;
  readonly use: Use;
  readonly records: Records;
}

/** A generator with a seed, so that two runs compare the same cases (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const leavesOf = (dimension: ListedDimension): readonly string[] => VOCABULARIES[dimension].leaves;
const numbered = (prefix: string): string[] => Array.from({ length: VALUES }, (_, index) => `${prefix}${index}`);
const LISTS = {
  act: leavesOf('act'),
  purpose: leavesOf('purpose'),
  media: leavesOf('media').filter((word) => !word.startsWith('ad.')),
  territory: leavesOf('territory'),
  content: leavesOf('content'),
  language: Array.from({ length: VALUES }, (_, index) => `a${String.fromCharCode(97 + (index % 26))}-${100 + index}`),
  tool: numbered('tool_'),
} as const;

/** All that can be asked at once. */
const WIDEST = use({
  act: LISTS.act.slice(0, VALUES),
  purpose: LISTS.purpose,
  media: LISTS.media,
  territory: ['world'],
  language: LISTS.language,
  content: LISTS.content,
  pipeline: LISTS.tool,
  production: 'prod_harbor_s1e4',
});

/** A box in which each value of each list is chosen or not by `choose`. */
function boxOf(choose: (dimension: keyof typeof LISTS, index: number) => boolean, more: Box = {}): Box {
  const lists = Object.entries(LISTS).map(([key, words]) => {
    // The key comes from the record itself.
    const dimension = key as keyof typeof LISTS;
    return [key, words.filter((_, index) => choose(dimension, index)).slice(0, VALUES)];
  });
  return { ...permission({}), ...Object.fromEntries(lists), ...more };
}

function consentsOf(count: number, makeBox: (clause: number) => Box, prohibited = 0): ConsentRecord[] {
  return Array.from({ length: count }, (_, index) =>
    consent({
      id: `cons_${index}`,
      permissions: Array.from({ length: CLAUSES - prohibited }, (_, clause) => makeBox(index * CLAUSES + clause)),
      prohibitions: Array.from({ length: prohibited }, (_, clause) => makeBox(7_000 + index * CLAUSES + clause)),
    }),
  );
}

function contests(): readonly Contest[] {
  const random = randomFrom(20_261_123);
  const half = () => boxOf(() => random() < 0.5);
  const most = () => boxOf(() => random() < 0.95);
  const few = () => boxOf(() => random() < 0.1);
  const sliced = (clause: number): Box =>
    boxOf((_, index) => index % 31 !== clause % 31, { until: `2027-0${1 + (clause % 9)}-01T00:00:00.000Z` });
  const narrow = { ...WIDEST, act: LISTS.act.slice(0, 1), purpose: LISTS.purpose.slice(0, 2), content: ['none'] };
  const small = use({ territory: ['MX', 'ES', 'US'], language: ['es-MX', 'es-ES'] });
  return [
    { name: 'ordinary allow, 1 consent', use: use({}), records: records(consent({})) },
    { name: 'ordinary deny, 1 consent', use: use({ media: ['promo.trailer.series'] }), records: records(consent({})) },
    {
      name: 'allow by one of 20 consents',
      use: small,
      records: records(...consentsOf(20, () => permission({})).map(one)),
    },
    { name: 'random halves, 4 x 32 clauses', use: WIDEST, records: records(...consentsOf(4, half)) },
    { name: 'random halves, small use', use: small, records: records(...consentsOf(4, half)) },
    { name: 'almost everything, 4 x 32', use: WIDEST, records: records(...consentsOf(4, most)) },
    { name: 'almost everything, narrow use', use: narrow, records: records(...consentsOf(4, most)) },
    { name: 'a tenth, 4 x 32', use: WIDEST, records: records(...consentsOf(4, few)) },
    { name: 'a tenth, narrow use', use: narrow, records: records(...consentsOf(4, few)) },
    { name: 'slices, 4 x 32', use: narrow, records: records(...consentsOf(4, sliced)) },
    { name: 'half prohibitions, 4 x 32', use: narrow, records: records(...consentsOf(4, most, 16)) },
    { name: 'random halves, 8 x 32', use: WIDEST, records: records(...consentsOf(8, half)) },
    { name: 'almost everything, 8 x 32, narrow', use: narrow, records: records(...consentsOf(8, most)) },
    { name: '1,000 withdrawals of a part', use: narrow, records: records(withdrawnOften(1_000, random)) },
    { name: 'many boxes missing', use: mosaicUse, records: records(...consentsOf(1, () => mosaic(random))) },
    ...STAGES.slice(0, 2).map((stage, index) => growing(stage, index)),
  ];
}

function withdrawnOften(count: number, random: () => number): ConsentRecord {
  const events = Array.from({ length: count }, (_, index): ConsentRecord['events'][number] => ({
    kind: 'withdrawn',
    version: 2 + index,
    at: '2026-10-01T00:00:00.000Z',
    effectiveAt: '2026-10-01T00:00:00.000Z',
    scope: { territory: LISTS.territory.filter(() => random() < 0.02), tool: LISTS.tool.filter(() => random() < 0.1) },
    worksMadeBefore: 'stop',
  }));
  return consent({ permissions: Array.from({ length: CLAUSES }, () => boxOf(() => random() < 0.9)), events });
}

const BLOCKS = 8;
const mosaicUse = {
  ...WIDEST,
  ...{ act: LISTS.act.slice(0, 12), media: LISTS.media.slice(0, 12), territory: LISTS.territory.slice(0, VALUES) },
  ...{ purpose: ['production'], content: ['none'], language: ['ja'], pipeline: ['tool_0'] },
};

/** Random acts by random media by random blocks of countries: nearly each act in each medium lacks other countries. */
function mosaic(random: () => number): Box {
  const blocks = Array.from({ length: BLOCKS }, () => random() < 0.5);
  return {
    ...permission({ language: ['*'] }),
    act: LISTS.act.filter(() => random() < 0.3),
    media: LISTS.media.filter(() => random() < 0.3),
    territory: LISTS.territory.slice(0, VALUES).filter((_, index) => blocks[index % BLOCKS] === true),
  };
}

function one(given: ConsentRecord): ConsentRecord {
  return { ...given, terms: { ...given.terms, permissions: given.terms.permissions.slice(0, 3) } };
}

/** Uses grown until just before the answer becomes too complex: there the grid is as large as it may be. */
function growing(stage: Use['stage'], seed: number): Contest {
  const random = randomFrom(seed);
  const given = records(...consentsOf(4, () => boxOf(() => random() < 0.8)));
  let last = use({ stage });
  for (let size = 1; size <= VALUES; size++) {
    const grown = {
      ...last,
      act: LISTS.act.slice(0, 3),
      purpose: LISTS.purpose.slice(0, 2),
      media: LISTS.media.slice(0, 2),
      content: ['none'],
      territory: LISTS.territory.slice(0, size),
      language: LISTS.language.slice(0, Math.min(size, 4)),
      pipeline: LISTS.tool.slice(0, Math.min(size, 3)),
    };
    if (decide(grown, given, [], AT).reasons[0]?.code === 'TOO_COMPLEX') break;
    last = grown;
  }
  return { name: `just not too complex (${last.territory.length} territories)`, use: last, records: given };
}

function measure({ name, use: asked, records: given }: Contest): void {
  const decision = decide(asked, given, [], AT);
  const batch = calibrated(() => decide(asked, given, [], AT));
  const times: number[] = [];
  const rounds = 40;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    let calls = 0;
    // A few milliseconds a round: the clock of CPU time is coarse.
    do {
      for (let call = 0; call < batch; call++) decide(asked, given, [], AT);
      calls += batch;
    } while (process.cpuUsage(before).user < 4_000);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / calls);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(share * (rounds - 1))] ?? 0).toFixed(1).padStart(9);
  const answer = `${decision.outcome} ${decision.reasons[0]?.code ?? ''}, ${decision.missing.length} boxes missing`;
  console.log(`${name.padEnd(42)} least ${at(0)} us  median ${at(0.5)} us   ${answer}`);
}

/** How many calls make up about a millisecond, once the compiler has seen enough of them. */
function calibrated(call: () => void): number {
  const before = process.cpuUsage();
  let calls = 0;
  while (process.cpuUsage(before).user < 300_000) {
    call();
    calls++;
  }
  return Math.max(1, Math.round(calls / 300));
}

const chosen = process.argv[2] ?? '';
for (const contest of contests()) if (contest.name.includes(chosen)) measure(contest);
