import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { replay, type RecordedDecision } from '#consent';
import type { Store } from '#store';
import { Looking, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { ReplayView } from './replay.bodies.js';

@ApiTags('Checks')
@Controller('v1/checks')
export class ReplayController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly sight: Sight,
  ) {}

  @Get(':check/replay')
  @Answers(
    'Decide a check again, as of then',
    ReplayView,
    200,
    'From the log as it was at the instant of the decision, under the versions that the decision names.',
  )
  async read(@RecordId('check', 'chk') id: string, @Looking() look: Look): Promise<ReplayView> {
    await this.sight.show(look, 'decisions', id, 'replay');
    const found = await this.store.transaction((tx) => tx.replay(id));
    if (found === null) throw notFound();
    const { entry, given, inputsErased } = found;
    // The evidence of `decision.made` is the decision and its use, as `decideOn` wrote it.
    const recorded = entry.evidence as unknown as RecordedDecision;
    const answer = replay(recorded, given.records, given.at);
    const { packs } = recorded;
    const about = { check: id, decidedAt: given.at, packs, inputsErased };
    if (answer.kind === 'not_here')
      return { ...about, same: null, versionsMissing: answer.missing, outcome: null, reasons: [], differences: [] };
    const { decision, differences } = answer;
    const { outcome, reasons } = decision;
    return { ...about, same: differences.length === 0, versionsMissing: [], outcome, reasons, differences };
  }
}
