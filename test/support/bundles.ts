/** Evidence bundles made from nothing but their entries: by a service, or by somebody who makes every part fit anew. */
import { createHash, randomBytes } from 'node:crypto';
import { PDFDocument } from 'pdf-lib';
import {
  NONCE_LENGTH,
  consentChallenge,
  cosignCheckpoint,
  importIdentity,
  importSigner,
  sealPdf,
  signCheckpoint,
  writeBundle,
  type BundleContent,
  type BundledEntry,
  type ConsentAnswers,
  type Signer,
} from '#evidence';
import { canonicalJson, cosignerKey, merkleBatch, toBase64, toHex } from '#ledger';
import { SoftPasskey } from './authenticator.js';
import { ISSUER, ORIGIN, ed25519Pem, issuingService, leafOf, trustOf } from './evidence.js';

/** All that signs a bundle. */
export interface BundleKeys {
  readonly receipts: Signer;
  readonly log: Signer;
  readonly witness: Signer;
  /** PEM: the private key, then the certificate. */
  readonly seal: string;
}

/** Keys that nobody trusts, but for those given. */
export async function bundleKeys(seal: string, given: Partial<BundleKeys> = {}): Promise<BundleKeys> {
  const [receipts, log, witness] = await Promise.all([1, 2, 3].map(() => importSigner(ed25519Pem())));
  return { receipts: receipts!, log: log!, witness: witness!, seal, ...given };
}

/** Who the service and its witness say that they are, and when. */
export interface BundleNames {
  readonly issuer: string;
  readonly origin: string;
  readonly witness: string;
  readonly at: string;
}

export type BareEntry = Omit<BundledEntry, 'personal' | 'personalSalt' | 'log'> & { readonly personalDigest: string };

/** An entry as whoever may not read its erasable part is shown it. */
export function bareEntry(entry: BundledEntry | BareEntry): BareEntry {
  const { type, at, refs, evidence, evidenceSalt, leafId } = entry;
  const personalDigest = 'personalDigest' in entry ? entry.personalDigest : 'ab'.repeat(32);
  return { type, at, refs, evidence, evidenceSalt, leafId, personalDigest };
}

/** The bytes of a bundle in which every leaf, path, head, seal and signature fits these entries. */
export async function madeBundle(
  keys: BundleKeys,
  content: BundleContent,
  { issuer, origin, witness, at }: BundleNames,
): Promise<Uint8Array> {
  const entries = content.entries.map(bareEntry);
  const { root, paths } = merkleBatch(entries.map((entry) => leafOf(entry).leafHash));
  const note = await signCheckpoint(keys.log, { origin, size: entries.length, root });
  const cosigned = note + (await cosignCheckpoint(keys.witness, witness, note, Math.floor(Date.parse(at) / 1000)));
  const given = entries.find(({ type }) => type === 'consent.given');
  const certificate = content.certificate === null || !given ? null : toBase64(await certificateOf(given, keys, at));
  const placed = entries.map((entry, index) => ({ ...entry, log: { index, path: paths[index]!.map(toHex) } }));
  const made = { ...content, entries: placed, checkpoint: cosigned, certificate };
  return signedBundle(keys, made, { issuer, at });
}

/** The bytes of a bundle of this content, whatever of it fits. */
export async function signedBundle(
  { receipts }: Pick<BundleKeys, 'receipts'>,
  content: BundleContent,
  by: Pick<BundleNames, 'issuer' | 'at'>,
): Promise<Uint8Array> {
  const text = await writeBundle(receipts, content, by);
  if (text === null) throw new Error('the bundle is too long');
  return Uint8Array.from(Buffer.from(text));
}

/** A sealed PDF of one empty page that carries the record of an entry. */
export async function certificateOf(entry: BareEntry, { seal }: BundleKeys, at: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage();
  await pdf.attach(Buffer.from(canonicalJson({ countersign: 'entry/v1', entry: { ...entry } })), 'record.json');
  return sealPdf(await pdf.save(), await importIdentity(seal), { reason: 'consent', at });
}

/** When the bundles of these tests are made. */
export const AT = '2026-11-23T12:00:00.000Z';
const HERE = { origin: 'https://countersign.example', rpId: 'countersign.example' };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const CLAUSE = 'lines\nThey may say lines.';
const TEXT = `The words you sign\nYou and they.\n\n${CLAUSE}\n\nNever\nNothing.`;
const NONCE = Uint8Array.from({ length: NONCE_LENGTH }, (_, index) => index);

const ANSWERS: ConsentAnswers = {
  ...{ request: 'req_1', version: 2, capacity: 'self', under: null, textHash: sha256(TEXT) },
  clauses: [{ id: 'c0', textHash: sha256(CLAUSE), language: 'en', answer: true }],
};

/** What a passkey makes of the answers in that, as an entry keeps it. */
export function signedBy(passkey: SoftPasskey): Record<string, string> {
  const challenge = Buffer.from(consentChallenge(NONCE, ANSWERS)).toString('base64url');
  const { authenticatorData, clientDataJSON, signature } = passkey.show({ ...HERE, challenge }).response;
  const [publicKey, nonce] = [passkey.publicKey, Buffer.from(NONCE)].map((bytes) => bytes.toString('base64url'));
  return {
    nonce: nonce!,
    credential: passkey.id,
    publicKey: publicKey!,
    authenticatorData,
    clientDataJSON,
    signature,
    ...HERE,
  };
}

function entry(type: string, refs: Record<string, string>, evidence: BareEntry['evidence']): BareEntry {
  const [evidenceSalt, personalDigest] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  return { type, at: AT, refs, evidence, evidenceSalt, personalDigest, leafId: randomBytes(16).toString('hex') };
}

/** The entry that gives the consent. */
export const GIVEN: BareEntry = entry(
  'consent.given',
  { request: 'req_1', consent: 'cons_1' },
  {
    ...{ requestVersion: 2, locale: 'en', text: TEXT, textHash: sha256(TEXT), electronicBusiness: true },
    clauses: [{ id: 'c0', textHash: sha256(CLAUSE), confirmed: true }],
    signature: { method: 'passkey', level: 'advanced', capacity: 'self' },
    passkey: signedBy(new SoftPasskey()),
  },
);
/** All of the evidence of a consent that a passkey signed, but for what signs the file. */
export const SIGNED_CONTENT: BundleContent = {
  ...{ countersign: 'evidence/v1', consent: 'cons_1', checkpoint: null, certificate: 'made below' },
  entries: [
    { ...entry('request.sent', { request: 'req_1' }, {}), log: null },
    { ...GIVEN, log: null },
  ],
  keys: { receipts: [], log: [], witnesses: [] },
  policies: [{ name: 'countersign@1', hash: sha256('pack') }],
  versions: { engine: 'engine', vocabulary: 'vocabulary' },
};

/** A service with a witness, and what it makes bundles with. */
export async function bundlingService() {
  const service = await issuingService();
  const given = { receipts: service.receiptSigner, log: service.logSigner };
  const keys = await bundleKeys(service.sealIdentity, given);
  const names: BundleNames = { issuer: ISSUER, origin: ORIGIN, witness: 'union.example/w', at: AT };
  const witness = cosignerKey(names.witness, keys.witness.publicKey).vkey;
  const trustFile = { ...service.trustFile, witnesses: `witness union ${witness}\nquorum union\n` };
  return { service, keys, names, trustFile, trust: trustOf(trustFile) };
}
