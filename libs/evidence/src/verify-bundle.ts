/** Checking the evidence of a consent: every part against the log, every signature against the trust. */
import {
  LedgerError,
  canonicalJson,
  digestPersonal,
  fromBase64,
  readCanonicalJson,
  toHex,
  verifyInclusion,
} from '#ledger';
import { changedParts, readBundle, readBundleHead } from './bundle.js';
import type { BundleHead, BundledEntry, EvidenceBundle } from './bundle.js';
import { NO_TRUST, checkpointStatements, isSeenBefore, retiredStatement, verifyCheckpoint } from './checkpoint.js';
import type { CheckedCheckpoint } from './checkpoint.js';
import { checkHistory, checkStanding, nameOf } from './consent-history.js';
import { verifyConsentSignature } from './consent-signature.js';
import { leafHashOf, shownEntry } from './entry.js';
import type { ReceiptEntry } from './entry.js';
import { MalformedFile, bytesOfHex } from './reading.js';
import { verifySigned } from './signed.js';
import { issuerStatement } from './trust.js';
import type { Trust } from './trust.js';
import type { Statement, Verdict } from './verdict.js';
import { conclude, statement } from './verdict.js';

/** Whether these bytes are meant as a bundle: what they are worth is for `verifyBundle` to say. */
export function isBundle(text: string): boolean {
  // In canonical JSON no text can hold the second: its quotes would be escaped. Either tells, for one may have been changed.
  return text.startsWith('{"certificate":') || text.includes('"countersign":"evidence/v1"');
}

/** Checks the text of a bundle, to the byte. Throws `MalformedFile` or `LedgerError` for a text that is none. */
export async function verifyBundle(text: string, trust: Trust | null, at?: string): Promise<Verdict> {
  const bundle = readBundle(readCanonicalJson(text));
  const { consent, entries } = bundle;
  const head = readBundleHead(bundle.signature);
  const { checked, statements: ofCheckpoint } = await checkCheckpoint(bundle, trust);
  const places = entries.map((entry, index) => checkPlace(entry, index, checked));
  const given = places.map(({ entry }) => entry).find((entry) => entry?.type === 'consent.given') ?? null;
  const isAllThere = places.every(({ included }) => included);
  const statements = [
    statement('form', true, `it is a complete evidence bundle in canonical JSON, with ${entries.length} entries`),
    ...(await checkSignature(
      { bundle, head },
      trust,
      (instant) =>
        isAllThere && checked?.counts === true && isSeenBefore(checked.cosignatures, trust?.witnesses ?? null, instant),
    )),
    ...places.flatMap((place) => place.statements),
    ...erasedIn(entries),
    ...ofCheckpoint,
    checkHistory(bundle),
    ...(await checkSigned(entries, trust)),
    ...(await checkCertificate(bundle, given, trust)),
    checkPolicies(bundle),
    asOf(checked, head.at),
    ...checkStanding(entries, head.at, at),
  ];
  return conclude(`the evidence of the consent \`${consent}\`, as of ${head.at}`, trust !== null, statements);
}

async function checkCheckpoint(
  { checkpoint }: EvidenceBundle,
  trust: Trust | null,
): Promise<{ readonly checked: CheckedCheckpoint | null; readonly statements: readonly Statement[] }> {
  const unread = (ok: false | null, detail: string) => {
    return { checked: null, statements: [statement('checkpoint', ok, detail)] };
  };
  if (checkpoint === null)
    return unread(null, 'there was no checkpoint yet: nothing shows that the log holds any of it');
  try {
    const checked = await verifyCheckpoint(checkpoint, trust ?? NO_TRUST);
    return { checked, statements: checkpointStatements(checked, trust) };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return unread(false, `\`checkpoint\`: ${error.message}`);
  }
}

async function checkSignature(
  { bundle, head }: { readonly bundle: EvidenceBundle; readonly head: BundleHead },
  trust: Trust | null,
  wasBefore: (instant: string) => boolean,
): Promise<Statement[]> {
  const changed = changedParts(bundle, head);
  const whole =
    changed.length === 0
      ? statement('bundle', true, 'every part of the file has the digest that was signed')
      : statement('bundle', false, `not what was signed: ${changed.map((part) => `\`${part}\``).join(', ')}`);
  if (trust === null) {
    return [
      whole,
      statement('signature', null, `the signature by key \`${head.kid}\` cannot be checked without a trust file`),
      issuerStatement(head.issuer, head.at, null),
    ];
  }
  const key = trust.receiptKeys.get(head.kid);
  const isSigned = key !== undefined && (await verifySigned(bundle.signature, key.publicKey));
  const said = `the trusted key \`${head.kid}\` signed the file, dated ${head.at}`;
  const why = key === undefined ? 'which the trust file does not name' : 'and the signature is not by that key';
  return [
    whole,
    isSigned
      ? retiredStatement('signature', said, key.retiredAt, wasBefore)
      : statement('signature', false, `\`signature\` is in the name of key \`${head.kid}\`, ${why}`),
    issuerStatement(head.issuer, head.at, trust),
  ];
}

/** What was found of one entry. */
interface Place {
  readonly statements: readonly Statement[];
  readonly included: boolean;
  /** As receipts show it; `null` where it makes no leaf. */
  readonly entry: ReceiptEntry | null;
}

/** That the log holds an entry as it is shown. */
function checkPlace(bundled: BundledEntry, index: number, checked: CheckedCheckpoint | null): Place {
  const where = nameOf(bundled, index);
  let entry: ReceiptEntry;
  let hash: Uint8Array;
  try {
    entry = shownOf(bundled);
    hash = leafHashOf(entry);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { statements: [statement('leaf', false, `${where}: ${error.message}`)], included: false, entry: null };
  }
  const shown = 'personal' in bundled ? 'all of it' : 'all but the erasable part';
  const leaf = statement('leaf', true, `${where}, ${shown}: makes the leaf with hash \`${toHex(hash)}\``);
  if (bundled.log === null) {
    const log = statement('log', null, `${where}: it was not yet in the log when the file was made`);
    return { statements: [leaf, log], included: false, entry };
  }
  const { index: leafIndex, path } = bundled.log;
  const included = checked !== null && verifyInclusion(hash, leafIndex, checked.checkpoint, path.map(bytesOfHex));
  const log = included
    ? statement('log', true, `${where}: the leaf has index ${leafIndex} in the tree of the checkpoint`)
    : statement('log', false, `${where}: the content or the path was changed; it does not lead to the checkpoint`);
  return { statements: [leaf, log], included, entry };
}

function isErased(entry: BundledEntry): entry is BundledEntry & { readonly erasedAt: string } {
  return 'erasedAt' in entry;
}

/** That something is not there because it was erased, which fails nothing: the leaf knows it by its digest. */
function erasedIn(entries: readonly BundledEntry[]): Statement[] {
  return entries.flatMap((entry, index) =>
    isErased(entry)
      ? [
          statement(
            'erased',
            null,
            `${nameOf(entry, index)}: its erasable part was erased at ${entry.erasedAt}, by the word of the service; the leaf holds its digest alone`,
          ),
        ]
      : [],
  );
}

/** The entry as receipts show it: what is shown of its erasable part makes the digest that the leaf knows. */
function shownOf(entry: BundledEntry): ReceiptEntry {
  const personalDigest =
    'personal' in entry ? digestPersonal(entry.personal, bytesOfHex(entry.personalSalt)) : entry.personalDigest;
  return shownEntry({ ...entry, personalDigest });
}

async function checkSigned(entries: readonly BundledEntry[], trust: Trust | null): Promise<Statement[]> {
  const found: Statement[] = [];
  for (const [index, entry] of entries.entries()) {
    const said = await verifyConsentSignature(entry, { trust, among: entries });
    found.push(...said.map((each) => ({ ...each, detail: `\`entries[${index}]\`: ${each.detail}` })));
    const { signature } = entry.evidence;
    if (said.length > 0 && typeof signature === 'object' && signature !== null && 'method' in signature)
      if (signature['method'] === 'email_code')
        found.push(
          statement(
            'code',
            null,
            `\`entries[${index}]\`: a code that was mailed to the signer was typed. By the word of the service, who signed reads that mailbox; it is no signature that can be checked anew`,
          ),
        );
  }
  return found;
}

/** The seal of the certificate, and that it is about this consent; `given` is the entry that gave it. */
async function checkCertificate(
  { certificate, entries }: EvidenceBundle,
  given: ReceiptEntry | null,
  trust: Trust | null,
): Promise<Statement[]> {
  if (certificate === null) {
    const why = entries.some(isErased) ? 'erased with what was personal in it' : 'still being made';
    return [statement('certificate', null, `the certificate was ${why}`)];
  }
  const pdf = fromBase64(certificate);
  if (pdf === null) return [statement('certificate', false, '`certificate` is not base64')];
  try {
    // Loaded when needed: whoever checks a receipt does without the certificate libraries.
    const { verifyPdf } = await import('./seal/verify-seal.js');
    const { verdict, about, statements } = await verifyPdf(pdf, trust);
    return [
      ...statements.map((each, index) => {
        return { ...each, detail: `\`certificate\`${index === 0 ? ` is ${about}` : ''}: ${each.detail}` };
      }),
      // Only what a trusted seal covers is taken apart: other bytes could be made to unpack into more than any memory holds.
      verdict === 'genuine'
        ? await checkRecord(given, pdf)
        : statement('record', null, 'the record inside the certificate was not looked at: no trusted seal covers it'),
    ];
  } catch (error) {
    // Whatever a reader of PDFs throws at bytes of anybody's says that they are no certificate of ours.
    const why = error instanceof MalformedFile || error instanceof LedgerError ? error.message : 'it cannot be read';
    return [statement('certificate', false, `\`certificate\`: ${why}`)];
  }
}

async function checkRecord(entry: ReceiptEntry | null, pdf: Uint8Array): Promise<Statement> {
  const { carries } = await import('./seal/embedded-files.js');
  const record = new TextEncoder().encode(canonicalJson({ countersign: 'entry/v1', entry }));
  return entry !== null && (await carries(pdf, record))
    ? statement('record', true, 'the record inside the certificate is the entry that gave the consent')
    : statement('record', false, 'the record inside the certificate is not the entry that gave the consent');
}

function checkPolicies({ policies, versions }: EvidenceBundle): Statement {
  const names = policies.map(({ name }) => `\`${name}\``).join(', ') || 'no pack';
  const { engine, vocabulary } = versions;
  return statement(
    'policies',
    null,
    `given under ${names}, read by \`${engine}\` with \`${vocabulary}\`, by the word of the service`,
  );
}

/** Nothing shows that nothing came after: a file is as old as its checkpoint. */
function asOf(checked: CheckedCheckpoint | null, at: string): Statement {
  const until = checked === null ? at : `the checkpoint of size ${checked.checkpoint.size}, shown at ${at}`;
  return statement(
    'as_of',
    null,
    `as of ${until}; later changes, a withdrawal too, are not in it: ask again for a newer file`,
  );
}
