/** Evidence: what is signed, how it is written down, and how anyone checks it without asking us. */
export { checkPasskeyAnswer, type PasskeyAnswer } from './passkey-answer.js';
export { signBatchHead, type BatchHead, type BatchProof } from './batch.js';
export { writeBundle, type BundleContent, type BundledEntry } from './bundle.js';
export { cosignCheckpoint, logKey, signCheckpoint, verifyCheckpoint, type CheckedCheckpoint } from './checkpoint.js';
export { NONCE_LENGTH, consentChallenge, type ConsentAnswers } from './consent-challenge.js';
export { verifyConsentSignature } from './consent-signature.js';
export { toBase64url } from './encoding.js';
export { shownEntry, type ReceiptEntry } from './entry.js';
export { importSigner, jwks, readPublicKey, type JwkSet, type PublicJwk, type Signer } from './keys.js';
export { entryProofFile, proofFile, proofText, type ProofFile } from './log-proof.js';
export { receiptOf, type LogProof, type Receipt } from './receipt.js';
export { developmentIdentity, identityOfDevice, importIdentity, importPkcs12, sealPdf } from './seal-pdf.js';
export { ERASED_SINCE } from './seal/erased-mark.js';
export type { SealIdentity } from './seal/identity.js';
export type { SealOptions } from './seal/seal.js';
export { TimeStampRefused, type TimeStampAuthority } from './time-stamping.js';
export {
  readRetiredCertificates,
  readTrust,
  trustFile,
  witnessPolicy,
  type RetiredCertificate,
  type Trust,
  type TrustFile,
} from './trust.js';
export type { Statement, Verdict } from './verdict.js';
export { verify } from './verify.js';
