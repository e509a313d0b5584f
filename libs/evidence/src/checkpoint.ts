/** Checkpoints: signed tree heads of the log, as C2SP signed notes that other people's tools read. */
import {
  checkpointText,
  cosignatureBytes,
  cosignedText,
  cosignerKey,
  formatNote,
  isWitnessed,
  LedgerError,
  noteKey,
  parseCheckpoint,
  parseCosignature,
  parseNote,
  signatureLine,
} from '#ledger';
import type { Checkpoint, NoteKey, ParsedCheckpoint } from '#ledger';
import type { Signer } from './keys.js';
import { signBytes, verifyBytes } from './keys.js';
import type { Trust } from './trust.js';
import type { Statement } from './verdict.js';
import { statement } from './verdict.js';

/** The signed note over a tree head; the origin is also the name of the key that signs. */
export async function signCheckpoint(signer: Signer, checkpoint: Checkpoint): Promise<string> {
  const text = checkpointText(checkpoint);
  const signature = await signBytes(signer, new TextEncoder().encode(text));
  return formatNote(text, [{ ...noteKey(checkpoint.origin, signer.publicKey), signature: new Uint8Array(signature) }]);
}

/** The signature line of a witness under a checkpoint that it has found consistent; `at` in seconds since 1970. */
export async function cosignCheckpoint(signer: Signer, name: string, note: string, at: number): Promise<string> {
  const text = new TextEncoder().encode(cosignedText(parseNote(note).text, at));
  const signature = cosignatureBytes({ at, signature: await signBytes(signer, text) });
  return signatureLine({ ...cosignerKey(name, signer.publicKey), signature });
}

/** The log's verifier key in note form, to serve at `/log/key` and to put into a trust file. */
export function logKey(origin: string, publicKey: Uint8Array): string {
  return noteKey(origin, publicKey).vkey;
}

/** One signature line by a witness that the trust names. */
interface CheckedCosignature {
  /** As the policy names it. */
  readonly witness: string;
  readonly ok: boolean;
  /** When the witness says that it signed, as instants are written. */
  readonly at: string;
}

/** A note that was read: what it says, whether a trusted key of the log signed it, and who else claims to have. */
export interface CheckedCheckpoint {
  readonly checkpoint: ParsedCheckpoint;
  readonly signed: boolean;
  /** Whether it counts as the log's: signed, and of a retired key only if witnesses saw it before then. */
  readonly counts: boolean;
  /** When the keys that signed it were retired, the earliest; `null` for keys in use. */
  readonly retiredAt: string | null;
  readonly cosignatures: readonly CheckedCosignature[];
  /** Names on signature lines by keys that the trust does not know. They add nothing, and nobody checked them. */
  readonly unchecked: readonly string[];
}

/** Reads and checks a checkpoint note. Throws `LedgerError` for a text that is none. */
export async function verifyCheckpoint(
  note: string,
  trust: Pick<Trust, 'log' | 'witnesses'>,
): Promise<CheckedCheckpoint> {
  const { log, witnesses } = trust;
  const { text, signatures } = parseNote(note);
  const checkpoint = parseCheckpoint(text);
  const bytes = new TextEncoder().encode(text);
  const verified: boolean[] = [];
  const retired: string[] = [];
  const cosignatures: CheckedCosignature[] = [];
  const unchecked: string[] = [];
  for (const line of signatures) {
    const key = log.keys.find((each) => isBy(each, line));
    const witness = witnesses?.witnesses.find((each) => isBy(each.key, line));
    if (key !== undefined) {
      verified.push(await verifyBytes(key.publicKey, line.signature, bytes));
      if (key.retiredAt !== null) retired.push(key.retiredAt);
    } else if (witness !== undefined) {
      cosignatures.push({ witness: witness.name, ...(await checkCosignature(witness.key, line.signature, text)) });
    } else unchecked.push(line.name);
  }
  // One bad line under a known key spoils the note, as C2SP asks: a good one beside it does not excuse it.
  const signed = checkpoint.origin === log.origin && verified.length > 0 && verified.every(Boolean);
  const retiredAt = retired.sort()[0] ?? null;
  const counts = signed && (retiredAt === null || isSeenBefore(cosignatures, witnesses, retiredAt));
  return { checkpoint, signed, counts, retiredAt, cosignatures, unchecked };
}

/**
 * Whether witnesses, enough for the quorum and at least one, saw the checkpoint before an instant. What was signed by a
 * key that was retired then stands on this alone: from then on the key may be anybody's.
 */
export function isSeenBefore(
  cosignatures: readonly CheckedCosignature[],
  policy: Trust['witnesses'],
  instant: string,
): boolean {
  // A cosignature is dated by the second in which it was made: it may have been at the end of it.
  const over = (at: string): number => Date.parse(at) + 1000;
  const before = cosignatures
    .filter(({ ok, at }) => ok && over(at) <= Date.parse(instant))
    .map(({ witness }) => witness);
  return policy !== null && before.length > 0 && isWitnessed(policy, before);
}

/** Under which nothing is signed: what a note says can still be read. */
export const NO_TRUST: Pick<Trust, 'log' | 'witnesses'> = { log: { origin: '', keys: [] }, witnesses: null };

/** What is to be said of a checkpoint; `null` is no trust. */
export function checkpointStatements(checked: CheckedCheckpoint, trust: Trust | null): Statement[] {
  const { checkpoint, unchecked } = checked;
  if (trust === null) {
    const { origin } = checkpoint;
    return [statement('checkpoint', null, `the checkpoint of \`${origin}\` cannot be checked without a trust file`)];
  }
  const names = unchecked.map((name) => `\`${name}\``).join(', ');
  return [
    signatureStatement(checked, trust.log.origin),
    ...checked.cosignatures.map(cosignatureStatement),
    quorumStatement(checked, trust.witnesses),
    ...(unchecked.length === 0
      ? []
      : [statement('cosignatures', null, `keys that the trust file does not name were left out: ${names}`)]),
  ];
}

function signatureStatement({ checkpoint, signed, counts, retiredAt }: CheckedCheckpoint, origin: string): Statement {
  if (!signed)
    return statement('checkpoint', false, `no good signature by a trusted key of \`${origin}\` is on the checkpoint`);
  const said = `a trusted key of \`${origin}\` signed the checkpoint of size ${checkpoint.size}`;
  return retiredStatement('checkpoint', said, retiredAt, () => counts);
}

/**
 * What is said of a good signature by a key that may have been retired: from then on the key may be anybody's, so it counts
 * for what witnesses saw before.
 */
export function retiredStatement(
  check: string,
  said: string,
  retiredAt: string | null,
  wasBefore: (instant: string) => boolean,
): Statement {
  if (retiredAt === null) return statement(check, true, said);
  return wasBefore(retiredAt)
    ? statement(check, true, `${said}; the key was retired at ${retiredAt}, and witnesses saw this before then`)
    : statement(check, false, `${said}; the key was retired at ${retiredAt}, and no witnesses saw this before then`);
}

function cosignatureStatement({ witness, ok, at }: CheckedCosignature): Statement {
  return ok
    ? statement('cosignature', true, `the witness \`${witness}\` cosigned the checkpoint at ${at}`)
    : statement('cosignature', false, `the cosignature in the name of the witness \`${witness}\` is not by its key`);
}

function quorumStatement({ cosignatures }: CheckedCheckpoint, policy: Trust['witnesses']): Statement {
  const good = [...new Set(cosignatures.filter(({ ok }) => ok).map(({ witness }) => witness))];
  if (policy === null)
    return statement(
      'witnesses',
      null,
      'nobody cosigned: the trust file names no witnesses, who see that all are shown one log',
    );
  if (!isWitnessed(policy, good))
    return statement(
      'witnesses',
      false,
      `${good.length} of the ${policy.witnesses.length} witnesses cosigned, which is not the quorum \`${policy.quorum}\``,
    );
  return good.length === 0
    ? statement('witnesses', null, 'nobody cosigned, and the trust file asks for nobody')
    : statement(
        'witnesses',
        true,
        `${good.length} of the ${policy.witnesses.length} witnesses cosigned: the quorum \`${policy.quorum}\``,
      );
}

function isBy(key: NoteKey, line: { readonly name: string; readonly keyId: string }): boolean {
  return key.name === line.name && key.keyId === line.keyId;
}

async function checkCosignature(
  { publicKey }: NoteKey,
  bytes: Uint8Array,
  text: string,
): Promise<Pick<CheckedCosignature, 'ok' | 'at'>> {
  try {
    const { at, signature } = parseCosignature(bytes);
    const when = new Date(at * 1000);
    if (Number.isNaN(when.getTime())) return { ok: false, at: '' };
    const ok = await verifyBytes(publicKey, signature, new TextEncoder().encode(cosignedText(text, at)));
    return { ok, at: when.toISOString() };
  } catch (error) {
    if (error instanceof LedgerError) return { ok: false, at: '' };
    throw error;
  }
}
