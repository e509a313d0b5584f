/** The JSON of uses, decisions and words in OpenAPI's words. `#consent` reads them; here they are only described. */
import { FACTS, type FactKind } from '#consent';
import {
  BOX_SCHEMA,
  DIMENSIONS,
  hash,
  instant,
  quantities,
  STAGE,
  WINDOW,
  words,
  type Schema,
} from './terms.schemas.js';

const factSchema = (kind: FactKind): Schema => {
  switch (kind.kind) {
    case 'flag':
      return { type: 'boolean' };
    case 'instant':
      return instant;
    case 'text':
      return { type: 'string', minLength: 1, maxLength: 500 };
    case 'choice':
      return { type: 'string', enum: kind.words };
  }
};

const FACTS_SCHEMA = {
  type: 'object',
  description: 'What else is so. Policies read it; what is left out is read in the way that allows least.',
  additionalProperties: false,
  properties: Object.fromEntries(Object.entries(FACTS).map(([name, kind]) => [name, factSchema(kind)])),
};

export const USE_SCHEMA = {
  type: 'object',
  description: 'What is to be done, fully stated: every dimension that applies. Only `content` may be left out.',
  required: ['act', 'purpose', 'media', 'territory', 'language', 'stage', 'pipeline', 'from', 'until'],
  additionalProperties: false,
  properties: {
    act: DIMENSIONS['act'],
    purpose: DIMENSIONS['purpose'],
    media: DIMENSIONS['media'],
    territory: DIMENSIONS['territory'],
    language: DIMENSIONS['language'],
    stage: STAGE,
    content: DIMENSIONS['content'],
    pipeline: words('The tools, one for each step, by id.', ['tool_0123456789abcdefghijkl']),
    advertiser: words('Whose advertising, with the product line; exactly with media under `ad`.', ['Acme/Sparkle']),
    ...WINDOW,
    facts: FACTS_SCHEMA,
    quantity: quantities(0, 'How much is to be made; needed where a permission has a cap.'),
    description: { type: 'string', maxLength: 2000 },
  },
};

/** A use as it was recorded: with the production that it is for. */
export const RECORDED_USE_SCHEMA = {
  ...USE_SCHEMA,
  properties: { ...USE_SCHEMA.properties, production: { type: 'string', pattern: '^prod_[0-9A-Za-z]{22}$' } },
};

export const USE_EXAMPLE = {
  act: ['generate.voice.adr_line'],
  purpose: ['production'],
  media: ['promo.trailer.series'],
  territory: ['US', 'JP'],
  language: ['es-MX'],
  stage: 'final',
  content: ['none'],
  pipeline: ['tool_0123456789abcdefghijkl'],
  from: '2026-12-01T00:00:00.000Z',
  until: '2027-01-01T00:00:00.000Z',
  facts: { recognizable: true, scripted: true },
  quantity: { lines: 2 },
  description: 'Two ADR lines for the season trailer',
};

const SIGNED = { type: 'object', properties: { method: { type: 'string' }, level: { type: 'string' } } } as const;
const text = { type: 'string' };
const texts = { type: 'array', items: text };

export const RENDERED_SCHEMA = {
  type: 'object',
  description:
    'The words that are shown, signed and hashed. A hash is SHA-256, in hex, of the UTF-8 bytes of the text beside it.',
  required: ['locale', 'clauses', 'nevers', 'notIncluded', 'ends', 'sections', 'description', 'text', 'hash', 'unsaid'],
  properties: {
    locale: text,
    clauses: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'title', 'sentence', 'lines', 'ends', 'text', 'textHash'],
        properties: {
          id: text,
          title: text,
          sentence: text,
          lines: { type: 'array', items: { type: 'object', properties: { label: text, text } } },
          ends: text,
          example: text,
          text,
          textHash: hash,
        },
      },
    },
    nevers: { type: 'array', items: { type: 'object', properties: { id: text, text } } },
    notIncluded: texts,
    ends: text,
    sections: {
      type: 'array',
      description: 'What the terms say beside their clauses: pay, death, data, how they came about.',
      items: { type: 'object', required: ['heading', 'lines'], properties: { heading: text, lines: texts } },
    },
    description: text,
    text,
    hash,
    unsaid: {
      type: 'array',
      description: 'What this language has no words for: with one of these the terms cannot be signed in it.',
      items: { type: 'object', properties: { clause: text, dimension: text, value: text } },
    },
  },
};

export const DECISION_SCHEMA = {
  type: 'object',
  description: 'The decision as it was recorded: the evidence of its receipt, byte for byte.',
  required: [
    ...['outcome', 'reasons', 'missing', 'nearest', 'obligations', 'approvalsMissing', 'approvals', 'claims'],
    ...['reserved', 'reliedOn', 'engine', 'vocabulary', 'packs', 'validUntil'],
  ],
  properties: {
    outcome: { type: 'string', enum: ['allow', 'needs_approval', 'deny'] },
    reasons: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'message', 'rule', 'source'],
        properties: {
          code: text,
          message: text,
          rule: text,
          source: text,
          consent: text,
          clause: text,
          detail: { type: 'object' },
        },
      },
    },
    missing: { type: 'array', items: BOX_SCHEMA, description: 'What no live consent covers: ready to be asked for.' },
    nearest: {
      type: 'array',
      items: BOX_SCHEMA,
      description: 'With something missing: what would be covered if one dimension were other than asked.',
    },
    obligations: {
      type: 'array',
      description: 'What whoever uses the allow must do, with the rule that lays it on.',
      items: {
        type: 'object',
        required: ['kind', 'rule', 'source'],
        properties: { kind: text, rule: text, source: text, detail: { type: 'object' } },
      },
    },
    approvalsMissing: { ...texts, description: 'The kinds of approval that would make it an allow, once each.' },
    approvals: { ...texts, description: 'The approvals of this very use that it rests on.' },
    claims: { ...texts, description: 'The exemption claims that it rests on.' },
    reserved: {
      type: 'array',
      description: 'What an allow holds against caps until it is used, released or runs out.',
      items: {
        type: 'object',
        required: ['consent', 'clause', 'unit', 'amount'],
        properties: { consent: text, clause: text, unit: text, amount: { type: 'integer', minimum: 0 } },
      },
    },
    reliedOn: {
      type: 'array',
      items: { type: 'object', properties: { consent: text, version: { type: 'integer' }, signature: SIGNED } },
    },
    engine: text,
    vocabulary: text,
    packs: texts,
    validUntil: instant,
  },
};

export const EFFECT_SCHEMA = {
  type: 'object',
  required: [
    ...['kind', 'effectiveAt', 'worksMadeBefore', 'existingWorks', 'deleteBy', 'stops', 'goesOn', 'state', 'words'],
  ],
  properties: {
    kind: { type: 'string', enum: ['ends', 'asked'] },
    effectiveAt: instant,
    worksMadeBefore: { type: 'string', enum: ['continue', 'stop'] },
    existingWorks: {
      type: 'string',
      enum: ['continue_released', 'continue_all_authorised', 'stop_unreleased', 'remove_where_practicable'],
      nullable: true,
    },
    deleteBy: { ...instant, nullable: true },
    stops: { type: 'array', items: BOX_SCHEMA },
    goesOn: { type: 'array', items: BOX_SCHEMA },
    state: { type: 'string', enum: ['withdrawn', 'narrowed', 'disputed'] },
    words: { type: 'object', properties: { effect: texts, stops: texts, goesOn: texts, erases: texts } },
  },
};

export const LINES_SCHEMA = {
  type: 'array',
  items: { type: 'object', required: ['label', 'text'], properties: { label: text, text } },
};

export const QUANTITY_SCHEMA = quantities(1, 'How much of each unit.');
