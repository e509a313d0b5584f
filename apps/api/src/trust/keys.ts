/** The keys of this service: those it signs with, and the public halves of all that it publishes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  importSigner,
  jwks,
  logKey,
  readRetiredCertificates,
  trustFile,
  type RetiredCertificate,
  type Signer,
  type TrustFile,
} from '#evidence';
import { ConfigError, type Config } from '../config.js';

/** What the API signs and publishes. The private half of the log's key and of the seal stay with the worker. */
export class Keys {
  private constructor(
    readonly receipts: Signer,
    readonly trust: TrustFile,
  ) {}

  static async read(config: Config): Promise<Keys> {
    const receipts = await importSigner(await keyFile(config, 'receipt.key'));
    const log = await importSigner(await keyFile(config, 'log.key'));
    const origin = new URL(config.baseUrl).host;
    const trust = trustFile({
      issuer: config.baseUrl,
      jwks: jwks([receipts.publicKey]),
      log: { origin, keys: [logKey(origin, log.publicKey)] },
      certificateAuthorities: certificatesIn((await keyFileIfAny(config, 'seal.crt')) ?? (await sealFile(config))),
      retiredAuthorities: retiredIn(await keyFileIfAny(config, 'seal-retired.crt')),
      timeStampAuthorities: certificatesIn((await keyFileIfAny(config, 'tsa.crt')) ?? ''),
    });
    return new Keys(receipts, trust);
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
    throw new ConfigError(`the key file \`${path}\` cannot be read; set \`KEYS_DIR\` to the folder that holds it`);
  }
}
