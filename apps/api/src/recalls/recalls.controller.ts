/** Recalls: who relied on what was withdrawn, what they say became of it, and who still owes an answer. */
import { Body, Controller, Get, Inject, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { RecallRow, Store, Tx } from '#store';
import { Reads } from '#store/lists';
import { herEyesOf, isOf, lookerOf } from '../asking/acting-for.js';
import { AskedByPerson, type Party } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { actsAs, underOf } from '../asking/in-her-name.js';
import { Looking, LookingAt, type Look } from '../asking/looking.js';
import { isEntrusted } from '../asking/entrusted.js';
import { heldOver } from '../asking/representing.js';
import { Sight } from '../asking/sight.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { pageOf } from '../paging.js';
import { AnswersPdf, certificateFor, pdf } from '../pdf.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { answer, dutiesIn } from './answering.js';
import { stepOf } from './opening.js';
import { recallViews, type Shown } from './recall-view.js';
import { AnswerRecall, RecallPage, RecallQuery, RecallView } from './recalls.bodies.js';

/** She writes to those who owe an answer once in so many hours. */
const WRITES_EVERY_HOURS = 24;

@ApiTags('Recalls')
@Controller('v1/recalls')
export class RecallsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly sight: Sight,
  ) {}

  @Get()
  @Answers(
    'Recalls',
    RecallPage,
    200,
    'Of an organization those that it must answer; of a performer those of hers, with everybody who relied on it.',
  )
  async list(@Query() query: RecallQuery, @Looking() look: Look): Promise<RecallPage> {
    const { performer, consent } = query;
    const filter = { ...(performer && { performer }), ...(consent && { consent }) };
    const eyes = lookerOf(look.asker, query);
    const { items, next } = await this.sight.showPage(look, 'recalls', { eyes, page: pageOf(query) }, (viewer, page) =>
      this.reads.recalls(viewer, filter, page),
    );
    const shown: Shown = 'organization' in eyes && eyes.agreements === undefined ? [eyes.organization] : 'all';
    const views = await this.store.transaction((tx) => recallViews(tx, items, { shown, withChecks: false }));
    return { items: views, next };
  }

  @Get(':recall')
  @Answers('One recall, with what each who relied on it says', RecallView)
  async read(@RecordId('recall', 'rcl') id: string, @LookingAt() look: Look): Promise<RecallView> {
    const row = await this.sight.show(look, 'recalls', id);
    const unions = await this.sight.coveringUnions(look.asker, 'recalls', id);
    return this.store.transaction(async (tx) => {
      const shown = unions.length > 0 ? 'all' : await shownTo(tx, row, look.asker);
      return only(await recallViews(tx, [row], { shown, withChecks: true }));
    });
  }

  @Post(':recall/answers')
  @Writes()
  @Answers(
    'Answer a recall',
    RecallView,
    200,
    'By a person of an organization that relied on it: what became of it, and that what must be erased is. The newest counts until everybody has answered.',
  )
  async answer(
    @RecordId('recall', 'rcl') id: string,
    @Body() said: AnswerRecall,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<RecallView> {
    const organization = await relyingOf(tx, id, { person, named: said.organization });
    dutiesIn(said);
    await tx.lock([id]);
    const row = await tx.get('recalls', id);
    await answer(tx, row, said, { actor: actorOf(person), organization, via: 'session' });
    return only(await recallViews(tx, [row], { shown: [organization], withChecks: true }));
  }

  @Post(':recall/reminders')
  @Writes()
  @Answers(
    'Write to those who still owe an answer',
    null,
    204,
    'By the performer, once a day at most. They get a mail with a link of their own.',
  )
  async remind(
    @RecordId('recall', 'rcl') id: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<void> {
    const before = await tx.find('recalls', id);
    const performer = await tx.find('performers', before?.performer ?? id);
    if (before === null || performer === null) throw notFound();
    // Whom she gave it to stands in the terms, and an authority may be about a part of these.
    const consent = async () => (await tx.get('consents', before.consent)).record.terms;
    const isHers = performer.user === person.user || heldOver(person, performer.id).length > 0;
    const concerned = { production: before.production, terms: isHers ? await consent() : null };
    const by = await actsAs(tx, { performer, person, weight: 'answers', concerned });
    await tx.lock([id]);
    const row = await tx.get('recalls', id);
    await refuseOften(tx, row);
    const open = (await tx.recalls.recipients([id])).filter(
      ({ answer: said, statedAt }) => said === null || (row.deleteBy !== null && statedAt === null),
    );
    if (open.length === 0) throw new AppError('state_conflict', 'nobody owes an answer');
    const organizations = open.map(({ organization }) => organization);
    const refs = { actor: actorOf(person), performer: row.performer, recall: id, ...underOf(by) };
    const [entry] = await tx.append([{ type: 'recall.reminded', refs, evidence: { organizations }, personal: null }]);
    const duties = row.deleteBy === null ? ['answer'] : ['answer', 'deletion'];
    const hers = (duty: string) => stepOf(id, { step: 'chase', duty, stage: 'hers', by: entry?.id ?? '' });
    await tx.deliver(duties.map(hers));
  }

  @Get(':recall/certificate')
  @AnswersPdf(
    'The sealed certificate of a completed recall',
    'A PDF for people, with the record inside for machines: who answered what. There is one once everybody has.',
  )
  async certificate(
    @RecordId('recall', 'rcl') id: string,
    @LookingAt() look: Look,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { store, sight } = this;
    const document = await certificateFor({ store, sight }, look, {
      ...{ table: 'recalls', id, among: herEyesOf(look.asker) },
      find: (recall) => store.documents.ofRecall(recall),
      payload: async (tx) => ({ entry: await completionOf(tx, id) }),
    });
    return pdf(reply, id, document);
  }
}

async function completionOf(tx: Tx, id: string): Promise<string> {
  const entry = await tx.entries.completionOf(id);
  if (entry === null) throw new AppError('state_conflict', 'there is a certificate once everybody has answered');
  return entry.id;
}

async function refuseOften(tx: Tx, { remindedAt }: RecallRow): Promise<void> {
  if (remindedAt === null) return;
  const againAt = new Date(Date.parse(remindedAt) + WRITES_EVERY_HOURS * 3_600_000).toISOString();
  if ((await tx.now()) < againAt)
    throw new AppError('state_conflict', `you wrote to them at \`${remindedAt}\`; write again after \`${againAt}\``);
}

/** All of it to her and whoever acts for her, and of an organization what is its own. */
async function shownTo(tx: Tx, row: RecallRow, asker: Party): Promise<Shown> {
  if (asker.kind === 'key') return [asker.organization];
  const { user } = await tx.get('performers', row.performer);
  if (user === asker.user || (await isEntrusted(tx, asker, row))) return 'all';
  return asker.memberships.map(({ organization }) => organization);
}

/** For which of those who relied on it this person answers. To a stranger a recall and none cost the same statements. */
async function relyingOf(
  tx: Tx,
  id: string,
  { person, named }: { readonly person: Person; readonly named: string | undefined },
): Promise<string> {
  const own = (await tx.recalls.recipients([id]))
    .map(({ organization }) => organization)
    .filter((each) => isOf(person, each));
  const among = named === undefined ? own : own.filter((each) => each === named);
  const [organization, another] = among;
  if (organization === undefined) throw notFound();
  if (another !== undefined)
    throw invalidInput([
      { path: '/organization', message: 'several of yours relied on it; name the one that answers' },
    ]);
  return organization;
}

function only(views: readonly RecallView[]): RecallView {
  const [view] = views;
  if (view === undefined) throw new Error('a recall was lost');
  return view;
}
