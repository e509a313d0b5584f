/** The one door for whoever was handed a file: it finds out what the file is and checks all of it. */
import { LedgerError } from '#ledger';
import { verifyProofFile, verifyProofText } from './log-proof.js';
import { MalformedFile, readJson, readObject, readText } from './reading.js';
import type { Trust } from './trust.js';
import type { Verdict } from './verdict.js';
import { conclude, statement } from './verdict.js';
import { isBundle, verifyBundle } from './verify-bundle.js';
import { verifyReceipt } from './verify-receipt.js';

/**
 * Checks the bytes of a receipt, a log proof, an evidence bundle or a sealed PDF. Without a trust file the verdict is `cannot_tell`. With
 * `at` (`YYYY-MM-DDTHH:MM:SS.mmmZ`) it is `genuine` only if the file also held at that instant. Never throws for what a
 * file may hold.
 */
export async function verify(file: Uint8Array, trust: Trust | null, at?: string): Promise<Verdict> {
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
  const text = readText(file);
  if (text.startsWith('c2sp.org/tlog-proof@')) return verifyProofText(text, trust, at);
  if (isBundle(text)) return verifyBundle(file, trust, at);
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
