/** Checking a receipt: from its content to the leaf, up to the batch's root, to a signature by a trusted key. */
import { LedgerError, toHex, verifyInclusion } from '#ledger';
import type { BatchProof } from './batch.js';
import { readBatchHead } from './batch.js';
import { checkValidity, describe, leafHashOf } from './entry.js';
import { retiredStatement } from './checkpoint.js';
import type { CheckedPlace } from './log-proof.js';
import { checkLogProof } from './log-proof.js';
import { MalformedFile, bytesOfHex } from './reading.js';
import { readReceipt } from './receipt.js';
import { verifySigned } from './signed.js';
import { issuerStatement } from './trust.js';
import type { Trust } from './trust.js';
import type { Statement, Verdict } from './verdict.js';
import { conclude, statement } from './verdict.js';

/**
 * Checks a receipt, given as parsed JSON. With `at`, also whether its decision held at that instant. Never throws for
 * what a file may hold; keys inside the file count for nothing.
 */
export async function verifyReceipt(
  value: unknown,
  trust: Trust | null,
  { at }: { readonly at?: string | undefined } = {},
): Promise<Verdict> {
  try {
    const { entry, batch, log } = readReceipt(value);
    const leafHash = leafHashOf(entry);
    const place = log === undefined ? NO_PLACE : await checkLogProof(leafHash, log, trust);
    return conclude(describe(entry), trust !== null, [
      statement('form', true, `it is a complete receipt; its content makes the leaf with hash \`${toHex(leafHash)}\``),
      ...(await checkBatch(leafHash, batch, trust, place)),
      ...place.statements,
      PERSONAL_PART,
      ...checkValidity(entry, at),
    ]);
  } catch (error) {
    if (!(error instanceof MalformedFile || error instanceof LedgerError)) throw error;
    return conclude('a damaged receipt', trust !== null, [statement('form', false, error.message)]);
  }
}

const PERSONAL_PART = statement(
  'personal',
  null,
  'no receipt holds the erasable part of its entry, only its digest: whether it was erased since does not show, and changes nothing here',
);

const NO_PLACE: CheckedPlace = {
  statements: [statement('log', null, 'it carries no proof from the log; one can be added later')],
  wasBefore: () => false,
};

async function checkBatch(
  leafHash: Uint8Array,
  batch: BatchProof,
  trust: Trust | null,
  place: CheckedPlace,
): Promise<Statement[]> {
  const { issuer, at, size, root, kid } = readBatchHead(batch.head);
  const included = verifyInclusion(leafHash, batch.index, { size, root }, batch.path.map(bytesOfHex));
  const inclusion = included
    ? statement(
        'batch',
        true,
        `the leaf has index ${batch.index} in the batch of ${size} with the root \`${toHex(root)}\``,
      )
    : statement(
        'batch',
        false,
        'the content does not lead to the root that was signed: the content or the path was changed',
      );
  if (trust === null) {
    return [
      inclusion,
      statement('signature', null, `the signature by key \`${kid}\` cannot be checked without a trust file`),
      issuerStatement(issuer, at, null),
    ];
  }
  return [inclusion, await checkSignature(batch.head, { kid, at }, trust, place), issuerStatement(issuer, at, trust)];
}

async function checkSignature(
  head: string,
  { kid, at }: { kid: string; at: string },
  trust: Trust,
  place: CheckedPlace,
): Promise<Statement> {
  const key = trust.receiptKeys.get(kid);
  if (key === undefined) {
    return statement('signature', false, `the batch is signed by key \`${kid}\`, which the trust file does not name`);
  }
  if (!(await verifySigned(head, key.publicKey)))
    return statement('signature', false, `the signature in the name of the trusted key \`${kid}\` is not by that key`);
  const said = `the trusted key \`${kid}\` signed the batch, dated ${at}`;
  return retiredStatement('signature', said, key.retiredAt, place.wasBefore);
}
