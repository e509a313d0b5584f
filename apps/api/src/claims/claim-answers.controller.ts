/** What is said about a claim after it was made: another person's finding, the performer's question, and the answer. */
import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { claimEndsAt } from '#consent';
import { mail } from '#mails';
import type { ClaimRow, NewEntry, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import { actsAs, tellHer, underOf, type InPerson } from '../asking/in-her-name.js';
import { heldOver } from '../asking/representing.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { claimView, isQuestioned } from './claim-view.js';
import { AnswerClaim, ClaimView, QuestionClaim, ReviewClaim } from './claims.bodies.js';

/** Beyond it a claim takes no more, for a check reads all of them. */
const REVIEWS_MAX = 1000;

@ApiTags('Claims')
@Controller('v1/claims')
export class ClaimAnswersController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sight: Sight,
  ) {}

  @Post(':claim/review')
  @Writes()
  @Answers(
    "Look at another's claim",
    ClaimView,
    200,
    'By another person than who claims: no one person alone excuses a use as scripted, safe or unrecognizable.',
  )
  async review(
    @RecordId('claim', 'clm') id: string,
    @Body() { verdict, note }: ReviewClaim,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<ClaimView> {
    const row = await this.sight.toActOn(person, 'claims', id);
    if (!(await takesPart(tx, row, person)))
      throw new AppError('not_allowed', 'a claim is reviewed by a person of an organization that takes part');
    if (await tx.isOnePerson(row.actor, actorOf(person)))
      throw new AppError('not_allowed', 'a claim is reviewed by another person');
    if ((await lockOpen(tx, row)).reviews.length >= REVIEWS_MAX)
      throw new AppError('state_conflict', `a claim takes ${REVIEWS_MAX} reviews; make a new one`);
    const personal = note === undefined ? null : { note };
    return say(tx, row, { type: 'claim.reviewed', refs: refsOf(row, person), evidence: { verdict }, personal });
  }

  @Post(':claim/question')
  @Writes()
  @Answers('Ask about a claim', ClaimView, 200, 'By the performer: the claim counts for nothing until it is answered.')
  async question(
    @RecordId('claim', 'clm') id: string,
    @Body() { question }: QuestionClaim,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<ClaimView> {
    const row = await this.sight.toActOn(person, 'claims', id);
    await asHer(tx, row, person);
    const open = await lockOpen(tx, row);
    const by = await asHer(tx, row, person);
    if (isQuestioned(open))
      throw new AppError('state_conflict', 'your question waits for its answer, and the claim is frozen until then');
    const refs = { ...refsOf(row, person), ...underOf(by) };
    const view = await say(tx, row, { type: 'claim.questioned', refs, evidence: {}, personal: { question } });
    const members = await tx.addresses(row.organization);
    const about = { claim: id, link: this.config.baseUrl };
    await tx.deliver(members.map(({ email }) => mail(email, 'claim_questioned', about)));
    await tellHer(tx, by, 'claim_questioned', this.config.baseUrl);
    return view;
  }

  @Post(':claim/answer')
  @Writes()
  @Answers("Answer a performer's question", ClaimView)
  async answer(
    @RecordId('claim', 'clm') id: string,
    @Body() { answer }: AnswerClaim,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<ClaimView> {
    const row = await this.sight.toActOn(person, 'claims', id);
    if (!isOf(person, row.organization))
      throw new AppError('not_allowed', 'a question is answered by the organization that claims');
    if (!isQuestioned(await lockOpen(tx, row))) throw new AppError('state_conflict', 'no question waits for an answer');
    const refs = refsOf(row, person);
    const view = await say(tx, row, { type: 'claim.answered', refs, evidence: {}, personal: { answer } });
    const email = (await tx.find('performers', row.performer))?.email;
    if (email) await tx.deliver([mail(email, 'claim_answered', { claim: id, link: this.config.baseUrl })]);
    return view;
  }
}

/** The claim, which nobody else changes until the transaction ends, while it lasts. */
async function lockOpen(tx: Tx, { id, performer }: ClaimRow): Promise<ClaimRow> {
  await tx.lock([performer]);
  const row = await tx.get('claims', id);
  if (claimEndsAt(row) <= (await tx.at()))
    throw new AppError('state_conflict', 'the claim has run out; make a new one');
  return row;
}

/** She asks, or somebody in her name: what a claim is about, who asks has read already. */
async function asHer(tx: Tx, { performer: id, production }: ClaimRow, person: Person): Promise<InPerson> {
  const performer = await tx.get('performers', id);
  if (performer.user !== person.user && heldOver(person, id).length === 0)
    throw new AppError('not_allowed', 'a claim is questioned by the performer it is about');
  return actsAs(tx, { performer, person, weight: 'answers', concerned: { production, terms: null } });
}

async function takesPart(tx: Tx, { production }: ClaimRow, { memberships }: Person): Promise<boolean> {
  for (const { organization } of memberships) if ((await tx.partIn(production, organization)) !== null) return true;
  return false;
}

async function say(tx: Tx, { id }: ClaimRow, entry: NewEntry): Promise<ClaimView> {
  await tx.append([entry]);
  return claimView(tx, await tx.get('claims', id));
}

function refsOf({ id, performer, production }: ClaimRow, person: Person) {
  return { actor: actorOf(person), performer, production, claim: id };
}
