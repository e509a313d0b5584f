import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { PACKS, RULES, type PolicyPack } from '#consent';
import { isFollow } from '../../apps/cli/src/scenarios/scenario-file.js';
import { scenariosOf } from './files.js';
import { playPure } from './pure-play.js';

const SCENARIOS = scenariosOf(/./);

const ROWS = [
  ...['1', '2', '4', '5', '6', '8', '9', '11', '12', '13', '14', '15', '17', '19', '20', '21', '23', '25', '28'],
  ...['29', '30', '31', '33', '34', '36', '37', '39', '40', '42', '43', '47', '49', '50', '51', '52', '55'],
];

/** The rules of B4, and the rows in which somebody withdraws. */
const ENDINGS = Array.from({ length: 12 }, (_, index) => `R-${String(index + 1).padStart(2, '0')}`);
const WITHDRAWN = ['1', '29', '30', '31'];

/** Rules about the record rather than an answer, with the file and the name of the test that shows each. */
const SHOWN_ELSEWHERE: Readonly<Record<string, readonly [string, string]>> = {
  'R-08': ['test/e2e/api-spine.spec.ts', 'withdrawn in part and told of'],
  'R-09': ['test/e2e/api-recalls.spec.ts', 'tells each once however often it is made'],
  'E-01': ['libs/store/src/append-only.spec.ts', "from the application's role and from their owner"],
  'E-02': ['test/e2e/api-requests.spec.ts', 'has the certificate made, and serves it to both sides'],
};

describe('scenario files, through the pure engine', () => {
  it.each(SCENARIOS)('%s', (_title, scenario) => {
    const played = playPure(scenario);
    expect(played.flatMap(({ title, differences }) => differences.map((each) => `${title}: ${each}`))).toEqual([]);
  });
});

describe('the rules of the packs', () => {
  const rules = PACKS.flatMap((pack) => pack.rules.map(({ id }) => [`${pack.id}@${pack.version}`, id] as const));

  it.each(rules)('disabling %s %s fails a scenario that names the rule', (pack, rule) => {
    const [id = ''] = rule.split('/');
    const failing = SCENARIOS.filter(
      ([, scenario]) =>
        scenario.rules.includes(id) &&
        playPure(scenario, (packs) => packs.map((each) => without(rule, pack, each))).some(
          ({ differences }) => differences.length > 0,
        ),
    );
    expect(failing.map(([title]) => title)).not.toEqual([]);
  });
});

describe('what the scenarios cover', () => {
  it('is every row of the acceptance table', () => {
    const covered = new Set(SCENARIOS.flatMap(([, { rows }]) => rows));
    expect(ROWS.filter((row) => !covered.has(row))).toEqual([]);
    expect([...covered].filter((row) => !ROWS.includes(row))).toEqual([]);
  });

  it('is every rule, but for those that another test shows', () => {
    const named = new Set([...SCENARIOS.flatMap(([, { rules }]) => rules), ...Object.keys(SHOWN_ELSEWHERE)]);
    expect(Object.keys(RULES).filter((id) => !named.has(id))).toEqual([]);
    expect([...named].filter((id) => !(id in RULES))).toEqual([]);
  });

  it('is every rule about what a consent is worth and how it ends (B4), and what followed from each withdrawal of the table', () => {
    const named = new Set(SCENARIOS.flatMap(([, { rules }]) => rules));
    expect(ENDINGS.filter((id) => !named.has(id))).toEqual([]);
    const followed = SCENARIOS.filter(([, { when }]) => when.some(isFollow)).flatMap(([, { rows }]) => rows);
    expect(WITHDRAWN.filter((row) => !followed.includes(row))).toEqual([]);
  });

  it.each(Object.entries(SHOWN_ELSEWHERE))('%s is shown by the test that is named for it', (_rule, [path, name]) => {
    const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(name);
  });
});

function without(rule: string, name: string, pack: PolicyPack): PolicyPack {
  if (`${pack.id}@${pack.version}` !== name) return pack;
  return { ...pack, rules: pack.rules.filter(({ id }) => id !== rule) };
}
