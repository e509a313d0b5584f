/** Checking a signed consent again from its entry alone: the words, the answers, and each passkey that signed them. */
import { sha256 } from '#sha256';
import { LedgerError, toHex } from '#ledger';
import { bytesOf, checkPasskeyAnswer, readPasskeyAnswer } from './assertion.js';
import { NONCE_LENGTH, consentChallenge } from './consent-challenge.js';
import type { ConsentAnswers } from './consent-challenge.js';
import type { ReceiptEntry } from './entry.js';
import { MalformedFile, readHex, readList, readObject, readString, readWhole } from './reading.js';
import type { Statement } from './verdict.js';
import { statement } from './verdict.js';

const CLAUSES_MAX = 32;
const SIGNATURES_MAX = 1000;

/** One signature of an entry: that of whose entry it is, or one that it took as well. */
interface Signed {
  readonly who: string;
  readonly method: string;
  readonly passkey: unknown;
  readonly answers: ConsentAnswers;
}

/**
 * Checks the signatures of a `consent.given` or of one that a request waits with (`request.cosigned`), given as shown: type,
 * refs and evidence. Of other entries there is nothing to say. Never throws for what a file may hold. That the entry is in the
 * log, and when, is not asked here: that proof is the log's.
 */
export async function verifyConsentSignature(
  entry: Pick<ReceiptEntry, 'type' | 'refs' | 'evidence'>,
): Promise<Statement[]> {
  if (entry.type !== 'consent.given' && entry.type !== 'request.cosigned') return [];
  try {
    const { signatures, words } = readSignatures(entry);
    const statements = [checkWords(words, signatures)];
    for (const signed of signatures) statements.push(...(await checkSigned(signed)));
    return statements;
  } catch (error) {
    if (!(error instanceof MalformedFile || error instanceof LedgerError)) throw error;
    return [statement('words', false, error.message)];
  }
}

function readSignatures({ refs, evidence }: Pick<ReceiptEntry, 'refs' | 'evidence'>): {
  readonly signatures: readonly Signed[];
  readonly words: string;
} {
  const request = readString(refs['request'], 'refs.request');
  const about = { request, version: readWhole(evidence['requestVersion'], 'requestVersion') };
  const others = evidence['cosigned'] === undefined ? [] : readList(evidence['cosigned'], 'cosigned', SIGNATURES_MAX);
  const own = readObject(evidence['signature'], 'signature');
  return {
    words: readString(evidence['text'], 'text'),
    signatures: [
      readSigned({ ...evidence, ...own }, 'evidence', about),
      ...others.map((each, index) => readSigned(readObject(each, 'cosigned'), `cosigned[${index}]`, about)),
    ],
  };
}

function readSigned(
  of: Readonly<Record<string, unknown>>,
  where: string,
  about: Pick<ConsentAnswers, 'request' | 'version'>,
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
  return { who, method: readString(method, `${where}.method`), passkey, answers };
}

function readAnswer(value: unknown, where: string, language: string): ConsentAnswers['clauses'][number] {
  const { id, textHash, confirmed } = readObject(value, `${where}.clauses`);
  if (typeof confirmed !== 'boolean') throw new MalformedFile(`\`${where}.clauses\` has no answer`);
  const hash = readHex(textHash, `${where}.clauses.textHash`, 32);
  return { id: readString(id, `${where}.clauses.id`), textHash: hash, language, answer: confirmed };
}

/** The text of each clause is a part of the document, between empty lines. */
function checkWords(text: string, [first, ...others]: readonly Signed[]): Statement {
  if (first?.answers.textHash !== toHex(sha256(text)))
    return statement('words', false, 'the words of the document do not have the hash that was signed');
  const parts = new Set(text.split('\n\n').map((part) => toHex(sha256(part))));
  const strange = first.answers.clauses.find(({ textHash }) => !parts.has(textHash));
  if (strange !== undefined)
    return statement('words', false, `the words of clause \`${strange.id}\` are not in the document`);
  // Whoever read it in another language signed other words, which their own entry holds.
  const languages = [first.answers.clauses[0]?.language, undefined, ''];
  const other = others.find(
    ({ answers: { clauses, textHash } }) =>
      languages.includes(clauses[0]?.language) && textHash !== first.answers.textHash,
  );
  if (other !== undefined) return statement('words', false, `${other.who} is of other words`);
  const count = first.answers.clauses.length;
  return statement('words', true, `the document and its clauses (${count}) have the hashes that were signed`);
}

async function checkSigned({ who, method, passkey, answers }: Signed): Promise<Statement[]> {
  if (method !== 'passkey')
    return passkey === undefined
      ? [statement('passkey', null, `${who} was made by \`${method}\`: it rests on the log alone`)]
      : [statement('passkey', false, `${who} was made by \`${method}\`, and carries a passkey`)];
  const kept = readPasskeyAnswer(passkey, 'passkey');
  const nonce = bytesOf(kept.nonce, 'nonce');
  if (nonce.length !== NONCE_LENGTH) throw new MalformedFile(`\`nonce\` is not ${NONCE_LENGTH} bytes`);
  const statements = await checkPasskeyAnswer(kept, consentChallenge(nonce, answers));
  return statements.map((each) => ({ ...each, detail: `${who}: ${each.detail}` }));
}
