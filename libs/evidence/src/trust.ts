/** The trust file: which keys and authorities a verifier believes. It is fetched once and kept by the verifier. */
import { LedgerError, parseNoteKey, parsePolicy } from '#ledger';
import type { NoteKey, Policy } from '#ledger';
import { fromBase64url, pemBlocks } from './encoding.js';
import type { JwkSet, PublicJwk } from './keys.js';
import { keyId } from './keys.js';
import type { Statement } from './verdict.js';
import { statement } from './verdict.js';
import {
  MalformedFile,
  isInstant,
  readJson,
  readList,
  readMembers,
  readString,
  readText,
  withoutMark,
} from './reading.js';

/** The document at `/.well-known/countersign-trust.json`. */
export interface TrustFile {
  readonly countersign: 'trust/v1';
  /** The address of the service whose receipts these keys sign. */
  readonly issuer: string;
  readonly jwks: JwkSet;
  readonly log: {
    readonly origin: string;
    /** Verifier keys in note form. */
    readonly keys: readonly string[];
  };
  /** PEM certificates: the authorities, or the very certificates, that seals may come from. */
  readonly certificateAuthorities: readonly string[];
  /** Who must have cosigned checkpoints of the log: a C2SP `tlog-policy`. Without it, nobody is asked for. */
  readonly witnesses?: string;
  /** Keys that were replaced: what they signed counts for what witnesses saw before then. */
  readonly retiredKeys?: {
    readonly receipts: readonly { readonly key: PublicJwk; readonly retiredAt: string }[];
    readonly log: readonly { readonly key: string; readonly retiredAt: string }[];
  };
  /** Where the service was before: what was signed in such a name counts until it moved. */
  readonly formerIssuers?: readonly { readonly issuer: string; readonly retiredAt: string }[];
  /** Those that sealed before these, each with the instant from which nothing of it counts. */
  readonly retiredAuthorities?: readonly RetiredCertificate[];
  /** PEM certificates: the authorities whose time-stamps count. */
  readonly timeStampAuthorities?: readonly string[];
}

/** A certificate, in PEM, that sealed until it was replaced. */
export interface RetiredCertificate {
  readonly certificate: string;
  readonly retiredAt: string;
}

/** When a key was replaced by another; `null` for one in use. */
interface Use {
  readonly retiredAt: string | null;
}

/** What a trust file says, read and checked: only keys in here count. */
export interface Trust {
  readonly issuer: string;
  readonly formerIssuers: readonly { readonly issuer: string; readonly retiredAt: string }[];
  /** Ed25519 public keys of batch heads by key id. */
  readonly receiptKeys: ReadonlyMap<string, { readonly publicKey: Uint8Array } & Use>;
  readonly log: { readonly origin: string; readonly keys: readonly (NoteKey & Use)[] };
  /** The witnesses and their quorum; `null` where the file says nothing of them. */
  readonly witnesses: Policy | null;
  /** Certificates in DER. */
  readonly authorities: readonly Uint8Array<ArrayBuffer>[];
  readonly retired: readonly { readonly der: Uint8Array<ArrayBuffer>; readonly retiredAt: string }[];
  readonly timeStampAuthorities: readonly Uint8Array<ArrayBuffer>[];
}

const KEYS_MAX = 100;

/** Puts a trust file together. */
export function trustFile(parts: Omit<TrustFile, 'countersign'>): TrustFile {
  return { countersign: 'trust/v1', ...parts };
}

/** Reads the bytes of a trust file, strictly: half a trust file is none. The problem is a sentence for its reader. */
export function readTrust(bytes: Uint8Array): { readonly trust: Trust } | { readonly problem: string } {
  try {
    return { trust: parseTrust(readJson(withoutMark(readText(bytes)))) };
  } catch (error) {
    if (error instanceof MalformedFile || error instanceof LedgerError) return { problem: error.message };
    throw error;
  }
}

/** Whether the service was at this address at an instant, by the trust file. */
export function isIssuer({ issuer, formerIssuers }: Trust, name: string, at: string): boolean {
  return name === issuer || formerIssuers.some((former) => former.issuer === name && at < former.retiredAt);
}

/** What is said of the name in which something was signed at an instant; `null` is no trust. */
export function issuerStatement(name: string, at: string, trust: Trust | null): Statement {
  if (trust === null) return statement('issuer', null, `the issuer \`${name}\` cannot be checked without a trust file`);
  if (!isIssuer(trust, name, at))
    return statement('issuer', false, `the issuer is \`${name}\`; the trust file speaks for \`${trust.issuer}\``);
  const is = name === trust.issuer ? 'as in the trust file' : `where \`${trust.issuer}\` of the trust file was then`;
  return statement('issuer', true, `the issuer is \`${name}\`, ${is}`);
}

/**
 * The policy that an operator sets, and `null` for none; for one that cannot be read it throws what `refuse` makes of a
 * sentence about it.
 */
export function witnessPolicy(text: string | undefined, refuse: (sentence: string) => Error): Policy | null {
  if (text === undefined || text.trim() === '') return null;
  try {
    return parsePolicy(text);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw refuse(`\`WITNESSES\` cannot be read: ${error.message}; write a policy of c2sp.org/tlog-policy`);
  }
}

function parseTrust(value: unknown): Trust {
  const needed = ['countersign', 'issuer', 'jwks', 'log', 'certificateAuthorities'] as const;
  const besides = [
    ...(['witnesses', 'retiredKeys', 'formerIssuers', 'retiredAuthorities', 'timeStampAuthorities'] as const),
  ] as const;
  const file = readMembers(value, 'trust', needed, besides);
  if (file.countersign !== 'trust/v1') throw new MalformedFile('`countersign` is not `trust/v1`');
  const log = readMembers(file.log, 'log', ['origin', 'keys']);
  const jwkSet = readMembers(file.jwks, 'jwks', ['keys']);
  const retired = readMembers(file.retiredKeys ?? { receipts: [], log: [] }, 'retiredKeys', ['receipts', 'log']);
  return {
    issuer: readString(file.issuer, 'issuer'),
    formerIssuers: readList(file.formerIssuers ?? [], 'formerIssuers', KEYS_MAX).map(readFormerIssuer),
    // A key in use is in use, wherever else it stands.
    receiptKeys: new Map([
      ...readRetired(retired.receipts, 'retiredKeys.receipts').map(({ key, where, ...use }) =>
        readReceiptKey(key, where, use),
      ),
      ...readList(jwkSet.keys, 'jwks.keys', KEYS_MAX).map((key, index) =>
        readReceiptKey(key, `jwks.keys[${index}]`, { retiredAt: null }),
      ),
    ]),
    log: {
      origin: readString(log.origin, 'log.origin'),
      keys: [
        ...readList(log.keys, 'log.keys', KEYS_MAX).map((key) => ({
          ...parseNoteKey(readString(key, 'log.keys')),
          retiredAt: null,
        })),
        ...readRetired(retired.log, 'retiredKeys.log').map(({ key, where, ...use }) => ({
          ...parseNoteKey(readString(key, `${where}.key`)),
          ...use,
        })),
      ],
    },
    witnesses: file.witnesses === undefined ? null : parsePolicy(readString(file.witnesses, 'witnesses')),
    authorities: readCertificates(file.certificateAuthorities, 'certificateAuthorities'),
    retired: readList(file.retiredAuthorities ?? [], 'retiredAuthorities', KEYS_MAX).flatMap(readRetiredAuthority),
    timeStampAuthorities: readCertificates(file.timeStampAuthorities ?? [], 'timeStampAuthorities'),
  };
}

function readFormerIssuer(value: unknown, index: number): Trust['formerIssuers'][number] {
  const where = `formerIssuers[${index}]`;
  const { issuer, retiredAt } = readMembers(value, where, ['issuer', 'retiredAt']);
  if (!isInstant(retiredAt)) throw new MalformedFile(`\`${where}.retiredAt\` is not an instant`);
  return { issuer: readString(issuer, `${where}.issuer`), retiredAt };
}

function readRetiredAuthority(value: unknown, index: number): Trust['retired'] {
  const where = `retiredAuthorities[${index}]`;
  const { certificate, retiredAt } = readMembers(value, where, ['certificate', 'retiredAt']);
  if (!isInstant(retiredAt)) throw new MalformedFile(`\`${where}.retiredAt\` is not an instant`);
  return readCertificates([certificate], where).map((der) => ({ der, retiredAt }));
}

/**
 * The file in which an operator keeps retired certificates: before each one, on a line of its own, `Retired:` and the
 * instant. Throws a sentence where a certificate lacks it, for that one would count for ever.
 */
export function readRetiredCertificates(text: string): RetiredCertificate[] {
  const parts = text.split(/(?<=-----END CERTIFICATE-----)/).filter((part) => part.trim() !== '');
  return parts.map((part) => {
    const [, retiredAt] = /^\s*Retired: (\S+)\s+-----BEGIN CERTIFICATE-----/.exec(part) ?? [];
    const certificate = part.slice(part.indexOf('-----BEGIN')).trim();
    if (isInstant(retiredAt) && pemBlocks(certificate, 'CERTIFICATE').length === 1) return { certificate, retiredAt };
    throw new Error('write `Retired: YYYY-MM-DDTHH:MM:SS.mmmZ` on the line before each certificate');
  });
}

function readRetired(value: unknown, list: string): { key: unknown; where: string; retiredAt: string }[] {
  return readList(value, list, KEYS_MAX).map((item, index) => {
    const where = `${list}[${index}]`;
    const { key, retiredAt } = readMembers(item, where, ['key', 'retiredAt']);
    if (!isInstant(retiredAt)) throw new MalformedFile(`\`${where}.retiredAt\` is not an instant`);
    return { key, where, retiredAt };
  });
}

function readReceiptKey(value: unknown, where: string, use: Use): [string, { publicKey: Uint8Array } & Use] {
  // A private key (`d`) is an unknown member here, and so refused: such a file was never meant to be handed out.
  const jwk = readMembers(value, where, ['kty', 'crv', 'x', 'kid'], ['alg', 'use']);
  const known =
    [undefined, 'EdDSA'].includes(readOptional(jwk.alg)) && [undefined, 'sig'].includes(readOptional(jwk.use));
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || !known)
    throw new MalformedFile(`\`${where}\` is not an Ed25519 key`);
  const publicKey = fromBase64url(readString(jwk.x, `${where}.x`));
  if (publicKey?.length !== 32) throw new MalformedFile(`\`${where}.x\` is not an Ed25519 public key`);
  if (jwk.kid !== keyId(publicKey)) throw new MalformedFile(`\`${where}.kid\` is not the thumbprint of its key`);
  return [jwk.kid, { publicKey, ...use }];
}

function readOptional(value: unknown): string | undefined {
  return value === undefined ? undefined : readString(value, 'jwks');
}

function readCertificates(value: unknown, where: string): Uint8Array<ArrayBuffer>[] {
  return readList(value, where, KEYS_MAX).flatMap((item) => {
    const certificates = pemBlocks(readString(item, where), 'CERTIFICATE');
    if (certificates.length === 0) throw new MalformedFile(`\`${where}\` has an item without a PEM certificate`);
    return certificates;
  });
}
