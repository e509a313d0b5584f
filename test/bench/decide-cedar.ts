/**
 * `decide()` about a performer with 200 live consents, on one core, next to Cedar on the same question of scope. `npm run
 * bench` runs it; alone: `node --conditions=source --import ./test/support/typescript.js test/bench/decide-cedar.ts [ROUNDS]`
 *
 * The contestants take turns within a round, and the ratios are of one round. CPU time is counted, which a busy machine
 * stretches least. Cedar runs as WebAssembly, and has its policies parsed beforehand: what is compared is the deciding.
 * It answers about one point at a time, so a use of many points costs it as many questions.
 */
import { decide, packNamed, packsFor } from '#consent';
import type { ConsentRecord, PolicyPack, Records, Use } from '#consent';
import { permits, preparse } from '../support/cedar-policies.js';
import { pointsOf } from '../support/consent-oracle.js';
import type { Point } from '../support/consent-oracle.js';
import { consent, permission, records, use } from '../support/consents.js';
import { spread } from './spread.js';

const AT = '2026-11-23T12:00:00.000Z';
const CONSENTS = 200;
const ROUND_MS = 300;
const ROUNDS = Number(process.argv[2] ?? 9);

interface Contest {
  readonly name: string;
  readonly use: Use;
}

interface Contestant {
  readonly name: string;
  readonly answer: () => string;
}

/** 200 consents in force, each for other places, media and languages; what is asked lies within a few of them. */
function given(): Records {
  const territories = ['MX', 'ES', 'US', 'JP', 'NO', 'EU', '419', '142'];
  const media = ['programme', 'promo.trailer', 'game', 'promo.key_art'];
  const languages = ['es', 'ja', 'es-ES', 'es-MX', '*'];
  const consents = Array.from({ length: CONSENTS }, (_, index): ConsentRecord =>
    consent({
      id: `cons_${String(index).padStart(3, '0')}`,
      permissions: [
        permission({
          territory: [at(territories, index), at(territories, index + 3)],
          media: [at(media, index >> 3)],
          language: [at(languages, index >> 2)],
          act: [index % 3 === 0 ? 'generate.voice' : 'generate.voice.adr_line'],
        }),
      ],
      prohibitions: index % 10 === 0 ? [{ act: ['train'] }] : [],
    }),
  );
  const statement = { at: '2026-01-01T00:00:00.000Z', node: 'prod_harbor', platform: 'netflix' as const };
  const productionStatements = [{ ...statement, agreements: ['sag-aftra-tv@2026'], places: ['US-CA'] }];
  return { ...records(...consents), productionStatements };
}

function at(values: readonly string[], index: number): string {
  return values[index % values.length] ?? '';
}

const CONTESTS: readonly Contest[] = [
  { name: 'one point, allowed', use: use({ territory: ['MX'], until: '2026-12-02T00:00:00.000Z' }) },
  {
    name: 'one point, not covered',
    use: use({ territory: ['US'], act: ['alter.emotion'], until: '2026-12-02T00:00:00.000Z' }),
  },
  { name: 'two countries for a week', use: use({}) },
];

function contestants(asked: Use, known: Records): readonly Contestant[] {
  const points = pointsOf(asked);
  const packs = packsFor(asked, known, AT);
  const ours = (named: readonly PolicyPack[]): string =>
    decide(asked, known, named, AT).missing.length > 0 ? 'deny' : 'permit';
  // A denied point settles it; an allowed use takes all of them.
  const isPermitted = (point: Point): boolean => permits('bench', point, asked, known, AT);
  return [
    { name: 'decide()', answer: () => ours([]) },
    { name: `decide() under ${packs.length} packs`, answer: () => ours(packs) },
    {
      name: `Cedar, ${points.length} point${points.length > 1 ? 's' : ''}`,
      answer: () => (points.every(isPermitted) ? 'permit' : 'deny'),
    },
  ];
}

/** Microseconds of CPU for one answer. */
function measured({ answer }: Contestant): number {
  const before = process.cpuUsage();
  let answers = 0;
  for (;;) {
    answer();
    answers += 1;
    const { user, system } = process.cpuUsage(before);
    if (user + system >= ROUND_MS * 1000) return (user + system) / answers;
  }
}

function run({ name, use: asked }: Contest, known: Records): void {
  const all = contestants(asked, known);
  const answers = new Set(all.map(({ answer }) => answer()));
  if (answers.size > 1) throw new Error(`the contestants disagree on \`${name}\`; the figures would mean nothing`);
  for (const contestant of all) measured(contestant);
  const times = all.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    const turns = [...all.keys()];
    // Turns about, so that none always runs on what another has just warmed.
    for (const index of round % 2 === 0 ? turns : turns.reverse()) times[index]?.push(measured(all[index] ?? NOBODY));
  }
  console.log(`\n${name}: ${[...answers].join('')}, ${CONSENTS} live consents`);
  const base = times[0] ?? [];
  all.forEach((contestant, index) => {
    const own = times[index] ?? [];
    const perSecond = own.map((micros) => 1e6 / micros);
    const ratio = own.map((micros, round) => micros / (base[round] ?? micros));
    console.log(
      `${contestant.name.padEnd(26)}${spread(own, 1).padStart(26)} µs${spread(perSecond, 0).padStart(26)} per core and second${spread(ratio, 2).padStart(22)} × decide()`,
    );
  });
}

const NOBODY: Contestant = { name: '', answer: () => '' };

for (const name of ['netflix@2025-08', 'sag-aftra-tv@2026'])
  if (packNamed(name) === null) throw new Error(`there is no pack \`${name}\``);
const known = given();
preparse('bench', known);
for (const contest of CONTESTS) run(contest, known);
