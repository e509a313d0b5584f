/** The union's queue: what is found in covered records of members, and what its people do about it. None of it changes a record. */
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { cursorAfter, type EntryFacts, type Store, type Tx, type Viewer } from '#store';
import { Reads } from '#store/lists';
import { findingKeyOf } from '#consent';
import { unionEyesOf, unionOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { noteLook } from '../asking/attempts.js';
import { Looking, LookingAt, purposeful, type Look } from '../asking/looking.js';
import { Mirror, showingOf, type Showing } from '../asking/mirror.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import {
  foundIn,
  goneView,
  namedIn,
  recordOf,
  stateOfFinding,
  viewsOf,
  type FoundHere,
  type MemberRecord,
} from './finding.js';
import {
  AnnotateFinding,
  AssignFinding,
  FindingPage,
  FindingQuery,
  FindingView,
  ResolveFinding,
} from './findings.bodies.js';

/** Records that one page looks through at most, however few of them have a finding. */
const LOOKED_MAX = 200;
const BATCH = 50;
/** What was done about a finding is read and written whole with each act: notes end here, and the rest does not. */
const NOTES_UNTIL = 500;

type Eyes = Extract<Viewer, { readonly organization: string }>;

/** A finding that this person's union reaches: the record as its eyes see it, and through which. */
interface Reached {
  readonly union: string;
  readonly eyes: Eyes;
  readonly record: MemberRecord;
}

@ApiTags('Findings')
@Controller('v1/findings')
export class FindingsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly mirror: Mirror,
  ) {}

  @Get()
  @Answers(
    'What is found in records of members',
    FindingPage,
    200,
    'Computed from the rules as they are now, of requests that wait and consents that stand, under covered agreements. Each member reads that it was looked at.',
  )
  async list(
    @Query() query: FindingQuery,
    @AskedByPerson() person: Person,
    @Looking() look: Look,
  ): Promise<FindingPage> {
    const { organization: union } = unionOf(person, query.organization);
    const eyes = eyesOf(person, union);
    purposeful(look);
    const { limit } = pageOf(query);
    const found: FoundHere[] = [];
    let { cursor, skip } = placeOf(query.cursor);
    for (let looked = 0; looked < LOOKED_MAX && found.length < limit && cursor !== null;) {
      const batch = await this.batch(eyes, query, cursor);
      for (const record of batch) {
        const here = (await this.store.transaction((tx) => foundIn(tx, record, union))).filter(wantedBy(query));
        const taken = here.slice(skip, skip + limit - found.length);
        found.push(...taken);
        const isWhole = skip + taken.length === here.length;
        [cursor, skip] = isWhole ? [record.row.entry, 0] : [record.row.entry + 1, skip + taken.length];
        if (found.length === limit) break;
      }
      looked += batch.length;
      if (batch.length < BATCH && found.length < limit) cursor = null;
    }
    const showing = found.flatMap(({ record }) => showingIn(record, eyes));
    await this.mirror.record(look, eachOnce(showing), { viewer: eyes, how: 'list' });
    const items = await this.keep(found, union);
    return { items, next: cursor === null ? null : cursorAt(cursor, skip) };
  }

  @Get(':finding')
  @Answers('One finding, with all that was done about it', FindingView)
  async read(
    @RecordId('finding', 'fnd') id: string,
    @AskedByPerson() person: Person,
    @LookingAt() look: Look,
  ): Promise<FindingView> {
    const reached = await this.store.transaction((tx) => this.reach(tx, id, person));
    if (reached === null) {
      await noteLook(this.store, look, id);
      throw notFound();
    }
    purposeful(look);
    const { union, eyes, record } = reached;
    await this.mirror.record(look, showingIn(record, eyes), { viewer: eyes, how: 'record' });
    return this.store.transaction(async (tx) => shownOf(tx, id, { union, record }));
  }

  @Post(':finding/assign')
  @Writes()
  @Answers('Say who looks after a finding', FindingView)
  async assign(
    @RecordId('finding', 'fnd') id: string,
    @Body() { assignee }: AssignFinding,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<FindingView> {
    const act = await this.act(tx, id, person);
    if (assignee !== null && !(await tx.isMember(act.union, assignee)))
      throw invalidInput([
        { path: '/assignee', message: 'no such member of the union; send the `user` of one, or `null`' },
      ]);
    const user = assignee === null ? {} : { user: assignee };
    return this.append(tx, act, { type: 'finding.assigned', evidence: namedIn(act.here), personal: null }, user);
  }

  @Post(':finding/notes')
  @Writes()
  @Answers('Note something on a finding', FindingView, 201, 'It changes no answer, and no record.')
  async annotate(
    @RecordId('finding', 'fnd') id: string,
    @Body() { text }: AnnotateFinding,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<FindingView> {
    const act = await this.act(tx, id, person);
    if ((act.here.done?.acts.length ?? 0) >= NOTES_UNTIL)
      throw new AppError('state_conflict', `no notes beyond ${NOTES_UNTIL} acts on one finding; resolve it`);
    return this.append(tx, act, { type: 'finding.annotated', evidence: namedIn(act.here), personal: { text } });
  }

  @Post(':finding/resolve')
  @Writes()
  @Answers(
    'Say what became of a finding',
    FindingView,
    200,
    'It rests on the facts as they are found now: once they change, it is open again, with all that was done about it.',
  )
  async resolve(
    @RecordId('finding', 'fnd') id: string,
    @Body() { reason, text, facts: read }: ResolveFinding,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<FindingView> {
    const act = await this.act(tx, id, person);
    const { facts } = act.here.finding;
    if (read !== undefined && read !== facts)
      throw new AppError('state_conflict', 'what it rests on has changed since it was read; look at it again');
    const evidence = { ...namedIn(act.here), reason, facts };
    const personal = text === undefined ? null : { text };
    return this.append(tx, act, { type: 'finding.resolved', evidence, personal });
  }

  /** A finding that is there now, which nobody else acts on until the transaction ends. */
  private async act(tx: Tx, id: string, person: Person): Promise<Reached & { here: FoundHere; actor: string }> {
    const reached = await this.reach(tx, id, person);
    if (reached === null) throw notFound();
    await tx.lock([id]);
    const here = (await foundIn(tx, reached.record, reached.union)).find((each) => each.id === id);
    if (here === undefined) throw new AppError('state_conflict', 'it is found no more: the record has changed');
    return { ...reached, here, actor: actorOf(person) };
  }

  private async append(
    tx: Tx,
    { here, union, actor, record }: Reached & { here: FoundHere; actor: string },
    entry: {
      [T in 'finding.assigned' | 'finding.annotated' | 'finding.resolved']: { type: T } & EntryFacts[T];
    }['finding.assigned' | 'finding.annotated' | 'finding.resolved'],
    also: { readonly user?: string } = {},
  ): Promise<FindingView> {
    const refs = { actor, organization: union, performer: record.row.performer, finding: here.id, ...also };
    // Each with the evidence of its own type, as the union above has it.
    await tx.append([{ ...entry, refs }]);
    const [view] = await viewsOf(tx, [{ ...here, done: await tx.get('findings', here.id) }], union);
    if (view === undefined) throw new Error('a finding was acted on and is not there');
    return view;
  }

  /** The record that a finding is of, if an own union sees it; asked whether or not there is one. */
  private async reach(tx: Tx, id: string, person: Person): Promise<Reached | null> {
    const place = await tx.desk.findings.placeOf(id);
    const record = place?.record ?? id;
    let reached: Reached | null = null;
    for (const eyes of unionEyesOf(person)) {
      const { organization: union } = eyes;
      // Of both kinds: to whom it is not covered for, any finding and none cost the same statements.
      const request = await this.reads.one('requests', record, eyes);
      const row = request ?? (await this.reads.one('consents', record, eyes));
      if (row !== null && place?.organization === union) reached = { union, eyes, record: recordOf(row) };
    }
    return reached;
  }

  /** The next records, of both kinds, the newest first. */
  private async batch(eyes: Eyes, { production, performer }: FindingQuery, before: number): Promise<MemberRecord[]> {
    const filter = { ...(production !== undefined && { production }), ...(performer !== undefined && { performer }) };
    const page = { limit: BATCH, cursor: cursorAfter({ entry: before }) };
    const requests = await this.reads.requests(eyes, { ...filter, state: 'sent' }, page);
    const consents = await this.reads.consents(eyes, filter, page);
    return [...requests.items, ...consents.items]
      .sort((one, other) => other.entry - one.entry)
      .slice(0, BATCH)
      .map(recordOf);
  }

  private keep(found: readonly FoundHere[], organization: string): Promise<FindingView[]> {
    return this.store.transaction(async (tx) => {
      await tx.desk.findings.keepPlaces(
        found.map(({ record, finding }) => ({
          ...{ organization, kind: record.kind, record: record.row.id, key: findingKeyOf(finding) },
        })),
      );
      return viewsOf(tx, found, organization);
    });
  }
}

function eyesOf(person: Person, union: string): Eyes {
  const eyes = unionEyesOf(person).find(({ organization }) => organization === union);
  if (eyes === undefined) throw notFound();
  return eyes;
}

function showingIn({ kind, row }: MemberRecord, eyes: Eyes): Showing[] {
  return kind === 'request' ? showingOf('requests', row, eyes) : showingOf('consents', row, eyes);
}

function eachOnce(showing: readonly Showing[]): Showing[] {
  return [...new Map(showing.map((each) => [each.id, each])).values()];
}

async function shownOf(tx: Tx, id: string, { union, record }: Pick<Reached, 'union' | 'record'>): Promise<FindingView> {
  const here = (await foundIn(tx, record, union)).find((each) => each.id === id);
  const [view] = here === undefined ? [] : await viewsOf(tx, [here], union);
  if (view !== undefined) return view;
  const done = await tx.find('findings', id);
  if (done === null) throw notFound();
  return goneView(done, record.row.production, await tx.memberNames(union));
}

function wantedBy({ state, code, rule, assignee }: FindingQuery): (here: FoundHere) => boolean {
  return (here) =>
    (state === undefined || stateOfFinding(here) === state) &&
    (code === undefined || here.finding.code === code) &&
    (rule === undefined || here.finding.rule === rule) &&
    (assignee === undefined || here.done?.assignee === assignee);
}

function cursorAt(before: number, skip: number): string {
  return Buffer.from(`${String(before)}.${String(skip)}`).toString('base64url');
}

/** A cursor that we did not make points behind the end. */
function placeOf(cursor: string | undefined): { cursor: number | null; skip: number } {
  if (cursor === undefined) return { cursor: Number.MAX_SAFE_INTEGER, skip: 0 };
  const [before = 0, skip = 0] = Buffer.from(cursor, 'base64url').toString().split('.').map(Number);
  const isOurs = Number.isSafeInteger(before) && Number.isSafeInteger(skip) && before > 0 && skip >= 0;
  return isOurs ? { cursor: before, skip } : { cursor: null, skip: 0 };
}
