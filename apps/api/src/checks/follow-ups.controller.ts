/** What a check leads to where it was no allow: the request for what is missing, the disclosure for what needs a yes. */
import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLAUSES_MAX, type Decision } from '#consent';
import type { DecisionRow, JsonObject, Tx } from '#store';
import { isOf, organizationOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { disclosureView } from '../disclosures/disclosure-view.js';
import { DiscloseCheck, DisclosureView } from '../disclosures/disclosures.bodies.js';
import { disclose } from '../disclosures/disclosing.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { RecordId } from '../record-id.js';
import { namesFor } from '../requests/names.js';
import { draft } from '../requests/request-acts.js';
import { requestView } from '../requests/request-view.js';
import { RequestView } from '../requests/requests.bodies.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { decisionOf } from './check-view.js';
import { termsFor } from './missing-terms.js';
import { recordedUse } from './question.js';

@ApiTags('Checks')
@Controller('v1/checks')
export class FollowUpsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sight: Sight,
  ) {}

  @Post(':check/request')
  @Writes()
  @Answers(
    'Draft a request for what a check found missing',
    RequestView,
    201,
    'One clause for each missing box. Nothing is sent: read it, complete it, and send it as any draft.',
  )
  async request(
    @RecordId('check', 'chk') id: string,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<RequestView> {
    const { row, decision } = await this.recorded(tx, asker, id);
    const { production, performer } = row;
    const owner = (await tx.find('productions', production))?.organization ?? '';
    if (!isOf(asker, owner) && isOf(asker, row.organization))
      throw new AppError('not_allowed', "a request is made by the production's owner; give it the id of this check");
    organizationOf(asker, owner);
    const { missing } = decision;
    if (performer === null || missing.length === 0)
      throw new AppError('state_conflict', `the answer was \`${decision.outcome}\`, and no consent was missing`);
    if (missing.length > CLAUSES_MAX)
      throw new AppError('terms_refused', 'more is missing than one request can hold; check a narrower use');
    const names = await namesFor(tx, production, missing);
    // The instant of this transaction is read after its lock, in `draft`.
    const terms = termsFor(missing, names, row.decidedAt);
    return requestView(tx, await draft(tx, asker, { production, performer, terms, respondBy: null }), asker);
  }

  @Post(':check/disclosure')
  @Writes()
  @Answers('Disclose the use that a check was about', DisclosureView, 201, 'An approval is for exactly that use.')
  async disclosure(
    @RecordId('check', 'chk') id: string,
    @Body() body: DiscloseCheck,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<DisclosureView> {
    const { row, use, said } = await this.recorded(tx, asker, id);
    const organization = organizationOf(asker, row.organization);
    const { production, performer } = row;
    const description = body.description ?? said;
    const intent = { actor: actorOf(asker), organization, production, performer, use, description };
    return disclosureView(tx, await disclose(tx, intent, this.config.baseUrl), asker);
  }

  private async recorded(tx: Tx, asker: Party, id: string) {
    const row: DecisionRow = await this.sight.toActOn(asker, 'decisions', id);
    // Through the transaction: one that waits for a second connection of its pool can wait for itself.
    const entry = await tx.entries.ofDecision(id);
    if (entry === null) throw notFound();
    const { evidence, personal } = entry;
    const decision: Decision = decisionOf(evidence);
    const said = personal?.['description'];
    // It stands in the evidence of every decision, as `decideOn` wrote it.
    const use = recordedUse(evidence['use'] as JsonObject);
    return { row, decision, use, said: typeof said === 'string' ? said : null };
  }
}
