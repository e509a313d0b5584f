/** Checking a signed consent again from its entry alone: the words, the answers, and each passkey that signed them. */
import { sha256 } from '#sha256';
import { LedgerError, canonicalJson, toHex } from '#ledger';
import { bytesOf, checkPasskeyAnswer, readPasskeyAnswer } from './passkey-answer.js';
import { NONCE_LENGTH, consentChallenge } from './consent-challenge.js';
import type { ConsentAnswers } from './consent-challenge.js';
import type { ReceiptEntry } from './entry.js';
import { MalformedFile, readHex, readList, readObject, readString, readWhole } from './reading.js';
import { isIssuer } from './trust.js';
import type { Trust } from './trust.js';
import type { Statement } from './verdict.js';
import { statement } from './verdict.js';

/** Far above what terms may hold in any version: a verifier that is older than the terms shall still read them. */
const CLAUSES_MAX = 1000;
const SIGNATURES_MAX = 1000;

/** What is read of an entry as it is shown. */
type Shown = Pick<ReceiptEntry, 'type' | 'at' | 'refs' | 'evidence'>;

/** One signature of an entry: that of whose entry it is, or one that it took as well. */
interface Signed {
  readonly who: string;
  readonly method: string;
  readonly passkey: unknown;
  readonly answers: ConsentAnswers;
  readonly at: string;
  /** The members that say all this. */
  readonly stated: Readonly<Record<string, unknown>>;
}

/** What a signature is held against beside its entry. */
interface Held {
  /** Says on whose pages passkeys are asked. */
  readonly trust?: Trust | null;
  /** Those that are shown together with it, where what it took as well has entries of its own. */
  readonly among?: readonly Shown[];
}

/**
 * Checks the signatures of a `consent.given` or of one that a request waits with (`request.cosigned`), given as shown: type,
 * time, refs and evidence. Of other entries there is nothing to say. Never throws for what a file may hold. That the entry is
 * in the log, and when, is not asked here: that proof is the log's.
 */
export async function verifyConsentSignature(
  entry: Shown,
  { trust = null, among = [] }: Held = {},
): Promise<Statement[]> {
  if (entry.type !== 'consent.given' && entry.type !== 'request.cosigned') return [];
  try {
    const { own, others, words } = readSignatures(entry);
    const statements = checkWords(words, own, others);
    statements.push(...others.flatMap((other) => checkBeside(other, { given: entry, own, among })));
    for (const signed of [own, ...others]) statements.push(...(await checkSigned(signed, trust)));
    return statements;
  } catch (error) {
    if (!(error instanceof MalformedFile || error instanceof LedgerError)) throw error;
    return [statement('words', false, error.message)];
  }
}

function readSignatures({ at, refs, evidence }: Shown): {
  readonly own: Signed;
  readonly others: readonly Signed[];
  readonly words: string;
} {
  const request = readString(refs['request'], 'refs.request');
  const about = { request, version: readWhole(evidence['requestVersion'], 'requestVersion') };
  const others = evidence['cosigned'] === undefined ? [] : readList(evidence['cosigned'], 'cosigned', SIGNATURES_MAX);
  const own = readObject(evidence['signature'], 'signature');
  return {
    words: readString(evidence['text'], 'text'),
    own: readSigned({ ...evidence, ...own }, 'evidence', { about, at }),
    others: others.map((each, index) => readSigned(readObject(each, 'cosigned'), `cosigned[${index}]`, { about, at })),
  };
}

function readSigned(
  of: Readonly<Record<string, unknown>>,
  where: string,
  { about, at }: { readonly about: Pick<ConsentAnswers, 'request' | 'version'>; readonly at: string },
): Signed {
  const textHash = readHex(of['textHash'], `${where}.textHash`, 32);
  // From before a co-signature said how it was made: then it was a guardian's, by a mailed code.
  const { method = 'email_code', capacity = 'guardian', locale = '', clauses = [], passkey } = of;
  const under = of['authority'] ?? of['organization'] ?? null;
  const language = readString(locale, `${where}.locale`);
  const answers: ConsentAnswers = {
    ...about,
    capacity: readString(capacity, `${where}.capacity`),
    under: under === null ? null : readString(under, `${where}.authority`),
    textHash,
    clauses: readList(clauses, `${where}.clauses`, CLAUSES_MAX).map((each) => readAnswer(each, where, language)),
  };
  const { capacity: as, under: by } = answers;
  const who = by === null ? `the signature as \`${as}\`` : `the signature as \`${as}\` under \`${by}\``;
  const signedAt = of['signedAt'] === undefined ? at : readString(of['signedAt'], `${where}.signedAt`);
  return { who, method: readString(method, `${where}.method`), passkey, answers, at: signedAt, stated: of };
}

function readAnswer(value: unknown, where: string, language: string): ConsentAnswers['clauses'][number] {
  const { id, textHash, confirmed } = readObject(value, `${where}.clauses`);
  if (typeof confirmed !== 'boolean') throw new MalformedFile(`\`${where}.clauses\` has no answer`);
  const hash = readHex(textHash, `${where}.clauses.textHash`, 32);
  return { id: readString(id, `${where}.clauses.id`), textHash: hash, language, answer: confirmed };
}

/** The text of each clause is a part of the document, between empty lines. */
function checkWords(text: string, own: Signed, others: readonly Signed[]): Statement[] {
  const said = (ok: boolean, detail: string): Statement[] => [statement('words', ok, detail)];
  if (own.answers.textHash !== toHex(sha256(text)))
    return said(false, 'the words of the document do not have the hash that was signed');
  const parts = new Set(text.split('\n\n').map((part) => toHex(sha256(part))));
  const ofThese = [own, ...others].filter(({ answers }) => answers.textHash === own.answers.textHash);
  const strange = ofThese.flatMap(({ answers }) => answers.clauses).find(({ textHash }) => !parts.has(textHash));
  if (strange !== undefined) return said(false, `the words of clause \`${strange.id}\` are not in the document`);
  // Whoever read it in another language signed other words, which their own entry holds.
  const languages = [languageOf(own), undefined, ''];
  const other = others.find((each) => languages.includes(languageOf(each)) && !ofThese.includes(each));
  if (other !== undefined) return said(false, `${other.who} is of other words`);
  return said(true, `the document and its clauses (${own.answers.clauses.length}) have the hashes that were signed`);
}

function languageOf({ answers: { clauses } }: Signed): string | undefined {
  return clauses[0]?.language;
}

/** That a signature that a consent took as well is the one that was recorded when it was made, where that is shown. */
function checkBeside(
  { who, stated, answers }: Signed,
  { given, own, among }: { readonly given: Shown; readonly own: Signed; readonly among: readonly Shown[] },
): Statement[] {
  const said = (ok: boolean | null, detail: string): Statement[] => [statement('cosigned', ok, `${who}: ${detail}`)];
  const theirs = among.flatMap((entry, index) => {
    const isOfRequest = entry.type === 'request.cosigned' && entry.refs['request'] === given.refs['request'];
    const recorded = isOfRequest ? recordedIn(entry.evidence) : null;
    return recorded !== null && signerOf(recorded) === signerOf(stated) ? [{ entry, index, recorded }] : [];
  });
  // Whoever signed again, after the words had changed, has an entry of each signature.
  const beside = theirs.find(({ recorded }) => isEqual(stated['signedAt'], recorded['signedAt'])) ?? theirs[0];
  if (beside === undefined) {
    // Of the same words nothing is missing: they stand in the consent itself.
    const isHeld = answers.textHash === own.answers.textHash;
    return isHeld ? [] : said(null, 'no entry of its own is here, which holds the words that it is of');
  }
  const { entry, index, recorded } = beside;
  const changed = Object.entries(stated).find(([name, value]) => !isEqual(value, recorded[name]));
  if (changed !== undefined || entry.evidence['requestVersion'] !== answers.version)
    return said(
      false,
      `its \`${changed?.[0] ?? 'requestVersion'}\` is not that of \`entries[${index}]\`, which records it`,
    );
  return said(true, `it is the one that \`entries[${index}]\` records, with the words that it is of`);
}

/** Of an entry of its own, what a consent says of a signature that it took as well. */
function recordedIn(evidence: Shown['evidence']): Readonly<Record<string, unknown>> {
  const { authority, organization, signedAt, textHash, locale, clauses, passkey } = evidence;
  return {
    authority,
    organization,
    signedAt,
    textHash,
    locale,
    clauses,
    passkey,
    ...readObject(evidence['signature'], 'signature'),
  };
}

function signerOf({ capacity = 'guardian', authority, organization }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([capacity, authority ?? organization ?? null]);
}

function isEqual(one: unknown, other: unknown): boolean {
  return other !== undefined && canonicalJson(one) === canonicalJson(other);
}

async function checkSigned({ who, method, passkey, answers, at }: Signed, trust: Trust | null): Promise<Statement[]> {
  if (method !== 'passkey')
    return passkey === undefined
      ? [statement('passkey', null, `${who} was made by \`${method}\`: it rests on the log alone`)]
      : [statement('passkey', false, `${who} was made by \`${method}\`, and carries a passkey`)];
  const kept = readPasskeyAnswer(passkey, 'passkey');
  const nonce = bytesOf(kept.nonce, 'nonce');
  if (nonce.length !== NONCE_LENGTH) throw new MalformedFile(`\`nonce\` is not ${NONCE_LENGTH} bytes`);
  const statements = await checkPasskeyAnswer(
    kept,
    consentChallenge(nonce, answers),
    (origin) => trust === null || isIssuer(trust, origin, at),
  );
  return statements.map((each) => ({ ...each, detail: `${who}: ${each.detail}` }));
}
