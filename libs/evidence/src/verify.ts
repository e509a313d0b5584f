/** The one door for whoever was handed a file: it finds out what the file is and checks all of it. */
import { LedgerError } from '#ledger';
import { verifyProofFile, verifyProofText } from './log-proof.js';
import { MalformedFile, isInstant, readJson, readObject, readText, withoutMark } from './reading.js';
import type { Trust } from './trust.js';
import type { Verdict } from './verdict.js';
import { conclude, statement } from './verdict.js';
import { isBundle, verifyBundle } from './verify-bundle.js';
import { verifyReceipt } from './verify-receipt.js';

/**
 * Checks the bytes of a receipt, a log proof, an evidence bundle or a sealed PDF. Without a trust file the verdict is
 * `cannot_tell`. With `at` (`YYYY-MM-DDTHH:MM:SS.mmmZ`) it is `genuine` only if also, at that instant, the decision of a receipt
 * or proof had been made and had not run out; the consent of a bundle had been given and had not ended as a whole; a PDF had
 * been sealed, which says nothing of what it tells. Never throws for what a file may hold, nor for another `at`.
 */
export async function verify(file: Uint8Array, trust: Trust | null, at?: string): Promise<Verdict> {
  const isAsked = at === undefined || isInstant(at);
  const { about, statements } = await verdictOf(file, trust, isAsked ? at : undefined);
  const unasked = statement('validity', false, 'the instant is not written `YYYY-MM-DDTHH:MM:SS.mmmZ`');
  return conclude(about, trust !== null, isAsked ? statements : [...statements, unasked]);
}

async function verdictOf(file: Uint8Array, trust: Trust | null, at: string | undefined): Promise<Verdict> {
  try {
    return await verifyByKind(file, trust, at);
  } catch (error) {
    if (!(error instanceof MalformedFile || error instanceof LedgerError)) throw error;
    return conclude('a file that cannot be read as evidence', trust !== null, [
      statement('form', false, error.message),
    ]);
  }
}

async function verifyByKind(file: Uint8Array, trust: Trust | null, at: string | undefined): Promise<Verdict> {
  if (isPdf(file)) {
    // Loaded when needed: whoever checks a receipt does without the certificate libraries.
    const { verifyPdf } = await import('./seal/verify-seal.js');
    return verifyPdf(file, trust, at);
  }
  const exact = readText(file);
  if (isBundle(exact)) return verifyBundle(exact, trust, at);
  const text = withoutMark(exact);
  if (text.startsWith('c2sp.org/tlog-proof@')) return verifyProofText(text, trust, at);
  const value = readJson(text);
  const members = readObject(value, 'file');
  switch (members['countersign']) {
    case 'receipt/v1':
      return verifyReceipt(value, trust, { at });
    case 'proof/v1':
      return verifyProofFile(value, trust, at);
    case 'trust/v1':
      throw new MalformedFile('it is a trust file: give it as the trust, not as the file to check');
    default:
      throw new MalformedFile(
        Object.hasOwn(members, 'receipt')
          ? 'it holds a receipt inside other JSON that nobody signed; save the member `receipt` alone'
          : 'it is no receipt, log proof, evidence bundle or sealed PDF',
      );
  }
}

function isPdf(file: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(file.subarray(0, 5)) === '%PDF-';
}
