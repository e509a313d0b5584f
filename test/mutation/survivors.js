/**
 * Writes docs/mutation.md from the last report: the score of each file, and every mutant that lives with the reason why it
 * may. One without a reason is a gap in the tests: it is listed first, and the program ends with 1.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const REPORT = new URL('../../dist/mutation/report.json', import.meta.url);
const DOCUMENT = new URL('../../docs/mutation.md', import.meta.url);

/** What Stryker puts into a list that is empty. */
const FILLED = '["Stryker was here"]';

/**
 * Why a mutant may live: for each file, the code that may become other code. Each is named by itself, so that a gap in the
 * tests cannot hide behind a reason that was meant for something else; one that is noticed by now stands here no longer.
 */
const REASONS = [
  {
    why: 'The compiler asks for a guard where an index could be out of bounds; it never is, so what stands behind the guard is never used.',
    where: {
      'axes.ts': [['paths[id] ?? []', `paths[id] ?? ${FILLED}`]],
      'axis-listed.ts': [['atomOf[leaf] ?? -1', 'atomOf[leaf] ?? +1']],
      'exemption.ts': [
        ['created ?? []', `created ?? ${FILLED}`],
        ["claim.review?.at ?? ''", 'claim.review?.at ?? "Stryker was here!"'],
        ['claim.review?.at', 'claim.review.at'],
        [".at(-1) ?? ''", '.at(-1) ?? "Stryker was here!"'],
      ],
      'grid.ts': [
        // Nobody looks at the classes of the end.
        ['classes: [], below', `classes: ${FILLED}, below`],
        ['atoms[index] ?? []', `atoms[index] ?? ${FILLED}`],
        ['axis.classes[index]?.rows ?? []', `axis.classes[index]?.rows ?? ${FILLED}`],
        ['axis.classes[index]?.rows', 'axis.classes[index].rows'],
        ['axis?.classes[index]?.atoms ?? []', `axis?.classes[index]?.atoms ?? ${FILLED}`],
        ['axis?.classes[index]?.atoms', 'axis?.classes[index].atoms'],
        ['axis?.classes[index]', 'axis.classes[index]'],
      ],
      'layout.ts': [
        ['statements[row]?.kind', 'statements[row].kind'],
        ['reach[row]?.[index]', 'reach[row][index]'],
      ],
      'nearest.ts': [
        ['[0] ?? []', `[0] ?? ${FILLED}`],
        ['({ act = [] })', `({ act = ${FILLED} })`],
        ['changed[index] ?? []', `changed[index] ?? ${FILLED}`],
        ['budget) ?? []', `budget) ?? ${FILLED}`],
      ],
      'survey.ts': [['axes[index]?.dimension', 'axes[index].dimension']],
    },
  },
  {
    why: 'The compiler asks which kind of statement it is, where only one kind can be: what covers is a permission in force, which has an end and a consent; only doubts and wishes to withdraw come beside it.',
    where: {
      'coverage.ts': [
        ['[each.consent] : []', `[each.consent] : ${FILLED}`],
        ["decisive('covering').filter((each) => each.kind === 'granted')", "decisive('covering')"],
        ["each.kind === 'granted'", 'true'],
        ["statement.kind === 'asked'", 'true'],
        ['statement.box.until === undefined', 'false'],
        ['statement.box.until === undefined ? []', `statement.box.until === undefined ? ${FILLED}`],
        ["statement.kind !== 'asked' && statement.kind !== 'doubted'", 'false'],
        ["statement.kind !== 'doubted') return []", `statement.kind !== 'doubted') return ${FILLED}`],
      ],
      'decide.ts': [["exempting.kind === 'none'", 'true']],
      'impediments.ts': [
        ['asked === null', 'false'],
        ['use.quantity?.[unit]', 'use.quantity[unit]'],
      ],
      'judge.ts': [['answer === true', 'false']],
      'statements.ts': [['box.until !== undefined', 'true']],
    },
  },
  {
    why: 'What is put there sorts after every instant, and only the first that comes is told.',
    where: {
      'coverage.ts': [['box.until ?? []', `box.until ?? ${FILLED}`]],
      'decide.ts': [
        ['endsAt: []', `endsAt: ${FILLED}`],
        ['earliest(at, [])', `earliest(at, ${FILLED})`],
      ],
      'statements.ts': [['changesAt: Instant[] = []', `changesAt: Instant[] = ${FILLED}`]],
    },
  },
  {
    why: 'An instant that is not there is the same as one that is not said.',
    where: { 'judge.ts': [["typeof since === 'string'", 'true']] },
  },
  {
    why: 'Nobody reads it: a denial holds for its hour whatever ends, an answer that waits tells the reasons of its doubts, who is not asked about gets reasons of his own, and where no consent is needed no doubt has an end.',
    where: {
      'coverage.ts': [['endsAt: []', `endsAt: ${FILLED}`]],
      'decide.ts': [
        ['reasons: []', `reasons: ${FILLED}`],
        ['{ isConsentNeeded: false, at }', '{}'],
        ['{ given: null, waiting: null }', '{}'],
        // It is asked whether it is `exempt`, and where not, what is lacking; nothing is.
        ["{ kind: 'none', waits: []", '{ kind: "", waits: []'],
      ],
    },
  },
  {
    why: 'A value that is not one is dropped again: only kinds of approval that there are, are told.',
    where: {
      'decide.ts': [
        ['open = []', `open = ${FILLED}`],
        ['cure ?? []', `cure ?? ${FILLED}`],
      ],
    },
  },
  {
    why: 'What is not an atom is a part: there are only the two.',
    where: {
      'coverage.ts': [["'part'", '""']],
      'exemption.ts': [["'part'", '""']],
      'nearest.ts': [["'part'", '""']],
    },
  },
  {
    why: 'Where something else than a refusal explains a part that nobody spoke of, there is a permission, so that reasons come from the nearest one.',
    where: { 'coverage.ts': [["kind === 'refused'", 'true']] },
  },
  {
    why: 'A consent that is void covers nothing, and what covers nothing raises no doubt; one that is not given yet is not read.',
    where: {
      'impediments.ts': [
        ['consent.givenAt > situation.at', 'false'],
        ['[doubtOf(each, consent)] : []', `[doubtOf(each, consent)] : ${FILLED}`],
        ["found.then.effect === 'doubt'", 'true'],
        ['waiting.length > 0', 'true'],
        ['waiting.length > 0', 'waiting.length >= 0'],
      ],
    },
  },
  {
    why: 'A shortcut: without it the same answer is made again, or joined from nothing, or from one thing at a time.',
    where: {
      'decide.ts': [['found.length === 0', 'false']],
      'impediments.ts': [['candidates.length === 0', 'false']],
      'judge.ts': [
        ['known !== undefined', 'false'],
        ['one === NOTHING_MORE', 'false'],
        ['other === NOTHING_MORE', 'false'],
      ],
      'nearest.ts': [['granted.length === 0', 'false']],
      'survey.ts': [
        ['isPlain(layout, isConsentNeeded)', 'false'],
        ['if (isPlain(layout, isConsentNeeded)) {', 'if (isPlain(layout, isConsentNeeded)) {}'],
      ],
      'settling.ts': [
        ['situation.approvals.length === 0', 'false'],
        ['cured.length === 0', 'false'],
        ['met.length === 0', 'false'],
      ],
    },
  },
  {
    why: 'Each statement raises one doubt, and of one all are as some.',
    where: {
      'settling.ts': [
        [
          'doubtsOf(each).every((doubt) => approvalsOf(situation, doubt).length > 0)',
          'doubtsOf(each).some(doubt => approvalsOf(situation, doubt).length > 0)',
        ],
      ],
    },
  },
  {
    why: 'Once the budget has ended nothing is told, whatever is found with it.',
    where: {
      'nearest.ts': [
        ['!layout || !grid', '!layout && !grid'],
        ['if (!layout || !grid) return []', `if (!layout || !grid) return ${FILLED}`],
      ],
    },
  },
  {
    why: 'The compiler asks which of two it is, where only one can be: the axes that are laid first are never the window, permissions that were kept have an end, and a walk that ends early leaves nothing for the one after it.',
    where: {
      'algebra.ts': [
        ["until: end = ''", 'until: end = "Stryker was here!"'],
        ["(end > last ? end : last), ''", '(end > last ? end : last), "Stryker was here!"'],
      ],
      'layout.ts': [
        ["axis.dimension === 'window'", 'false'],
        ["'window'", '""'],
      ],
      'survey.ts': [['missing === null', 'false']],
    },
  },
  {
    why: 'A word that nobody knows has no leaves and is in no permission: to read one more of them adds no atom that anything grants.',
    where: {
      'axis-listed.ts': [
        ['leavesOf.get(word) ?? []', `leavesOf.get(word) ?? ${FILLED}`],
        ['held ?? []', `held ?? ${FILLED}`],
      ],
      'algebra.ts': [['box[dimension] ?? []', `box[dimension] ?? ${FILLED}`]],
      'nearest.ts': [['box[dimension] ?? []', `box[dimension] ?? ${FILLED}`]],
    },
  },
  {
    why: 'A shortcut: media that no permission names are an extent in which nothing is granted, and nothing is found there.',
    where: {
      'algebra.ts': [
        ['rest.length > 0', 'true'],
        ['rest.length > 0', 'rest.length >= 0'],
        ['ads.length > 0', 'true'],
        ['ads.length > 0', 'ads.length >= 0'],
      ],
    },
  },
  {
    why: 'A shortcut: a set of one word is made without a loop, and is the same set.',
    where: { 'atoms.ts': [['words === 1', 'false']] },
  },
  {
    why: 'A budget of tenths is not spent to zero exactly, as they are no binary fractions.',
    where: {
      'layout.ts': [['budget.left < 0', 'budget.left <= 0']],
      'nearest.ts': [['budget.left < 0', 'budget.left <= 0']],
    },
  },
  {
    why: 'Of two that are equal it is the same which one is taken; and ids and names in one list are never equal.',
    where: {
      'algebra.ts': [['end > last', 'end >= last']],
      'decide.ts': [
        ['nameOf(one) < nameOf(other)', 'nameOf(one) <= nameOf(other)'],
        ['one.id < other.id', 'one.id <= other.id'],
        ['first < at', 'first <= at'],
      ],
      'exemption.ts': [['one.id < other.id', 'one.id <= other.id']],
      'use-hash.ts': [['a < b', 'a <= b']],
    },
  },
  {
    why: 'One step past the end of a list reads nothing, and nothing is what the list holds there.',
    where: {
      'algebra.ts': [['row < end', 'row <= end']],
      'atoms.ts': [['word < one.length', 'word <= one.length']],
    },
  },
];

const INTRODUCTION = [
  '# Mutation testing',
  '',
  '`npm run mutate` plants small faults, one after the other, into the algebra of scope and the decision, and asks the tests of',
  'the engine whether they notice. At least 85 of 100 must be noticed, or it fails. It takes a quarter of an hour on two cores, and',
  'stands beside `npm test`. Stryker makes the faults and keeps count; `test/mutation/runner.js` runs the specs in the process',
  'that holds all mutants, up to the first that fails, for a run of Jest costs seconds each. Random cases are the same in each',
  'run. This page is made from the last report (`test/mutation/survivors.js`).',
  '',
];

const report = JSON.parse(readFileSync(REPORT, 'utf8'));
const files = Object.entries(report.files).map(([path, { source, mutants }]) => {
  const name = path.replace(/^.*\//, '');
  const lines = source.split('\n');
  return { name, mutants: mutants.map((mutant) => described(name, lines, mutant)) };
});
const groups = REASONS.map(({ why }) => ({ why, living: [] }));
const unexplained = [];
for (const mutant of files.flatMap(({ mutants }) => mutants).filter(({ isLiving }) => isLiving)) {
  const found = REASONS.findIndex(({ where }) => (where[mutant.file] ?? []).some((pair) => isThat(mutant, pair)));
  (groups[found]?.living ?? unexplained).push(mutant);
}
writeFileSync(DOCUMENT, pageOf());
console.log(`${unexplained.length} living mutants have no reason; see docs/mutation.md`);
process.exitCode = unexplained.length === 0 ? 0 : 1;

function described(file, lines, { replacement = '', status, location: { start, end } }) {
  const line = lines[start.line - 1] ?? '';
  const text = line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined);
  const before = line.slice(0, start.column - 1);
  const mutated = end.line === start.line ? before + replacement + line.slice(end.column - 1) : before + replacement;
  const isCounted = status !== 'Ignored' && status !== 'CompileError' && status !== 'RuntimeError';
  const isLiving = status === 'Survived' || status === 'NoCoverage';
  return { file, line, mutated, text, replacement, at: start.line, isCounted, isLiving };
}

/** Whether the mutant makes just this of the code, anywhere in its line. */
function isThat({ line, mutated }, [code, became]) {
  const parts = line.split(code);
  return parts.some((_, index) => {
    if (index === 0) return false;
    return parts.slice(0, index).join(code) + became + parts.slice(index).join(code) === mutated;
  });
}

function pageOf() {
  const rows = [...files, { name: 'together', mutants: files.flatMap(({ mutants }) => mutants) }].map(
    ({ name, mutants }) => {
      const counted = mutants.filter(({ isCounted }) => isCounted).length;
      const living = mutants.filter(({ isLiving }) => isLiving).length;
      return `| ${name} | ${counted} | ${living} | ${(((counted - living) / counted) * 100).toFixed(1)} % |`;
    },
  );
  const open =
    unexplained.length === 0
      ? []
      : ['## Gaps', '', 'No reason is known: a test is missing.', '', ...listed(unexplained)];
  return [
    ...INTRODUCTION,
    ...['| file | mutants | living | noticed |', '|---|---|---|---|', ...rows, ''],
    ...open,
    '## Those that live, and why',
    '',
    ...groups
      .filter(({ living }) => living.length > 0)
      .flatMap(({ why, living }) => [`**${why}**`, '', ...listed(living)]),
  ].join('\n');
}

function listed(mutants) {
  const lines = mutants.map(
    ({ file, at, text, replacement }) => `- \`${file}:${at}\` ${coded(text)} became ${coded(replacement)}`,
  );
  return [...lines, ''];
}

function coded(text) {
  const short = text.replace(/\s+/g, ' ').slice(0, 60);
  return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``;
}
