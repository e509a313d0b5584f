/** The JSON of boxes and terms in OpenAPI's words. `#consent` reads them; here they are only described. */
import { AGREEMENTS, CLAUSES_MAX, CURRENCY_DIGITS, QUANTITY_MAX, QUANTITY_UNITS, STAGES } from '#consent';

export type Schema = Readonly<Record<string, unknown>>;

export const instant = { type: 'string', format: 'date-time' };
export const hash = { type: 'string', pattern: '^[0-9a-f]{64}$' };
export const words = (description: string, example: readonly string[]): Schema => ({
  type: 'array',
  items: { type: 'string' },
  minItems: 1,
  maxItems: 64,
  uniqueItems: true,
  description,
  example,
});

export const DIMENSIONS: Readonly<Record<string, Schema>> = {
  act: words('What is done: paths such as `generate.voice.adr_line`; a path covers what lies below it.', [
    'generate.voice',
  ]),
  purpose: words('What for.', ['production']),
  production: words('Productions by id, with all below them.', ['prod_0123456789abcdefghijkl']),
  media: words('Where it is shown: paths such as `promo.trailer.series`.', ['programme', 'promo.trailer']),
  territory: words('ISO 3166 codes, UN M.49 groups, or `world`.', ['US', '419']),
  language: words('BCP 47 ranges: `es` covers `es-MX`; `*` is any.', ['es-MX']),
  content: words('What it shows or says beyond the ordinary; `none` says: nothing of that.', ['none']),
  tool: words('Tools by id, or `any`.', ['any']),
  advertiser: words(
    'Whose advertising, or `any`; only with media under `ad`. `Acme/Sparkle` is a product line of `Acme`.',
    ['any'],
  ),
};

export const STAGE = {
  type: 'string',
  enum: [...STAGES],
  description: 'How far the work goes: ideation < temp < internal_review < final.',
};
export const WINDOW = {
  from: { ...instant, description: 'From when, inclusive.' },
  until: { ...instant, description: 'Until when, exclusive.' },
};

export const BOX_SCHEMA = {
  type: 'object',
  description:
    'A set of values for each dimension. What a permission does not mention is not granted; what a prohibition or a withdrawal does not mention is meant throughout.',
  additionalProperties: false,
  properties: { ...DIMENSIONS, stage: STAGE, ...WINDOW },
};

export const quantities = (minimum: number, description: string): Schema => ({
  type: 'object',
  description,
  additionalProperties: false,
  properties: Object.fromEntries(
    QUANTITY_UNITS.map((unit) => [unit, { type: 'integer', minimum, maximum: QUANTITY_MAX }]),
  ),
});

const CLAUSES = (description: string, more: Readonly<Record<string, Schema>> = {}): Schema => ({
  type: 'array',
  description,
  maxItems: CLAUSES_MAX,
  items: {
    type: 'object',
    required: ['id', 'box'],
    additionalProperties: false,
    properties: { id: { type: 'string', pattern: '^[a-z0-9-]{1,40}$' }, box: BOX_SCHEMA, ...more },
  },
});

const said = (description: string, maxLength = 500): Schema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  description,
});
const names = (description: string): Schema => ({
  type: 'array',
  description,
  items: { type: 'string', minLength: 1, maxLength: 200 },
  minItems: 1,
  maxItems: 16,
  uniqueItems: true,
});

const FORMALITIES_SCHEMA = {
  type: 'object',
  description: 'How the terms came about, as the laws and agreements that apply ask for it. Names of people stay out.',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    form: {
      type: 'string',
      enum: ['rider', 'separate_writing', 'clause_initialed', 'terms_only'],
      description: 'Where the clauses stand; `terms_only` is within general terms alone.',
    },
    signatures: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', enum: ['production', 'counsel', 'estate'] },
      description:
        'Who signs beside the performer: a member of who asks, an attorney of hers, her estate. Until all have signed there is no consent.',
    },
    agreement: { type: 'string', enum: AGREEMENTS, description: 'The collective agreement of the engagement.' },
    counsel: {
      type: 'object',
      description: 'Counsel negotiated the replica rights for the performer.',
      required: ['termsSigned'],
      additionalProperties: false,
      properties: {
        termsSigned: { type: 'boolean', description: 'With commercial terms stated clearly and signed.' },
      },
    },
    replacesInPerson: { type: 'boolean', description: 'It takes the place of work done in person.' },
    noticedAt: { ...instant, description: 'When she was told of the services that make the replica.' },
    servicesAt: { ...instant, description: 'When these services begin.' },
    engagedAt: { ...instant, description: 'When she was engaged.' },
    businessReason: said('Why a scan is needed.'),
    courtApproval: { type: 'boolean', description: 'A court approved it, for a minor.' },
    maximumPeriodUntil: { ...instant, description: 'Until when a commercial may be used, exclusive.' },
    informed: {
      type: 'object',
      description: 'What a person is told whose consent is the basis in law.',
      required: ['noticeHash', 'controllers', 'purposes', 'retention', 'withdrawalMethod'],
      additionalProperties: false,
      properties: {
        noticeHash: { ...hash, description: 'SHA-256, in hex, of the notice.' },
        controllers: names('Who decides on the data.'),
        purposes: names('What it is used for.'),
        retention: said('How long it is kept.'),
        withdrawalMethod: said('How the consent is withdrawn.'),
      },
    },
  },
};

const minorUnits = (description: string): Schema => ({
  type: 'integer',
  minimum: 0,
  maximum: 1_000_000_000_000,
  description,
});

const BESIDE: Readonly<Record<string, Schema>> = {
  formalities: FORMALITIES_SCHEMA,
  postMortem: {
    type: 'string',
    enum: ['continue_as_granted', 'stop_on_death', 'estate_approval_each_use'],
    description: 'What death does to it; unsaid, it goes on as granted.',
  },
  processingRegions: words('Where the data may be processed; unsaid, nothing is limited.', ['DE', 'US']),
  deleteWithinDays: {
    type: 'integer',
    minimum: 1,
    maximum: 3650,
    description: 'Days after the end within which replica, model and recordings are deleted.',
  },
  pay: {
    type: 'object',
    required: ['amount', 'currency'],
    additionalProperties: false,
    properties: {
      amount: minorUnits('What is paid, in minor units of the currency.'),
      floor: minorUnits('The least that an agreement asks for.'),
      currency: { type: 'string', enum: [...CURRENCY_DIGITS.keys()], description: 'ISO 4217.' },
    },
  },
};

export const TERMS_SCHEMA = {
  type: 'object',
  required: ['description', 'permissions', 'prohibitions', 'revocation', 'legalBasis'],
  additionalProperties: false,
  properties: {
    description: {
      type: 'string',
      maxLength: 2000,
      description: "The writer's own words; where they say more, the clauses win.",
    },
    permissions: CLAUSES('What is asked, clause by clause: each is signed, left out or withdrawn on its own.', {
      caps: quantities(1, 'The most that may be made under it in all.'),
    }),
    prohibitions: CLAUSES('What may never be done, clause by clause.'),
    revocation: {
      type: 'object',
      required: ['right', 'existingWorks'],
      additionalProperties: false,
      properties: {
        right: { type: 'string', enum: ['any_time', 'notice', 'new_works_only', 'for_cause', 'none'] },
        noticeDays: { type: 'integer', minimum: 1, maximum: 3650, description: 'Only with the right `notice`.' },
        existingWorks: {
          type: 'string',
          enum: ['continue_released', 'continue_all_authorised', 'stop_unreleased', 'remove_where_practicable'],
        },
      },
    },
    legalBasis: { type: 'string', enum: ['gdpr_consent', 'contract', 'statute'] },
    ...BESIDE,
  },
};

export const TERMS_EXAMPLE = {
  description: 'Your voice says lines that you recorded, as they were scripted, in the first season.',
  permissions: [
    {
      id: 'lines',
      box: {
        act: ['generate.voice.adr_line'],
        purpose: ['production'],
        production: ['prod_0123456789abcdefghijkl'],
        media: ['programme', 'promo.trailer'],
        territory: ['US', 'JP'],
        language: ['es-MX'],
        stage: 'final',
        content: ['none'],
        tool: ['any'],
        from: '2026-11-01T00:00:00.000Z',
        until: '2028-01-01T00:00:00.000Z',
      },
    },
  ],
  prohibitions: [{ id: 'emotion', box: { act: ['alter.emotion'] } }],
  revocation: { right: 'any_time', existingWorks: 'continue_released' },
  legalBasis: 'contract',
};
