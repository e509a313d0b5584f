/** Counts of covered records of members, by agreement, production, employer and month. No record is shown, and none can be told from it. */
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { agreementsOf } from '#consent';
import type { Counted, Store } from '#store';
import { unionOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import type { Person } from '../asking/asker.js';
import { Answers } from '../openapi/answers.js';
import { STORE } from '../provided.js';
import { invalidInput } from '../validation.js';
import { StatisticsQuery, StatisticsRow, StatisticsView } from './statistics.bodies.js';
import { hiddenIn, type Cell } from './suppressing.js';

/** Of times that differ by a second the difference would be one check, and of one member. */
const MONTH_BEGINS = '-01T00:00:00.000Z';
const YEAR_MS = 366 * 86_400_000;
const STATES = ['given', 'narrowed', 'disputed', 'withdrawn', 'revoked', 'expired', 'superseded'];
const MEASURES = [
  ...['checks.allow', 'checks.needs_approval', 'checks.deny', 'uses'],
  ...STATES.map((state) => `consents.${state}`),
];

/** Of each table the rows that a count belongs to. */
const TABLES: Readonly<
  Record<'agreements' | 'productions' | 'employers' | 'months', (of: Counted) => readonly string[]>
> = {
  agreements: ({ agreements }) => agreements,
  productions: ({ production }) => [production],
  employers: ({ employer }) => [employer],
  months: ({ month }) => (month === null ? [] : [month]),
};
type Table = keyof typeof TABLES;

@ApiTags('Findings')
@Controller('v1/unions/statistics')
export class StatisticsController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Get()
  @Answers(
    'Counts of covered records of members',
    StatisticsView,
    200,
    'By agreement, production, employer and month. Small groups are left out, with what would tell them.',
  )
  async read(
    @Query() { from, until, organization }: StatisticsQuery,
    @AskedByPerson() person: Person,
  ): Promise<StatisticsView> {
    if (until <= from || Date.parse(until) - Date.parse(from) > YEAR_MS)
      throw invalidInput([{ path: '/until', message: 'send an instant after `from`, a year later at most' }]);
    for (const [path, at] of Object.entries({ from, until }))
      if (!at.endsWith(MONTH_BEGINS))
        throw invalidInput([
          { path: `/${path}`, message: `send the beginning of a month, such as \`2026-12${MONTH_BEGINS}\`` },
        ]);
    const { organization: union, name } = unionOf(person, organization);
    return this.store.transaction(async (tx) => {
      const within = { union, agreements: agreementsOf(name), from, until };
      const counted = await tx.desk.statistics.countedOf(within, await tx.now());
      const names = await tx.desk.statistics.namesOf([
        ...new Set(counted.flatMap(({ production, employer }) => [production, employer])),
      ]);
      return { from, until, ...tablesOf(counted, names) };
    });
  }
}

function tablesOf(
  counted: readonly Counted[],
  names: ReadonlyMap<string, string>,
): Record<Table, readonly StatisticsRow[]> {
  const told = new Map(MEASURES.map((measure) => [measure, toldOf(counted, measure)]));
  const rowsOf = (table: Table): StatisticsRow[] =>
    [...new Set(counted.flatMap(TABLES[table]))].sort().map((of) => {
      const at = (measure: string): number | null => told.get(measure)?.(table, of) ?? null;
      const [allow, needs_approval, deny] = [at('checks.allow'), at('checks.needs_approval'), at('checks.deny')];
      const states = Object.fromEntries(STATES.map((state) => [state, at(`consents.${state}`)]));
      return {
        ...{ of, name: names.get(of) ?? null, uses: at('uses'), checks: { allow, needs_approval, deny } },
        // The states that its class lists.
        consents: states as unknown as StatisticsRow['consents'],
      };
    });
  return {
    agreements: rowsOf('agreements'),
    productions: rowsOf('productions'),
    employers: rowsOf('employers'),
    months: rowsOf('months'),
  };
}

/** One measure in all tables: a number, or `null` where it is not told. */
function toldOf(counted: readonly Counted[], measure: string): (table: Table, of: string) => number | null {
  const cells = new Map<string, Cell & { people: Set<string>; count: number }>();
  const groups = new Map<string, Set<string>>();
  const join = (group: string, row: string) => groups.set(group, (groups.get(group) ?? new Set()).add(row));
  for (const each of counted.filter((one) => one.measure === measure)) {
    for (const [table, keysOf] of Object.entries(TABLES)) {
      for (const key of keysOf(each)) {
        const row = `${table} ${key}`;
        const cell = cells.get(row) ?? { count: 0, people: new Set<string>() };
        cell.count += each.count;
        cell.people.add(each.performer);
        cells.set(row, cell);
        // The sum of a table is known by that of any other.
        join(table, row);
      }
    }
    // What a row says is the sum of its productions.
    for (const total of [...each.agreements, each.employer]) join(`within ${total}`, `productions ${each.production}`);
  }
  const hidden = hiddenIn(
    cells,
    [...groups.values()].map((group) => [...group]),
  );
  return (table, of) => (hidden.has(`${table} ${of}`) ? null : (cells.get(`${table} ${of}`)?.count ?? 0));
}
