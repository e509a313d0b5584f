/** Reports of what was used, given to performers and their unions (U-03), and those that are owed. */
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { reportsDue } from '#consent';
import { mail } from '#mails';
import { newId, type DeclaredUse, type Store, type Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import { Asked, AskedByPerson, type Party } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { Looking, type Look } from '../asking/looking.js';
import { Mirror } from '../asking/mirror.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { accountsIn } from './account.js';
import { periodOf } from './period.js';
import { DueReports, NewUsageReports, SummaryQuery, UsageReportsView, UsageSummary } from './usage-reports.bodies.js';

/** To how many performers one act gives a report. */
const PERFORMERS_MAX = 200;
const UNCHECKED_MAX = 200;

@ApiTags('Usage')
@Controller('v1/productions/:production/usage-reports')
export class UsageReportsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly sight: Sight,
    private readonly mirror: Mirror,
  ) {}

  @Post()
  @Writes()
  @Answers(
    'Give reports of what was used',
    UsageReportsView,
    201,
    'One to each performer of whom something was allowed in this time, there and below, and to her unions; they are mailed that it is there.',
  )
  async give(
    @RecordId('production', 'prod') production: string,
    @Body() body: NewUsageReports,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<UsageReportsView> {
    const { title, organization } = await this.owned(person, production);
    const period = { production, ...periodOf(body) };
    const { from, until } = period;
    if (until > (await tx.at()))
      throw invalidInput([{ path: '/until', message: 'send an instant that has passed; until then more may be made' }]);
    const { accounts, declared } = await accountsIn(tx, period, organization);
    if (accounts.length > PERFORMERS_MAX)
      throw invalidInput([{ path: '/until', message: 'too many performers at once; ask for a shorter period' }]);
    const reports = accounts.map((each) => ({ id: newId('urp'), ...each }));
    const entries = await tx.append(
      reports.map(({ id, performer, checkCount, used, account }) => ({
        type: 'usage.report_given' as const,
        refs: { actor: actorOf(person), organization, production, performer, usageReport: id },
        evidence: { from, until, checkCount, used, account },
        personal: null,
      })),
    );
    await tx.deliver(
      entries.map(({ id: entry }, place) => ({
        ...{ kind: 'certificate' as const, payload: { entry }, once: `certificate ${reports[place]?.id ?? entry}` },
      })),
    );
    const by = (await tx.get('organizations', organization)).name;
    const about = { by, title, from, until, link: this.config.baseUrl };
    for (const { performer } of reports)
      await tx.deliver((await readersOf(tx, performer)).map((to) => mail(to, 'usage_report_given', about)));
    return { ...period, reports, unchecked: uncheckedIn(declared) };
  }

  @Get()
  @Answers(
    'The reports that are owed',
    DueReports,
    200,
    'Of each month in which something was allowed that must be reported, by the end of the month after it.',
  )
  async due(@RecordId('production', 'prod') production: string, @Asked() asker: Party): Promise<DueReports> {
    await this.owned(asker, production);
    const items = await this.store.transaction(async (tx) => {
      const at = await tx.now();
      const owing = await tx.usage.owing({ under: production });
      return owing.flatMap(({ checks, given, ...of }) =>
        reportsDue(checks, given, at).map((due) => ({ ...of, ...due })),
      );
    });
    return { items: items.sort((one, other) => (one.dueAt < other.dueAt ? -1 : one.dueAt > other.dueAt ? 1 : 0)) };
  }

  @Get('summary')
  @Answers(
    'What was used in a period',
    UsageSummary,
    200,
    'What a report of it would say now: what was made on which consent, in lines or seconds, how much of it is paid, and how what was declared, checked and reported comes out against each other. `GET /v1/usage/csv` has the same period as a table, use by use.',
  )
  async summary(
    @RecordId('production', 'prod') production: string,
    @Query() query: SummaryQuery,
    @Looking() look: Look,
  ): Promise<UsageSummary> {
    const { organization } = await this.owned(look.asker, production);
    const period = { production, ...periodOf(query) };
    const { accounts, checks, declared } = await this.store.transaction((tx) => accountsIn(tx, period, organization));
    // What others asked and declared about her stands behind these figures.
    const made = [
      ...checks.map((row) => ({ kind: 'check' as const, ...row })),
      ...declared.map((row) => ({ kind: 'disclosure' as const, id: row.disclosure, ...row })),
    ];
    const showing = made.flatMap(({ kind, id, performer, production: where, organization: by }) =>
      performer === null || by === organization ? [] : [{ kind, id, performer, production: where }],
    );
    await this.mirror.record(look, showing, { viewer: { organization }, how: 'list' });
    return { ...period, accounts, unchecked: uncheckedIn(declared) };
  }

  /** A production of the own organization; what others own is not there. */
  private async owned(asker: Party, production: string) {
    const row = await this.sight.one(asker, 'productions', production);
    if (!isOf(asker, row.organization)) throw notFound();
    return row;
  }
}

function uncheckedIn(declared: readonly DeclaredUse[]): UsageReportsView['unchecked'] {
  return declared
    .filter(({ isChecked }) => !isChecked)
    .slice(0, UNCHECKED_MAX)
    .map(({ disclosure, performer, production, madeAt }) => ({ disclosure, performer, production, madeAt }));
}

/** Herself, and the representatives of her unions; each address once. */
async function readersOf(tx: Tx, performer: string): Promise<readonly string[]> {
  const addresses = new Set<string>();
  const { email } = await tx.get('performers', performer);
  if (email !== null) addresses.add(email);
  for (const union of await tx.unionsOf(performer))
    for (const each of await tx.addresses(union)) addresses.add(each.email);
  return [...addresses];
}
