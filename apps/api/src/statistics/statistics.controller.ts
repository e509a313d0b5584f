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
  months: ({ month }) => [month],
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
    'By agreement, production, employer and month, of whole months that are over. Small groups are left out, with what would tell them; over several months a count is told where it is in each.',
  )
  async read(
    @Query() { from, until, organization }: StatisticsQuery,
    @AskedByPerson() person: Person,
  ): Promise<StatisticsView> {
    const { organization: union, name } = unionOf(person, organization);
    return this.store.transaction(async (tx) => {
      refusePeriod({ from, until }, await tx.now());
      const within = { union, agreements: agreementsOf(name), from, until };
      const counted = await tx.desk.statistics.countedOf(within);
      const names = await tx.desk.statistics.namesOf([
        ...new Set(counted.flatMap(({ production, employer }) => [production, employer])),
      ]);
      return { from, until, ...tablesOf(counted, names) };
    });
  }
}

/**
 * INVARIANT: only whole months that are over are counted. What lies between two answers over almost the same time, or between two
 * of the same month, would be what somebody did in between.
 */
function refusePeriod({ from, until }: Pick<StatisticsQuery, 'from' | 'until'>, at: string): void {
  const example = `such as \`2026-10${MONTH_BEGINS}\``;
  const faults = [
    ...(from.endsWith(MONTH_BEGINS) ? [] : [{ path: '/from', message: `send the beginning of a month, ${example}` }]),
    ...(until.endsWith(MONTH_BEGINS) && until <= at
      ? []
      : [{ path: '/until', message: `send the beginning of a month that has come, ${example}` }]),
    ...(until > from && Date.parse(until) - Date.parse(from) <= YEAR_MS
      ? []
      : [{ path: '/until', message: 'send an instant after `from`, a year later at most' }]),
  ];
  if (faults.length > 0) throw invalidInput(faults);
}

function tablesOf(
  counted: readonly Counted[],
  names: ReadonlyMap<string, string>,
): Record<Table, readonly StatisticsRow[]> {
  const told = new Map(MEASURES.map((measure) => [measure, toldInAll(counted, measure)]));
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

type Told = (table: Table, of: string) => number | null;

/** One measure in all tables: the sum of its months, or `null` where it is not told in one of them. */
function toldInAll(counted: readonly Counted[], measure: string): Told {
  const measured = counted.filter((each) => each.measure === measure);
  const months = [...new Set(measured.map(({ month }) => month))].map((month) =>
    toldOf(measured.filter((each) => each.month === month)),
  );
  return (table, of) => months.reduce<number | null>((sum, told) => plus(sum, told(table, of)), 0);
}

function plus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}

/** One measure in one month. */
function toldOf(counted: readonly Counted[]): Told {
  const cells = new Map<string, Cell & { people: Set<string>; count: number }>();
  const groups = new Map<string, Set<string>>();
  const join = (group: string, row: string) => groups.set(group, (groups.get(group) ?? new Set()).add(row));
  for (const each of counted) {
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
