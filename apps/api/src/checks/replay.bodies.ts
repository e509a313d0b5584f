import type { Reason, ReplayDifference } from '#consent';
import { Choice, Flag, Id, Instant, Json, Texts } from '../fields.js';
import { DECISION_SCHEMA } from '../openapi/consent.schemas.js';

const OUTCOMES = ['allow', 'needs_approval', 'deny'] as const;

const DIFFERENCES_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['member', 'recorded', 'replayed'],
    properties: { member: { type: 'string' }, recorded: {}, replayed: {} },
  },
};

export class ReplayView {
  @Id('chk', 'The check that was decided again.')
  readonly check!: string;

  @Instant('As of when: the instant of the decision.')
  readonly decidedAt!: string;

  @Flag('Whether all of it came out the same; `null` where it cannot be decided again here.', { nullable: true })
  readonly same!: boolean | null;

  @Flag('Whether something that it was decided on has been erased since: then this is what comes of the rest.')
  readonly inputsErased!: boolean;

  @Texts('The versions that the decision names and that are not here.', 100)
  readonly versionsMissing!: readonly string[];

  @Choice('The answer now; `null` where there is none.', OUTCOMES, { nullable: true })
  readonly outcome!: string | null;

  @Json('Why, now.', DECISION_SCHEMA.properties.reasons)
  readonly reasons!: readonly Reason[];

  @Texts('The policy packs, as the decision names them.', 100)
  readonly packs!: readonly string[];

  @Json('What came out otherwise, member by member.', DIFFERENCES_SCHEMA)
  readonly differences!: readonly ReplayDifference[];
}
