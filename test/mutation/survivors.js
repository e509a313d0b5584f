/**
 * Writes docs/mutation.md from the last report: the score of each file, and every mutant that lives with the reason why it
 * may. One without a reason is a gap in the tests: it is listed first, and the program ends with 1.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const REPORT = new URL('../../dist/mutation/report.json', import.meta.url);
const DOCUMENT = new URL('../../docs/mutation.md', import.meta.url);

/** Why a mutant may live; the first that fits is told. `of` names files, `text` what stands in the code. */
const REASONS = [
  {
    why: 'The compiler asks for a guard where an index could be out of bounds; it never is, so what stands behind the guard is never used.',
    fits: ({ mutator, text, line }) =>
      mutator === 'OptionalChaining' || (/^(\[\]|''|\{\}|\[''(, '')*\]|-1)$/.test(text) && /\?\? /.test(line)),
  },
  {
    why: 'A shortcut: without it the same answer is found by a longer way. What it saves is measured by `test/bench`.',
    fits: ({ file, text, line }) =>
      (file === 'layout.ts' && /isPlain|isHarmless|isWhole|kind ===/.test(line)) ||
      (file === 'survey.ts' && /isPlain|unspoken === missing|isMissingThroughout \|\|/.test(line)) ||
      (file === 'grid.ts' && /known|memory|isEmpty|COMPARISONS|stepCost/.test(line)) ||
      (file === 'atoms.ts' && /words === 1|new Array|one === other|set\.length <= 1/.test(line)) ||
      (file === 'judge.ts' &&
        /NOTHING_MORE|known !== undefined|mayBeMet|CONSENT_PREDICATES|filter\(\(\{ when/.test(line)) ||
      (file === 'impediments.ts' && /candidates\.length|\.length > 0/.test(line)) ||
      (file === 'coverage.ts' && /doubts\.length/.test(line)) ||
      (file === 'exemption.ts' && /borneOut\.length === 0|performer === null/.test(line)) ||
      (file === 'nearest.ts' &&
        /granted\.length === 0|kind === 'granted'|fitting\.some|dimension === 'stage'/.test(line)) ||
      (file === 'axis-ranged.ts' && /ups\.length|same !== undefined/.test(line)) ||
      (file === 'axes.ts' && /value === 'any'/.test(line)) ||
      (file === 'decide.ts' && /coverage\.doubts\.length|isCovered/.test(text)),
  },
  {
    why: 'A budget that is spent to the last fragment, exactly: nobody is told whether that is still enough.',
    fits: ({ line, mutator }) => /budget\.left|left -=/.test(line) && mutator !== 'BlockStatement',
  },
  {
    why: 'Two that compare as equal do not occur here: ids, keys and instants in one list differ, or the order between equals is not told.',
    fits: ({ mutator, line }) => mutator === 'EqualityOperator' && /sort|< (one|other|b|at)|> at|>= /.test(line),
  },
  {
    why: 'One step past the end of a list reads nothing, and nothing is what the list holds there.',
    fits: ({ mutator, text }) => mutator === 'EqualityOperator' && /(length|Count|end)$/.test(text),
  },
  {
    why: 'What is in order already is put in order again where its reader says so: the lists it makes are in order as they are made.',
    fits: ({ mutator, text, line }) =>
      mutator === 'MethodExpression' && /sort/.test(text) ? true : /\.sort\(/.test(line) && /=>|a - b/.test(text),
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
  const found = REASONS.findIndex(({ fits }) => fits(mutant));
  (groups[found]?.living ?? unexplained).push(mutant);
}
writeFileSync(DOCUMENT, pageOf());
console.log(`${unexplained.length} living mutants have no reason; see docs/mutation.md`);
process.exitCode = unexplained.length === 0 ? 0 : 1;

function described(file, lines, { mutatorName, replacement = '', status, location: { start, end } }) {
  const line = lines[start.line - 1] ?? '';
  const text = line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined);
  const isCounted = status !== 'Ignored' && status !== 'CompileError' && status !== 'RuntimeError';
  const isLiving = status === 'Survived' || status === 'NoCoverage';
  return { file, line, text, mutator: mutatorName, replacement, at: start.line, isCounted, isLiving };
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
