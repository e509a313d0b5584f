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
