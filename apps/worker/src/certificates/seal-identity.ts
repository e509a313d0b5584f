/** Who seals documents: a key in a file, in a PKCS #12 file or in a token, as the operator says. */
import { readFile } from 'node:fs/promises';
import { identityOfDevice, importIdentity, importPkcs12, type SealIdentity } from '#evidence';
import { ConfigError, type SealConfig } from '../config.js';
import { openToken } from './token.js';

/** The identity, and how to let go of what holds it. Throws a `ConfigError` that says which file or setting is wrong. */
export interface OpenIdentity {
  readonly identity: SealIdentity;
  readonly close: () => Promise<void>;
}

const NOTHING_TO_CLOSE = (): Promise<void> => Promise.resolve();

export async function openIdentity(seal: SealConfig): Promise<OpenIdentity> {
  try {
    if (seal.kind === 'pem')
      return { identity: await importIdentity(await fileAt(seal.path)), close: NOTHING_TO_CLOSE };
    if (seal.kind === 'pkcs12') {
      const file = await readFile(seal.path).catch(() => unreadable(seal.path));
      return { identity: await importPkcs12(new Uint8Array(file), seal.passphrase), close: NOTHING_TO_CLOSE };
    }
    const certificates = await fileAt(seal.certificatesPath);
    const token = await openToken(seal);
    try {
      return { identity: await identityOfDevice(certificates, token.sign), close: token.close };
    } catch (error) {
      await token.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`documents cannot be sealed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fileAt(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => unreadable(path));
}

function unreadable(path: string): never {
  throw new ConfigError(`the seal's file \`${path}\` cannot be read; set \`KEYS_DIR\` or \`SEAL_P12\` to where it is`);
}
