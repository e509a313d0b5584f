/** Reports of what was used, given to performers and their unions (U-03), and those that are owed. */
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { reportsDue } from '#consent';
import { mail } from '#mails';
import { newId, type Store, type Tx, type UsedAmount } from '#store';
import { isOf } from '../asking/acting-for.js';
import { Asked, AskedByPerson, type Party } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { DueReports, NewUsageReports, UsageReportsView } from './usage-reports.bodies.js';

/** To how many performers one act gives a report. */
const PERFORMERS_MAX = 200;

@ApiTags('Usage')
@Controller('v1/productions/:production/usage-reports')
export class UsageReportsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly sight: Sight,
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
    const [from, until] = [new Date(body.from).toISOString(), new Date(body.until).toISOString()];
    if (from >= until) throw invalidInput([{ path: '/until', message: 'send an instant after `from`' }]);
    if (until > (await tx.at()))
      throw invalidInput([{ path: '/until', message: 'send an instant that has passed; until then more may be made' }]);
    const period = { production, from, until };
    const allowed = await tx.usage.allowed(period);
    if (allowed.length > PERFORMERS_MAX)
      throw invalidInput([{ path: '/until', message: 'too many performers at once; ask for a shorter period' }]);
    const figures = await tx.usage.figures(period);
    const reports = allowed.map(({ performer, checkCount }) => ({
      ...{ id: newId('urp'), performer, checkCount },
      used: figures.flatMap(({ performer: of, ...used }): UsedAmount[] => (of === performer ? [used] : [])),
    }));
    await tx.append(
      reports.map(({ id, performer, checkCount, used }) => ({
        type: 'usage.report_given' as const,
        refs: { actor: actorOf(person), organization, production, performer, usageReport: id },
        evidence: { from, until, checkCount, used },
        personal: null,
      })),
    );
    const by = (await tx.get('organizations', organization)).name;
    const about = { by, title, from, until, link: this.config.baseUrl };
    for (const { performer } of reports)
      await tx.deliver((await readersOf(tx, performer)).map((to) => mail(to, 'usage_report_given', about)));
    const unchecked = (await tx.usage.unchecked(period)).map(({ id: disclosure, ...rest }) => ({
      disclosure,
      ...rest,
    }));
    return { ...period, reports, unchecked };
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

  /** A production of the own organization; what others own is not there. */
  private async owned(asker: Party, production: string) {
    const row = await this.sight.one(asker, 'productions', production);
    if (!isOf(asker, row.organization)) throw notFound();
    return row;
  }
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
