/** Evidence in OpenAPI's words; `docs/formats.md` says what each byte is. */
const text = { type: 'string' };
const hex = (digits: number) => ({ type: 'string', pattern: `^[0-9a-f]{${digits}}$` });
const path = { type: 'array', items: hex(64), description: "From the leaf's sibling to the root's child, in hex." };

export const ENTRY_SCHEMA = {
  type: 'object',
  required: ['type', 'at', 'refs', 'evidence', 'evidenceSalt', 'personalDigest', 'leafId'],
  properties: {
    type: text,
    at: { type: 'string', format: 'date-time' },
    refs: { type: 'object', additionalProperties: text },
    evidence: { type: 'object' },
    evidenceSalt: hex(64),
    personalDigest: hex(64),
    leafId: hex(32),
  },
};

export const LOG_PROOF_SCHEMA = {
  type: 'object',
  required: ['index', 'path', 'checkpoint'],
  properties: {
    index: { type: 'integer', minimum: 0 },
    path,
    checkpoint: { type: 'string', description: 'The signed note, verbatim.' },
  },
};

export const RECEIPT_SCHEMA = {
  type: 'object',
  description:
    'One self-contained file: keep it with the work. `countersign verify FILE --trust FILE` checks it offline.',
  required: ['countersign', 'entry', 'batch'],
  properties: {
    countersign: { type: 'string', enum: ['receipt/v1'] },
    entry: ENTRY_SCHEMA,
    batch: {
      type: 'object',
      required: ['index', 'path', 'head'],
      properties: {
        index: { type: 'integer', minimum: 0 },
        path,
        head: { type: 'string', description: 'A compact JWS over the root of the batch (`typ: countersign-batch`).' },
      },
    },
    log: LOG_PROOF_SCHEMA,
  },
};

const { personalDigest, ...shownAlways } = ENTRY_SCHEMA.properties;
const texts = { type: 'array', items: text };

export const BUNDLE_SCHEMA = {
  type: 'object',
  description: 'docs/evidence.md says what each part is and how it is checked.',
  required: [
    ...['countersign', 'consent', 'entries', 'checkpoint', 'certificate', 'keys', 'policies', 'versions'],
    'signature',
  ],
  properties: {
    countersign: { type: 'string', enum: ['evidence/v1'] },
    consent: text,
    entries: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'at', 'refs', 'evidence', 'evidenceSalt', 'leafId', 'log'],
        properties: {
          ...shownAlways,
          personalDigest: { ...personalDigest, description: 'Where the erasable part is not shown.' },
          erasedAt: { type: 'string', description: 'Since when there is no erasable part any more.' },
          personal: { type: 'object', nullable: true, description: 'The erasable part, for whoever may read it.' },
          personalSalt: hex(64),
          log: {
            type: 'object',
            nullable: true,
            description: 'Its place in the log; `null` in the second or so until the log holds it.',
            required: ['index', 'path'],
            properties: { index: { type: 'integer', minimum: 0 }, path },
          },
        },
      },
    },
    checkpoint: { type: 'string', nullable: true, description: 'The signed and cosigned note, verbatim.' },
    certificate: { type: 'string', nullable: true, description: 'The sealed PDF in base64; `null` while it is made.' },
    keys: {
      type: 'object',
      required: ['receipts', 'log', 'witnesses'],
      properties: { receipts: { type: 'array', items: { type: 'object' } }, log: texts, witnesses: texts },
    },
    policies: {
      type: 'array',
      items: { type: 'object', required: ['name', 'hash'], properties: { name: text, hash: hex(64) } },
    },
    versions: {
      type: 'object',
      required: ['engine', 'vocabulary'],
      properties: { engine: text, vocabulary: text },
    },
    signature: { type: 'string', description: 'A compact JWS over the digest of each part.' },
  },
};
