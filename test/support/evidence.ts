/** A service that issues evidence, for tests: its keys, its trust file, and receipts as the API would hand them out. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { LogProof, Receipt, ReceiptEntry, Signer, Trust, TrustFile } from '#evidence';
import {
  developmentIdentity,
  importSigner,
  jwks,
  logKey,
  readTrust,
  receiptOf,
  signBatchHead,
  signCheckpoint,
  trustFile,
} from '#evidence';
import { commitDigests, digestEvidence, fromHex, merkleBatch, toHex } from '#ledger';

export const ORIGIN = 'countersign.example/log';
export const ISSUER = 'https://countersign.example';

export interface IssuingService {
  readonly receiptSigner: Signer;
  readonly logSigner: Signer;
  /** PEM: the private key, then the certificate. */
  readonly sealIdentity: string;
  readonly trustFile: TrustFile;
  readonly trust: Trust;
}

/** A service with keys of its own, all of them fresh. */
export async function issuingService(parts: Partial<IssuingService> = {}): Promise<IssuingService> {
  const receiptSigner = parts.receiptSigner ?? (await importSigner(ed25519Pem()));
  const logSigner = parts.logSigner ?? (await importSigner(ed25519Pem()));
  const sealIdentity = parts.sealIdentity ?? (await developmentIdentity('Countersign', '2026-01-01T00:00:00.000Z'));
  const file = trustFile({
    issuer: ISSUER,
    jwks: jwks([receiptSigner.publicKey]),
    log: { origin: ORIGIN, keys: [logKey(ORIGIN, logSigner.publicKey)] },
    certificateAuthorities: [sealIdentity.slice(sealIdentity.indexOf('-----BEGIN CERTIFICATE-----'))],
  });
  return { receiptSigner, logSigner, sealIdentity, trustFile: file, trust: trustOf(file) };
}

export function trustOf(file: TrustFile): Trust {
  const read = readTrust(new TextEncoder().encode(JSON.stringify(file)));
  if ('problem' in read) throw new Error(read.problem);
  return read.trust;
}

export function ed25519Pem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The record of a decision, as far as a receipt shows it. */
export function decisionEntry(parts: Partial<ReceiptEntry> = {}): ReceiptEntry {
  return {
    type: 'decision.made',
    at: '2026-11-23T10:00:00.000Z',
    refs: { decision: 'chk_1', performer: 'perf_1', production: 'prod_1' },
    evidence: {
      outcome: 'allow',
      reasons: [{ code: 'COVERED', message: 'consent `cons_1` covers it', rule: 'R-01', source: 'Countersign' }],
      missing: [],
      validUntil: '2026-11-23T11:00:00.000Z',
    },
    evidenceSalt: randomBytes(32).toString('hex'),
    personalDigest: randomBytes(32).toString('hex'),
    leafId: randomBytes(16).toString('hex'),
    ...parts,
  };
}

/** One receipt for each entry, all of one batch. */
export async function issueReceipts(signer: Signer, entries: readonly ReceiptEntry[]): Promise<Receipt[]> {
  const leafHashes = entries.map((entry) => leafOf(entry).leafHash);
  const { root, paths } = merkleBatch(leafHashes);
  const at = '2026-11-23T10:00:00.004Z';
  const head = await signBatchHead(signer, { issuer: ISSUER, at, size: entries.length, root });
  return entries.map((entry, index) => receiptOf(entry, { index, path: paths[index]!.map(toHex), head }));
}

export async function issueReceipt(signer: Signer, parts: Partial<ReceiptEntry> = {}): Promise<Receipt> {
  const [receipt] = await issueReceipts(signer, [decisionEntry(parts)]);
  return receipt!;
}

export function leafOf({ evidence, evidenceSalt, ...header }: ReceiptEntry): {
  leaf: Uint8Array;
  leafHash: Uint8Array;
} {
  return commitDigests({ ...header, evidenceDigest: digestEvidence(evidence, fromHex(evidenceSalt)!) });
}

/** The place of one leaf in a log of so many leaves, under a signed checkpoint. */
export async function logProofOf(
  signer: Signer,
  leafHash: Uint8Array,
  { index = 2, size = 7, origin = ORIGIN } = {},
): Promise<LogProof> {
  const others = Array.from({ length: size }, () => new Uint8Array(randomBytes(32)));
  const { root, paths } = merkleBatch(others.with(index, new Uint8Array(leafHash)));
  return { index, path: paths[index]!.map(toHex), checkpoint: await signCheckpoint(signer, { origin, size, root }) };
}

/** The bytes of a JSON file. */
export function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
