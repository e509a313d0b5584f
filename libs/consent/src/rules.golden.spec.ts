import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { PACKS } from './released-packs.js';
import type { Condition, Consequence, PolicyPack } from './policy.js';
import { reason, REASON_CODES } from './reasons.js';
import { ruleOf, RULES_BY_TOPIC } from './rules.js';
import type { Rule } from './rules.js';

const root = new URL('../../../', import.meta.url);

/** Compares a document with what it is made of; `npm run golden` writes it. */
async function expectGolden(path: string, made: string): Promise<void> {
  const file = new URL(path, root);
  if (process.env['GOLDEN'] === 'write') await writeFile(file, made);
  expect(await readFile(file, 'utf8')).toBe(made);
}

describe('the rules and the packs', () => {
  it('docs/rules.md lists every rule with its source, its certainty, its packs and what follows', async () => {
    const topics = Object.entries(RULES_BY_TOPIC).flatMap(([topic, rules]) => [
      ...['', `## ${topic}`, '', '| rule | what people read | source | sure | held by | what follows |', ROW(6)],
      ...rules.map(rowOfRule),
    ]);
    await expectGolden('docs/rules.md', [...INTRODUCTION, ...topics, ...packs(), ...reasons(), ''].join('\n'));
  });

  it('a pack that was released never changes: a change is a new version beside it', async () => {
    const hashes = PACKS.map((pack) => [nameOf(pack), createHash('sha256').update(canonical(pack)).digest('hex')]);
    const file = new URL('libs/consent/src/packs/released.json', root);
    const released: unknown = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
    // Writing adds new packs; it never takes a changed one for the one that was released.
    const made = { ...Object.fromEntries(hashes), ...Object(released) };
    if (process.env['GOLDEN'] === 'write') await writeFile(file, `${JSON.stringify(made, null, 2)}\n`);
    expect(Object.fromEntries(hashes)).toEqual(process.env['GOLDEN'] === 'write' ? made : released);
  });
});

function rowOfRule(rule: Rule): string {
  const stating = PACKS.flatMap((pack) =>
    pack.rules.filter(({ id }) => ruleOf(id) === rule).map(({ then }) => ({ pack, then })),
  );
  const names = [...new Set(stating.map(({ pack }) => `\`${nameOf(pack)}\``))];
  const holders = [...(rule.held === 'engine' ? ['the engine'] : []), ...names];
  const follows = [
    ...new Set([
      ...stating.map(({ then }) => told(then)),
      ...unstated(
        rule,
        stating.map(({ then }) => then),
      ),
    ]),
  ];
  const certainty = rule.certainty.join(', ');
  return `| ${rule.id} | ${rule.sentence} | ${rule.source} | ${certainty} | ${holders.join(', ')} | ${follows.join('; ')} |`;
}

/** What the engine gives under a rule beside what the packs do. */
function unstated({ codes }: Rule, stated: readonly Consequence[]): readonly string[] {
  const isExempting = stated.some(({ effect }) => effect === 'exempt');
  const known = new Set<string>(stated.flatMap((then) => ('code' in then ? [then.code] : [])));
  return codes
    .filter((code) => !known.has(code) && !(isExempting && (code === 'EXEMPT' || code === 'CLAIM_UNREVIEWED')))
    .map((code) => `\`${code}\``);
}

function told(then: Consequence): string {
  switch (then.effect) {
    case 'deny':
      return `deny \`${then.code}\``;
    case 'needs_approval':
      return `needs approval \`${then.code}\`${by(then.cure)}`;
    case 'exempt':
      return `no consent is needed, if a person claims it${then.reviewed ? ' and another agrees' : ''}`;
    case 'stands_in':
      return `where no consent covers the use, needs approval \`${then.code}\`${by(then.cure)}`;
    case 'oblige':
      return `an allow obliges to \`${then.obligation}\``;
    case 'void':
      return `the consent does not count \`${then.code}\``;
    case 'doubt':
      return `what the consent covers needs approval \`${then.code}\`${by(then.cure)}`;
  }
}

function by(cure: string | null): string {
  return cure === null ? '' : ` (${cure})`;
}

function packs(): readonly string[] {
  const rows = PACKS.map((pack) => {
    const until = pack.until === null ? '' : ` until ${pack.until.slice(0, 10)}`;
    const source = pack.source.startsWith('https://')
      ? `[${pack.title}](${pack.source})`
      : `${pack.title}. ${pack.source}`;
    return `| \`${nameOf(pack)}\` | ${source} | ${pack.from.slice(0, 10)}${until} | ${whenOf(pack.applies)} | ${pack.rules.map(({ id }) => id).join(', ')} |`;
  });
  return ['', '## Packs', '', ...PACKS_INTRODUCTION, '| pack | source | in force | applies | rules |', ROW(5), ...rows];
}

function whenOf(applies: Condition | null): string {
  return applies === null ? 'where a production names it' : conditionOf(applies);
}

function conditionOf(condition: Condition): string {
  if (typeof condition === 'string') return `\`${condition}\``;
  if ('not' in condition) return `not ${conditionOf(condition.not)}`;
  const parts = 'all' in condition ? condition.all : condition.any;
  return parts.length === 0 ? 'always' : parts.map(conditionOf).join('all' in condition ? ' and ' : ' or ');
}

function reasons(): readonly string[] {
  const rows = REASON_CODES.map((code) => `| \`${code}\` | ${reason(code).message} | ${reason(code).rule} |`);
  return ['', '## Reasons', '', ...REASONS_INTRODUCTION, '| code | what people read | rule |', ROW(3), ...rows];
}

function nameOf({ id, version }: PolicyPack): string {
  return `${id}@${version}`;
}

/** JSON with the members of every object in order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}

function ROW(columnCount: number): string {
  return `|${'---|'.repeat(columnCount)}`;
}

const INTRODUCTION = [
  '# Rules',
  '',
  'Every rule that an answer can rest on. The engine holds those about scope, time and the record itself; the others stand in',
  'policy packs, dated sets of rules from one source. A rule that facts cannot decide, such as whether satire is excused, answers',
  '`needs_approval`, never `allow`. An approval never stands in for a missing consent.',
  '',
  'How sure a source is: P, its own text was read; S, a second source; S1, one weak second source; K, general knowledge; I, our own',
  'reading or decision. None of this is legal advice. This page is made from the rules and the packs (`npm run golden`).',
];

const PACKS_INTRODUCTION = [
  'A production gets a pack because it names it or its agreement, or because the pack applies of itself. A released pack never',
  'changes: what changes is released beside it under a new version, and old answers are made again under the old one. Days begin',
  'at midnight UTC.',
  '',
];

const REASONS_INTRODUCTION = [
  'A reason says its sentence; where another rule than its own gives it, what that rule says stands before it.',
  '',
];
