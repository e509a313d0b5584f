/**
 * A batch: leaves recorded in one transaction, put under a small Merkle tree of their own, whose root is signed once.
 * So one signature serves a thousand decisions, and each still has a proof that stands alone.
 */
import { canonicalJson, toHex } from '#ledger';
import { CompactSign, compactVerify } from 'jose';
import { fromBase64url } from './encoding.js';
import type { Signer } from './keys.js';
import { importPublicKey } from './keys.js';
import {
  MalformedFile,
  bytesOfHex,
  readHex,
  readJson,
  readMembers,
  readString,
  readText,
  readWhole,
} from './reading.js';

/** Told apart by this type, a batch head is never taken for another kind of signed statement of ours. */
const BATCH_TYPE = 'countersign-batch';

/** What the signature over a batch says. */
export interface BatchHead {
  /** The address of the service, as in the trust file. */
  readonly issuer: string;
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ` */
  readonly at: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Why one leaf belongs to a signed batch. */
export interface BatchProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child, in hex; empty for a batch of one. */
  readonly path: readonly string[];
  /** The signed head, a compact JWS. */
  readonly head: string;
}

/** The compact JWS over a batch's size and root. */
export async function signBatchHead(signer: Signer, head: BatchHead): Promise<string> {
  const payload = canonicalJson({
    iss: head.issuer,
    iat: Date.parse(head.at),
    size: head.size,
    root: toHex(head.root),
  });
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'EdDSA', kid: signer.kid, typ: BATCH_TYPE })
    .sign(signer.privateKey);
}

/** What a head says, and which key it claims; to be believed only after `verifyBatchHead`. Throws `MalformedFile`. */
export function readBatchHead(head: string): BatchHead & { readonly kid: string } {
  const parts = head.split('.').map(fromBase64url);
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || !signature)
    throw new MalformedFile('`batch.head` is not a compact JWS');
  const { alg, kid, typ } = readMembers(readJson(readText(header)), 'batch.head header', ['alg', 'kid', 'typ']);
  if (alg !== 'EdDSA' || typ !== BATCH_TYPE)
    throw new MalformedFile(`\`batch.head\` is not of the type \`${BATCH_TYPE}\``);
  const text = readText(payload);
  const value = readJson(text);
  const { iss, iat, size, root } = readMembers(value, 'batch.head', ['iss', 'iat', 'size', 'root']);
  if (canonicalJson(value) !== text) throw new MalformedFile('`batch.head` is not in canonical JSON');
  const signedAt = new Date(readWhole(iat, 'batch.head.iat'));
  if (Number.isNaN(signedAt.getTime())) throw new MalformedFile('`batch.head.iat` is not an instant in milliseconds');
  return {
    issuer: readString(iss, 'batch.head.iss'),
    at: signedAt.toISOString(),
    size: readWhole(size, 'batch.head.size'),
    root: bytesOfHex(readHex(root, 'batch.head.root', 32)),
    kid: readString(kid, 'batch.head.kid'),
  };
}

/** Whether a head, already read, is signed with this key. */
export async function verifyBatchHead(head: string, publicKey: Uint8Array): Promise<boolean> {
  try {
    await compactVerify(head, await importPublicKey(publicKey), { algorithms: ['EdDSA'] });
    return true;
  } catch {
    return false;
  }
}
