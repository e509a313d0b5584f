import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { nearestInWords, useInWords } from '#consent';
import type { JsonObject, Store, Tx } from '#store';
import { LookingAt, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { notFound } from '../errors/app-error.js';
import { AnswersPdf, certificateFor, pdf } from '../pdf.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { namesFor } from '../requests/names.js';
import { decisionOf } from './check-view.js';
import { recordedUse } from './question.js';

@ApiTags('Checks')
@Controller('v1/checks')
export class CheckCertificateController {
  constructor(
    @Inject(STORE) readonly store: Store,
    readonly sight: Sight,
  ) {}

  @Get(':check/certificate')
  @AnswersPdf(
    'The sealed certificate of a decision',
    'A PDF for people, with the record inside for machines. It is made when it is first asked for; where that failed, asking has it tried again.',
  )
  async read(
    @RecordId('check', 'chk') id: string,
    @LookingAt() look: Look,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const document = await certificateFor(this, look, {
      ...{ table: 'decisions', id },
      find: (decision) => this.store.documents.ofDecision(decision),
      payload: (tx) => certified(tx, id),
    });
    return pdf(reply, id, document);
  }
}

/** The entry, with what it says in words: they are those of who may see what its production is called. */
async function certified(tx: Tx, id: string): Promise<JsonObject> {
  const entry = await tx.entries.ofDecision(id);
  if (entry === null) throw notFound();
  const { evidence, refs } = entry;
  const { production = '', organization } = refs;
  // It stands in the evidence of every decision, as `decideOn` wrote it.
  const use = recordedUse(evidence['use'] as JsonObject);
  const { nearest } = decisionOf(evidence);
  // What else the owner makes is told to nobody who only takes part: whoever reads this reads the same file.
  const isOwner = (await tx.get('productions', production)).organization === organization;
  const asked = { production: [production], tool: use.pipeline };
  const names = await namesFor(tx, production, [asked, ...(isOwner ? nearest : [])]);
  return {
    entry: entry.id,
    use: useInWords(use, names).map(({ label, text }) => ({ label, text })),
    nearest: nearestInWords(use, nearest, names),
  };
}
