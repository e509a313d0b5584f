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
      'grid.ts': [
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
      'survey.ts': [['axes[index]?.dimension', 'axes[index].dimension']],
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
    why: 'A budget of tenths is never spent to zero exactly, as they are no binary fractions.',
    where: { 'layout.ts': [['budget.left < 0', 'budget.left <= 0']] },
  },
  {
    why: 'Of two that are equal it is the same which one is taken.',
    where: { 'algebra.ts': [['end > last', 'end >= last']] },
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
  'the engine whether they notice. At least 85 of 100 must be noticed, or it fails. It takes about ten minutes on two cores, and',
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
