/** Checking the evidence of a consent: every part against the log, every signature against the trust. */
import {
  LedgerError,
  canonicalJson,
  commitDigests,
  digestEvidence,
  digestPersonal,
  fromBase64,
  readCanonicalJson,
  toHex,
  verifyInclusion,
} from '#ledger';
import { changedParts, readBundle, readBundleHead } from './bundle.js';
import type { BundledEntry, EvidenceBundle } from './bundle.js';
import { NO_TRUST, checkpointStatements, isSeenBefore, retiredStatement, verifyCheckpoint } from './checkpoint.js';
import type { CheckedCheckpoint } from './checkpoint.js';
import { verifyConsentSignature } from './consent-signature.js';
import { FILE_LENGTH_MAX, MalformedFile, bytesOfHex } from './reading.js';
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

/** Checks the bytes of a bundle. Throws `MalformedFile` or `LedgerError` for bytes that are none. */
export async function verifyBundle(file: Uint8Array, trust: Trust | null, at?: string): Promise<Verdict> {
  const bundle = readBundle(readCanonicalJson(textOf(file)));
  const { consent, entries } = bundle;
  const head = readBundleHead(bundle.signature);
  const { checked, statements: ofCheckpoint } = await checkCheckpoint(bundle, trust);
  const places = entries.map((entry, index) => checkPlace(entry, index, checked));
  const isAllThere = places.every(({ included }) => included);
  const statements = [
    statement('form', true, `it is a complete evidence bundle in canonical JSON, with ${entries.length} entries`),
    ...(await checkSignature(
      bundle,
      trust,
      (instant) =>
        isAllThere && checked?.counts === true && isSeenBefore(checked.cosignatures, trust?.witnesses ?? null, instant),
    )),
    ...places.flatMap((place) => place.statements),
    ...ofCheckpoint,
    checkHistory(bundle),
    ...(await checkSigned(entries, trust)),
    ...(await checkCertificate(bundle, trust)),
    checkPolicies(bundle),
    asOf(checked, head.at),
    ...checkValidity(entries, head.at, at),
  ];
  return conclude(`the evidence of the consent \`${consent}\`, as of ${head.at}`, trust !== null, statements);
}

/** Not as others read it: no mark of the byte order is passed over, for it would be a byte that nobody signed. */
function textOf(file: Uint8Array): string {
  if (file.length > FILE_LENGTH_MAX) throw new MalformedFile(`it is longer than ${FILE_LENGTH_MAX} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
  } catch {
    throw new MalformedFile('it is not UTF-8 text');
  }
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
  bundle: EvidenceBundle,
  trust: Trust | null,
  wasBefore: (instant: string) => boolean,
): Promise<Statement[]> {
  const head = readBundleHead(bundle.signature);
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

/** That the log holds an entry as it is shown. */
function checkPlace(
  entry: BundledEntry,
  index: number,
  checked: CheckedCheckpoint | null,
): { readonly statements: readonly Statement[]; readonly included: boolean } {
  const where = nameOf(entry, index);
  let hash: Uint8Array;
  try {
    hash = leafHashOf(entry);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { statements: [statement('leaf', false, `${where}: ${error.message}`)], included: false };
  }
  const shown = 'personal' in entry ? 'all of it' : 'all but the erasable part';
  const leaf = statement('leaf', true, `${where}, ${shown}: makes the leaf with hash \`${toHex(hash)}\``);
  if (entry.log === null)
    return {
      statements: [leaf, statement('log', null, `${where}: it was not yet in the log when the file was made`)],
      included: false,
    };
  const { index: leafIndex, path } = entry.log;
  const included = checked !== null && verifyInclusion(hash, leafIndex, checked.checkpoint, path.map(bytesOfHex));
  const log = included
    ? statement('log', true, `${where}: the leaf has index ${leafIndex} in the tree of the checkpoint`)
    : statement('log', false, `${where}: the content or the path was changed; it does not lead to the checkpoint`);
  return { statements: [leaf, log], included };
}

function leafHashOf(entry: BundledEntry): Uint8Array {
  const { type, at, refs, leafId, evidence, evidenceSalt } = entry;
  const personalDigest =
    'personal' in entry ? digestPersonal(entry.personal, bytesOfHex(entry.personalSalt)) : entry.personalDigest;
  const evidenceDigest = digestEvidence(evidence, bytesOfHex(evidenceSalt));
  return commitDigests({ type, at, refs, leafId, evidenceDigest, personalDigest }).leafHash;
}

function nameOf({ type, at }: BundledEntry, index: number): string {
  return `\`entries[${index}]\` (\`${type}\` of ${at})`;
}

/** That the entries are one consent's, begin with its giving, and leave no version out. */
function checkHistory({ consent, entries }: EvidenceBundle): Statement {
  const given = entries.findIndex(({ type }) => type === 'consent.given');
  const giving = entries[given];
  if (giving === undefined) return statement('history', false, 'it does not show how the consent was given');
  let count = 0;
  for (const [index, entry] of entries.entries()) {
    const where = nameOf(entry, index);
    const before = entries[index - 1];
    if (before !== undefined && before.at > entry.at)
      return statement('history', false, `${where} stands after a later one`);
    if (before?.log && entry.log && before.log.index >= entry.log.index)
      return statement('history', false, `${where} stands after one that the log has behind it`);
    const isOf = index < given ? entry.refs['request'] === giving.refs['request'] : entry.refs['consent'] === consent;
    if (!isOf || (index > given && entry.type === 'consent.given'))
      return statement('history', false, `${where} is not of this consent`);
    const version = index === given ? 1 : entry.evidence['version'];
    if (index < given || version === undefined) continue;
    count += 1;
    if (version !== count)
      return statement('history', false, `${where} is not version ${count} of the consent: one is missing`);
  }
  return statement('history', true, `versions 1 to ${count} of the consent are there, without a gap`);
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

async function checkCertificate({ certificate, entries }: EvidenceBundle, trust: Trust | null): Promise<Statement[]> {
  if (certificate === null) return [statement('certificate', null, 'the certificate was still being made')];
  const pdf = fromBase64(certificate);
  if (pdf === null) return [statement('certificate', false, '`certificate` is not base64')];
  const given = entries.find(({ type }) => type === 'consent.given');
  try {
    // Loaded when needed: whoever checks a receipt does without the certificate libraries.
    const { verifyPdf } = await import('./seal/verify-seal.js');
    const { embeddedFiles } = await import('./seal/embedded-files.js');
    const { verdict, about, statements } = await verifyPdf(pdf, trust);
    return [
      ...statements.map((each) => ({ ...each, detail: `\`certificate\`, ${about}: ${each.detail}` })),
      // Only what a trusted seal covers is taken apart: other bytes could be made to unpack into more than any memory holds.
      verdict === 'genuine'
        ? checkRecord(given, await embeddedFiles(pdf))
        : statement('record', null, 'the record inside the certificate was not looked at: no trusted seal covers it'),
    ];
  } catch (error) {
    // Whatever a reader of PDFs throws at bytes of anybody's says that they are no certificate of ours.
    const why = error instanceof MalformedFile || error instanceof LedgerError ? error.message : 'it cannot be read';
    return [statement('certificate', false, `\`certificate\`: ${why}`)];
  }
}

function checkRecord(given: BundledEntry | undefined, files: ReadonlyMap<string, Uint8Array>): Statement {
  return given !== undefined && isRecordOf(given, files)
    ? statement('record', true, 'the record inside the certificate is the entry that gave the consent')
    : statement('record', false, 'the record inside the certificate is not the entry that gave the consent');
}

function isRecordOf(entry: BundledEntry, files: ReadonlyMap<string, Uint8Array>): boolean {
  const { type, at, refs, evidence, evidenceSalt, leafId } = entry;
  const personalDigest =
    'personal' in entry ? digestPersonal(entry.personal, bytesOfHex(entry.personalSalt)) : entry.personalDigest;
  const shown = { type, at, refs, evidence, evidenceSalt, personalDigest, leafId };
  const record = canonicalJson({ countersign: 'entry/v1', entry: shown });
  return [...files.values()].some((bytes) => new TextDecoder().decode(bytes) === record);
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

/** Whether the consent stood, as a whole, at an instant that is asked about. */
function checkValidity(entries: readonly BundledEntry[], madeAt: string, at: string | undefined): Statement[] {
  if (at === undefined) return [];
  const given = entries.find(({ type }) => type === 'consent.given');
  if (given === undefined || at < given.at) return [statement('validity', false, `the consent was not given by ${at}`)];
  // A change in the very millisecond of the file may have come after it.
  if (at >= madeAt) return [statement('validity', false, `it was made at ${madeAt}, and shows nothing of ${at}`)];
  const end = entries.map(endOf).find((ends) => ends !== null && ends <= at);
  return end === undefined
    ? [
        statement(
          'validity',
          true,
          `the consent had been given and not ended as a whole at ${at}; what it allows its terms say`,
        ),
      ]
    : [statement('validity', false, `the consent had ended at ${String(end)}`)];
}

function endOf({ type, at, evidence }: BundledEntry): string | null {
  if (type === 'consent.superseded') return at;
  const isWhole = type === 'consent.revoked' || (type === 'consent.withdrawn' && evidence['scope'] === null);
  const { effectiveAt } = evidence;
  return isWhole && typeof effectiveAt === 'string' ? effectiveAt : null;
}
