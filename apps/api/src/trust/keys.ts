/** The keys of this service: those it signs with, and the public halves of all that it publishes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importSigner, jwks, logKey, trustFile, type Signer, type TrustFile } from '#evidence';
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
      certificateAuthorities: certificatesIn(await sealFile(config)),
    });
    return new Keys(receipts, trust);
  }
}

/** The certificates of a file that holds a private key beside them. */
function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** Without a seal there are no certificates to trust, and the rest works. */
function sealFile(config: Config): Promise<string> {
  return readFile(join(config.keysDir, 'seal.pem'), 'utf8').catch(() => '');
}

async function keyFile(config: Config, name: string): Promise<string> {
  const path = join(config.keysDir, name);
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new ConfigError(`the key file \`${path}\` cannot be read; set \`KEYS_DIR\` to the folder that holds it`);
  }
}
