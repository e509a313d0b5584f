/** The keys of this service: those it signs with, and the public halves of all that it publishes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  importSigner,
  jwks,
  logKey,
  readPublicKey,
  readRetiredCertificates,
  trustFile,
  type PublicJwk,
  type RetiredCertificate,
  type Signer,
  type TrustFile,
} from '#evidence';
import { formatPolicy, LedgerError, parseNoteKey } from '#ledger';
import { ConfigError, type Config } from '../config.js';

/** What the API signs and publishes. The private half of the log's key and of the seal stay with the worker. */
export class Keys {
  private constructor(
    readonly receipts: Signer,
    readonly trust: TrustFile,
    /** Seals what webhooks are signed with, for the worker to open. */
    readonly webhookSecret: string,
  ) {}

  static async read(config: Config): Promise<Keys> {
    const receipts = await importSigner(await keyFile(config, 'receipt.key'));
    const log = await readPublicKey(await keyFile(config, 'log.pub'));
    const origin = new URL(config.baseUrl).host;
    const trust = trustFile({
      issuer: config.baseUrl,
      jwks: jwks([receipts.publicKey]),
      log: { origin, keys: [logKey(origin, log)] },
      // The one that seals, and none above it: a public authority certifies others too, and any of them could seal in its name.
      certificateAuthorities: certificatesIn(
        (await keyFileIfAny(config, 'seal.crt')) ?? (await sealFile(config)),
      ).slice(0, 1),
      retiredAuthorities: retiredIn(await keyFileIfAny(config, 'seal-retired.crt')),
      timeStampAuthorities: certificatesIn((await keyFileIfAny(config, 'tsa.crt')) ?? ''),
      ...(config.witnesses !== null && { witnesses: formatPolicy(config.witnesses) }),
      ...(await retired(config)),
    });
    return new Keys(receipts, trust, await keyFile(config, 'webhook.secret'));
  }
}

/**
 * What was retired stays published: `retired.keys` has a line for each key, `<instant> log <verifier key>` or
 * `<instant> receipt <the x of the JWK>`, and for each former address `<instant> issuer <address>`, as the trust file showed
 * it while it was in use.
 */
async function retired(config: Config): Promise<Pick<TrustFile, 'retiredKeys' | 'formerIssuers'>> {
  const text = (await keyFileIfAny(config, RETIRED)) ?? '';
  const lines = text
    .split('\n')
    .flatMap((line, index) => (/^\s*(#|$)/.test(line) ? [] : [readRetired(line, index + 1)]));
  const issuers = lines.flatMap((each) => ('issuer' in each ? [each] : []));
  return {
    retiredKeys: {
      receipts: lines.flatMap((each) => ('receipt' in each ? [{ key: each.receipt, retiredAt: each.retiredAt }] : [])),
      log: lines.flatMap((each) => ('log' in each ? [{ key: each.log, retiredAt: each.retiredAt }] : [])),
    },
    // Older readers refuse a member that they do not know.
    ...(issuers.length > 0 && { formerIssuers: issuers }),
  };
}

const RETIRED = 'retired.keys';

type Retired = { readonly retiredAt: string } & (
  { readonly log: string } | { readonly receipt: PublicJwk } | { readonly issuer: string }
);

function readRetired(line: string, number: number): Retired {
  const [retiredAt = '', kind, key = '', ...rest] = line.trim().split(/\s+/);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(retiredAt) && !Number.isNaN(Date.parse(retiredAt));
  const [jwk] = kind === 'receipt' && /^[A-Za-z0-9_-]{43}$/.test(key) ? jwks([Buffer.from(key, 'base64url')]).keys : [];
  if (isInstant && rest.length === 0) {
    if (jwk !== undefined) return { retiredAt, receipt: jwk };
    if (kind === 'log' && isLogKey(key)) return { retiredAt, log: key };
    if (kind === 'issuer' && URL.canParse(key) && new URL(key).origin === key) return { retiredAt, issuer: key };
  }
  throw new ConfigError(
    `line ${number} of \`${RETIRED}\` cannot be read; write \`YYYY-MM-DDTHH:MM:SS.mmmZ log KEY\`, \`… receipt X\` or \`… issuer ADDRESS\``,
  );
}

function isLogKey(text: string): boolean {
  try {
    parseNoteKey(text);
    return true;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}

/** The certificates of a file that holds a private key beside them. */
function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

function retiredIn(text: string | null): RetiredCertificate[] {
  try {
    return readRetiredCertificates(text ?? '');
  } catch (error) {
    throw new ConfigError(`\`seal-retired.crt\` cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Without a seal there are no certificates to trust, and the rest works. */
async function sealFile(config: Config): Promise<string> {
  return (await keyFileIfAny(config, 'seal.pem')) ?? '';
}

function keyFileIfAny(config: Config, name: string): Promise<string | null> {
  return readFile(join(config.keysDir, name), 'utf8').catch(() => null);
}

async function keyFile(config: Config, name: string): Promise<string> {
  const path = join(config.keysDir, name);
  try {
    return await readFile(path, 'utf8');
  } catch {
    const made = name === 'log.pub' ? ', made by `openssl pkey -in log.key -pubout -out log.pub`' : '';
    throw new ConfigError(
      `the key file \`${path}\` cannot be read; set \`KEYS_DIR\` to the folder that holds it${made}`,
    );
  }
}
