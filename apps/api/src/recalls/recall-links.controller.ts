/**
 * Where a recipient of a recall answers by a mailed link, without signing in. The link is a person's own and serves for one
 * answer of each kind. INVARIANT: it shows what stood in the mail that it came in, and nobody is signed in by it.
 */
import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { createHash } from 'node:crypto';
import type { RecallLink, RecallRow, Tx } from '#store';
import { AppError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { answer, dutiesIn } from './answering.js';
import { recipientView } from './recall-view.js';
import { AnswerRecallByLink, OpenRecall, RecallByLink } from './recalls.bodies.js';

@ApiTags('Recalls')
@Controller('v1/recall-links')
export class RecallLinksController {
  @Post()
  @Writes()
  @Answers('What a mailed link is to answer', RecallByLink, 200, 'Looking spends nothing.')
  async open(@Body() { token }: OpenRecall, @Acting() { tx }: Act): Promise<RecallByLink> {
    const link = await linkOf(tx, hashOf(token));
    return shown(tx, await tx.get('recalls', link.recall), link);
  }

  @Post('answers')
  @Writes()
  @Answers(
    'Answer a recall by a mailed link',
    RecallByLink,
    200,
    'Each answer once; whoever is signed in can change it.',
  )
  async answer(@Body() { token, ...said }: AnswerRecallByLink, @Acting() { tx }: Act): Promise<RecallByLink> {
    const hash = hashOf(token);
    const link = await linkOf(tx, hash);
    const duties = dutiesIn(said);
    if (duties.some((duty) => link.used.includes(duty))) throw ENDED;
    await tx.lock([link.recall]);
    const { organization, user } = link;
    await answer(tx, await tx.get('recalls', link.recall), said, { actor: `user:${user}`, organization, via: 'link' });
    await tx.recalls.linkUsed(hash, duties);
    return shown(tx, await tx.get('recalls', link.recall), link);
  }
}

const ENDED = new AppError('link_ended', 'this link has served or is too old; sign in, or wait for the next mail');

function hashOf(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** Whoever has left the organization answers for it no more. */
async function linkOf(tx: Tx, hash: Uint8Array): Promise<RecallLink> {
  const link = await tx.recalls.link(hash);
  if (link === null || !(await tx.isMember(link.organization, link.user))) throw ENDED;
  return link;
}

async function shown(tx: Tx, row: RecallRow, { recall, organization }: RecallLink): Promise<RecallByLink> {
  const { stops, effectiveAt, answerBy, deleteBy } = row;
  const recipient = (await tx.recalls.recipients([recall])).find((each) => each.organization === organization);
  if (recipient === undefined) throw new Error('a link was mailed to nobody who relied on it');
  const view = await recipientView(tx, row, recipient, { at: await tx.now(), withChecks: true });
  return { stops, effectiveAt, answerBy, deleteBy, recipient: view };
}
