/**
 * The shapes of OpenID AuthZEN 1.0, for the OpenAPI document alone. They are read by `read-evaluation.ts`, which leaves
 * unknown members alone as the specification demands.
 */
import { USE_EXAMPLE } from '../openapi/consent.schemas.js';
import { Flag, Json, Line } from '../fields.js';

const text = { type: 'string' };
const anything = { type: 'object', additionalProperties: true };
const { act: ACT, ...CONTEXT_EXAMPLE } = USE_EXAMPLE;

const ENTITY = {
  type: 'object',
  required: ['type', 'id'],
  properties: { type: text, id: text, properties: anything },
};
const SOUGHT = { type: 'object', required: ['type'], properties: { type: text, id: text, properties: anything } };
const ACTION = { type: 'object', required: ['name'], properties: { name: text, properties: anything } };
const PAGE = {
  type: 'object',
  properties: { token: text, limit: { type: 'integer', minimum: 0 }, properties: anything },
};

const SUBJECT_EXAMPLE = { type: 'production', id: 'prod_0123456789abcdefghijkl' };
const RESOURCE_EXAMPLE = { type: 'performer', id: 'perf_0123456789abcdefghijkl' };
const ACTION_EXAMPLE = { name: ACT[0] };

const SUBJECT = 'Who asks: a `production`, by id.';
const RESOURCE = 'Who is concerned: a `performer`, by id, or the `likeness` of `none`.';
const ACTING = 'What is done: an act such as `generate.voice.adr_line`, or `use` with a list `act` in its properties.';
const CONTEXT = 'The rest of the use; what is no part of one is left alone.';
const WHICH_PAGE = 'Which part of the results: at most 50 at a time.';

export class EvaluationRequest {
  @Json(SUBJECT, ENTITY, { example: SUBJECT_EXAMPLE })
  readonly subject!: object;

  @Json(ACTING, ACTION, { example: ACTION_EXAMPLE })
  readonly action!: object;

  @Json(RESOURCE, ENTITY, { example: RESOURCE_EXAMPLE })
  readonly resource!: object;

  @Json(CONTEXT, anything, { optional: true, example: CONTEXT_EXAMPLE })
  readonly context?: object;
}

export class EvaluationsRequest {
  @Json(`${SUBJECT} The default of the list.`, ENTITY, { optional: true, example: SUBJECT_EXAMPLE })
  readonly subject?: object;

  @Json(`${ACTING} The default of the list.`, ACTION, { optional: true, example: ACTION_EXAMPLE })
  readonly action?: object;

  @Json(`${RESOURCE} The default of the list.`, ENTITY, { optional: true, example: RESOURCE_EXAMPLE })
  readonly resource?: object;

  @Json(`${CONTEXT} The default of the list.`, anything, { optional: true, example: CONTEXT_EXAMPLE })
  readonly context?: object;

  @Json(
    'The questions; what one leaves out is taken whole from above.',
    {
      type: 'array',
      maxItems: 1000,
      items: {
        type: 'object',
        properties: { subject: ENTITY, action: ACTION, resource: ENTITY, context: anything },
      },
    },
    { optional: true, example: [{}, { action: { name: 'generate.voice.narration' } }] },
  )
  readonly evaluations?: readonly object[];

  @Json(
    'How they are asked.',
    {
      type: 'object',
      properties: {
        evaluations_semantic: {
          type: 'string',
          enum: ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'],
          default: 'execute_all',
        },
      },
    },
    { optional: true, example: { evaluations_semantic: 'execute_all' } },
  )
  readonly options?: object;
}

export class ActionSearch {
  @Json(SUBJECT, ENTITY, { example: SUBJECT_EXAMPLE })
  readonly subject!: object;

  @Json(RESOURCE, ENTITY, { example: RESOURCE_EXAMPLE })
  readonly resource!: object;

  @Json(CONTEXT, anything, { optional: true, example: CONTEXT_EXAMPLE })
  readonly context?: object;

  @Json(WHICH_PAGE, PAGE, { optional: true, example: { limit: 20 } })
  readonly page?: object;
}

export class EntitySearch {
  @Json(`${SUBJECT} Without its id where it is searched for.`, SOUGHT, { example: SUBJECT_EXAMPLE })
  readonly subject!: object;

  @Json(ACTING, ACTION, { example: ACTION_EXAMPLE })
  readonly action!: object;

  @Json(`${RESOURCE} Without its id where it is searched for.`, SOUGHT, { example: { type: 'performer' } })
  readonly resource!: object;

  @Json(CONTEXT, anything, { optional: true, example: CONTEXT_EXAMPLE })
  readonly context?: object;

  @Json(WHICH_PAGE, PAGE, { optional: true, example: { limit: 20 } })
  readonly page?: object;
}

export class EvaluationAnswer {
  @Flag('Whether it may be done: `true` for an allow and nothing else.')
  readonly decision!: boolean;

  @Json('The decision as our own API gives it, or why none was made.', anything, { optional: true })
  readonly context?: object;
}

export class EvaluationsAnswer {
  @Json(
    'One answer for each question, in order.',
    {
      type: 'array',
      maxItems: 1000,
      items: {
        type: 'object',
        required: ['decision'],
        properties: { decision: { type: 'boolean' }, context: anything },
      },
    },
    { optional: true },
  )
  readonly evaluations?: readonly object[];

  @Flag('The answer to a request that lists no questions.', { optional: true })
  readonly decision?: boolean;

  @Json('The context of that answer.', anything, { optional: true })
  readonly context?: object;
}

export class SearchAnswerView {
  @Json('Where this part ends.', {
    type: 'object',
    required: ['next_token'],
    properties: {
      next_token: { ...text, description: 'Send it as `page.token` for what follows; empty at the end.' },
      count: { type: 'integer', minimum: 0 },
    },
  })
  readonly page!: object;

  @Json('That nothing was recorded; why nothing could be asked.', anything)
  readonly context!: object;

  @Json('What is allowed: entities with `type` and `id`, or actions with `name`.', {
    type: 'array',
    maxItems: 50,
    items: { type: 'object', properties: { type: text, id: text, name: text } },
  })
  readonly results!: readonly object[];
}

export class AuthzenConfiguration {
  @Line('The service.', 200)
  readonly policy_decision_point!: string;

  @Line('Access Evaluation.', 200)
  readonly access_evaluation_endpoint!: string;

  @Line('Access Evaluations.', 200)
  readonly access_evaluations_endpoint!: string;

  @Line('Subject Search.', 200)
  readonly search_subject_endpoint!: string;

  @Line('Resource Search.', 200)
  readonly search_resource_endpoint!: string;

  @Line('Action Search.', 200)
  readonly search_action_endpoint!: string;
}
