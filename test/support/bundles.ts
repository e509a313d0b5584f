/** Evidence bundles made from nothing but their entries: by a service, or by somebody who makes every part fit anew. */
import { PDFDocument } from 'pdf-lib';
import {
  cosignCheckpoint,
  importIdentity,
  importSigner,
  sealPdf,
  signCheckpoint,
  writeBundle,
  type BundleContent,
  type BundledEntry,
  type Signer,
} from '#evidence';
import { canonicalJson, merkleBatch, toBase64, toHex } from '#ledger';
import { ed25519Pem, leafOf } from './evidence.js';

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
  return Uint8Array.from(Buffer.from(await writeBundle(keys.receipts, made, { issuer, at })));
}

/** A sealed PDF of one empty page that carries the record of an entry. */
export async function certificateOf(entry: BareEntry, { seal }: BundleKeys, at: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage();
  await pdf.attach(Buffer.from(canonicalJson({ countersign: 'entry/v1', entry: { ...entry } })), 'record.json');
  return sealPdf(await pdf.save(), await importIdentity(seal), { reason: 'consent', at });
}
