/** What a witness answers to a checkpoint, as c2sp.org/tlog-witness says. */
import { cosignCheckpoint, verifyCheckpoint, type Signer } from '#evidence';
import {
  formatNote,
  LedgerError,
  parseCheckpoint,
  parseNote,
  parseSubmission,
  toBase64,
  verifyConsistency,
  fromBase64,
  type NoteKey,
  type Submission,
} from '#ledger';
import type { Seen, WitnessState } from './state.js';

/** Who witnesses, and which logs. */
export interface WitnessOf {
  readonly name: string;
  readonly signer: Signer;
  /** Their keys; the name of a key is the origin of its log. */
  readonly logs: readonly NoteKey[];
  readonly state: WitnessState;
  /** The clock, in seconds since 1970. */
  readonly now: () => number;
}

/** An answer, and what the operator should see of it. */
export interface Judgement {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly text: string;
  /** Where a log showed something that it must not: a sentence. */
  readonly alarm?: string;
}

/** Judges one submission. INVARIANT: one at a time for each state, or two could each be the next of the same old one. */
export async function judge(of: WitnessOf, body: string): Promise<Judgement> {
  const read = readSubmission(body);
  if (read === null) return { status: 400, text: 'this is no checkpoint with a proof\n' };
  const { submission, origin, size, root } = read;
  const keys = of.logs.filter(({ name }) => name === origin);
  if (keys.length === 0) return { status: 404, text: `this witness does not know the log \`${origin}\`\n` };
  const log = { origin, keys: keys.map((key) => ({ ...key, retiredAt: null })) };
  const { signed } = await verifyCheckpoint(submission.checkpoint, { log, witnesses: null });
  if (!signed) return { status: 403, text: 'the checkpoint has no good signature by a key of the log\n' };

  const { oldSize, proof } = submission;
  if (oldSize > size) return { status: 400, text: 'the old size is above that of the checkpoint\n' };
  const seen = of.state.of(origin);
  const old = { size: seen?.size ?? 0, root: rootOf(seen) };
  if (oldSize !== old.size) {
    const isBack = size < old.size;
    const alarm = `the log \`${origin}\` showed ${size} entries after ${old.size}: it is late, or it was set back`;
    return { status: 409, text: `${old.size}\n`, ...(isBack && { alarm }) };
  }
  if (!verifyConsistency(old, { size, root }, proof)) {
    return {
      status: 422,
      text: `the checkpoint is not shown to extend the one of size ${old.size}\n`,
      alarm: `the log \`${origin}\` showed a tree of ${size} entries that it did not show to extend the ${old.size} seen before: ${JSON.stringify(submission.checkpoint)}`,
    };
  }
  const line = await cosignCheckpoint(of.signer, of.name, submission.checkpoint, of.now());
  await of.state.keep(origin, { size, root: toBase64(root), note: withLine(submission.checkpoint, keys, line) });
  return { status: 200, text: line };
}

const EMPTY_ROOT = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

function rootOf(seen: Seen | null): Uint8Array {
  const root = fromBase64(seen === null ? EMPTY_ROOT : seen.root);
  if (root === null) throw new Error('the state holds a root that is none');
  return root;
}

function readSubmission(
  body: string,
): { submission: Submission; origin: string; size: number; root: Uint8Array } | null {
  try {
    const submission = parseSubmission(body);
    return { submission, ...parseCheckpoint(parseNote(submission.checkpoint).text) };
  } catch (error) {
    if (error instanceof LedgerError) return null;
    throw error;
  }
}

/** The checkpoint as this witness hands it on: with the signatures of the log that it verified, and its own. */
function withLine(note: string, keys: readonly NoteKey[], line: string): string {
  const { text, signatures } = parseNote(note);
  const verified = signatures.filter(({ name, keyId }) => keys.some((key) => key.name === name && key.keyId === keyId));
  return formatNote(text, verified) + line;
}
