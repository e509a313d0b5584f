/** Statements of ours: a compact JWS of a type of its own over canonical JSON, with who says it and when. */
import { canonicalJson } from '#ledger';
import type { JsonObject } from '#ledger';
import { CompactSign, compactVerify } from 'jose';
import { fromBase64url } from './encoding.js';
import { importPublicKey } from './keys.js';
import type { Signer } from './keys.js';
import { MalformedFile, isInstant, readJson, readMembers, readString, readText, readWhole } from './reading.js';

/** Who says something, and when. */
export interface Saying {
  /** The address of the service, as in the trust file. */
  readonly issuer: string;
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ` */
  readonly at: string;
}

/** A type that no other kind of statement has, so that none is taken for another, and what such a statement says. */
interface Kind<Name extends string> {
  readonly type: string;
  readonly members: readonly Name[];
}

/** The JWS that says these members. */
export async function sign(
  signer: Signer,
  type: string,
  { issuer, at, ...members }: Saying & JsonObject,
): Promise<string> {
  const payload = canonicalJson({ iss: issuer, iat: Date.parse(at), ...members });
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'EdDSA', kid: signer.kid, typ: type })
    .sign(signer.privateKey);
}

/**
 * What a JWS says, and which key it claims, strictly; to be believed only after `verifySigned`. `where` names it in the
 * `MalformedFile` that it throws.
 */
export function readSigned<Name extends string>(
  text: string,
  where: string,
  kind: Kind<Name>,
): Saying & { readonly kid: string; readonly said: Readonly<Partial<Record<Name, unknown>>> } {
  try {
    return read(text, kind);
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    throw new MalformedFile(`\`${where}\`: ${error.message}`);
  }
}

function read<Name extends string>(text: string, { type, members }: Kind<Name>): ReturnType<typeof readSigned<Name>> {
  const parts = text.split('.').map(fromBase64url);
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || !signature) throw new MalformedFile('it is not a compact JWS');
  const { alg, kid, typ } = readMembers(readJson(readText(header)), 'header', ['alg', 'kid', 'typ']);
  if (alg !== 'EdDSA' || typ !== type) throw new MalformedFile(`it is not of the type \`${type}\``);
  const json = readText(payload);
  const value = readJson(json);
  const { iss, iat, ...said } = readMembers<string>(value, 'payload', ['iss', 'iat', ...members]);
  if (canonicalJson(value) !== json) throw new MalformedFile('what it signs is not canonical JSON');
  const at = instantOf(readWhole(iat, 'iat'));
  // The members were just shown to be these; their values stay `unknown` until read one by one.
  return {
    kid: readString(kid, 'kid'),
    issuer: readString(iss, 'iss'),
    at,
    said: said as Partial<Record<Name, unknown>>,
  };
}

function instantOf(milliseconds: number): string {
  const instant = new Date(milliseconds);
  const text = Number.isNaN(instant.getTime()) ? '' : instant.toISOString();
  if (!isInstant(text)) throw new MalformedFile('`iat` is not an instant in milliseconds');
  return text;
}

/** Whether a JWS, already read, is by this key. */
export async function verifySigned(text: string, publicKey: Uint8Array): Promise<boolean> {
  try {
    await compactVerify(text, await importPublicKey(publicKey), { algorithms: ['EdDSA'] });
    return true;
  } catch {
    return false;
  }
}
