import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { sealPdf, verify } from '#evidence';
import { PERSONAL_SECRET } from '../../../../test/support/database.js';
import { issuingService, trustOf } from '../../../../test/support/evidence.js';
import { stampingService, serveStamps } from '../../../../test/support/time-stamps.js';
import { hasTool, tell } from '../../../../test/support/tools.js';
import { readConfig, type SealConfig } from '../config.js';
import { openIdentity } from './seal-identity.js';
import { timeStampAuthority } from './time-stamping.js';

const folder = await mkdtemp(join(tmpdir(), 'countersign-identity-'));
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const vector = (name: string) => new URL(`../../../../test/vectors/seal/${name}`, import.meta.url);
const service = await issuingService();
await writeFile(at('seal.pem'), service.sealIdentity);
await writeFile(at('passphrase'), 'a passphrase\n');
await writeFile(at('identity.p12'), await readFile(vector('identity.p12')));
await writeFile(at('pin'), '4711\n');

const BASICS = {
  ...{ DATABASE_URL: 'postgres://x', BASE_URL: 'http://127.0.0.1', KEYS_DIR: folder, MAIL_CAPTURE: 'true' },
  PERSONAL_SECRET,
};
const sealOf = (env: Record<string, string>): SealConfig => readConfig({ ...BASICS, ...env }).seal;

describe('the identity that seals', () => {
  it('is that of `seal.pem`, or of a PKCS #12 file with its passphrase in a file', async () => {
    const made = await openIdentity(sealOf({}));
    expect(made.identity.isDevelopment).toBe(true);
    const settings = { SEAL_P12: at('identity.p12'), SEAL_P12_PASSPHRASE_FILE: at('passphrase') };
    const bought = await openIdentity(sealOf(settings));
    expect(bought.identity.isDevelopment).toBe(false);
    expect(bought.identity.certificates[0].subject).toBe('CN=Seal of a test, O=Countersign');
  });

  it('is named where it cannot be had, without what opens it', async () => {
    const missing = openIdentity(sealOf({ SEAL_P12: at('none.p12') }));
    await expect(missing).rejects.toThrow(/none\.p12` cannot be read/);
    const locked = openIdentity(sealOf({ SEAL_P12: at('identity.p12'), SEAL_P12_PASSPHRASE: 'hunter2' }));
    await expect(locked).rejects.toThrow(
      /^documents cannot be sealed: the PKCS #12 file cannot be opened(?!.*hunter2)/,
    );
    expect(() => sealOf({ SEAL_P12: 'a', SEAL_PKCS11_MODULE: 'b' })).toThrow(/are both set/);
    expect(() => sealOf({ SEAL_PKCS11_MODULE: 'b' })).toThrow(/`SEAL_PKCS11_KEY` is not set/);
    const odd = openIdentity(sealOf({ SEAL_PKCS11_MODULE: '/none.so', SEAL_PKCS11_KEY: 'x', SEAL_PKCS11_PIN: '1' }));
    await expect(odd).rejects.toThrow(/seal\.crt` cannot be read/);
  });

  it('whose key is not that of its certificate is refused', async () => {
    const other = await issuingService();
    const [key = ''] = service.sealIdentity.split('-----BEGIN CERTIFICATE-----');
    await writeFile(at('mixed.pem'), key + other.sealIdentity.slice(other.sealIdentity.indexOf('-----BEGIN CERT')));
    const mixed = openIdentity({ kind: 'pem', path: at('mixed.pem') });
    await expect(mixed).rejects.toThrow('the seal key is not that of the first certificate');
  });

  it.each(['EC:prime256v1', 'rsa:2048'])(
    'may have its key (%s) in a token, which signs and gives nothing away',
    async (kind) => {
      if (!hasTool('softhsm2-util', 'no seal is made by a token')) return;
      if (!hasTool('openssl', 'no seal is made by a token')) return;
      if (!(await hasDriver())) return;
      const softhsm = at(`softhsm-${kind.replace(':', '-')}.conf`);
      await writeFile(softhsm, `directories.tokendir = ${folder}\nobjectstore.backend = file\nlog.level = ERROR\n`);
      const label = `Seals by ${kind}`;
      await putKey({ label, kind, softhsm });
      const settings = {
        ...{ ...BASICS, SOFTHSM2_CONF: softhsm, SEAL_PKCS11_MODULE: MODULE, SEAL_PKCS11_TOKEN: label },
        ...{ SEAL_PKCS11_KEY: 'seal', SEAL_PKCS11_PIN_FILE: at('pin') },
      };
      const trust = trustOf({ ...service.trustFile, certificateAuthorities: [await readFile(at('seal.crt'), 'utf8')] });
      const documents = (await sealing(settings))
        .split('\n')
        .map((line) => new Uint8Array(Buffer.from(line, 'base64')));
      expect(documents).toHaveLength(3);
      for (const document of documents) expect(await verify(document, trust)).toMatchObject({ verdict: 'genuine' });
      expect(await sealing({ ...settings, SEAL_PKCS11_KEY: 'none' })).toMatch(/^refused: .*private key `none`/);
      expect(await sealing({ ...settings, SEAL_PKCS11_TOKEN: 'none' })).toMatch(
        /^refused: .*`SEAL_PKCS11_TOKEN` to one of/,
      );
      await writeFile(at('wrong-pin'), '1234');
      const locked = await sealing({ ...settings, SEAL_PKCS11_PIN_FILE: at('wrong-pin') });
      expect(locked).toMatch(/^refused: documents cannot be sealed: CKR_PIN_INCORRECT/);
    },
  );
});

async function sealing(env: Record<string, string>): Promise<string> {
  const files = ['typescript.js', 'seal-process.ts'].map((name) =>
    fileURLToPath(new URL(`../../../../test/support/${name}`, import.meta.url)),
  );
  const [loader = '', script = ''] = files;
  const options = ['--conditions=source', '--import', loader, '--no-warnings', script];
  const { stdout } = await promisify(execFile)(process.execPath, options, { env: { ...process.env, ...env } });
  return stdout;
}

describe('the time-stamp authority of the operator', () => {
  it('may be within and plain; what is no time-stamp, or does not come, is an error with a code', async () => {
    const time = await stampingService();
    let failing = false;
    const server = await serveStamps(time.stampingAt('2026-11-23T10:00:07.000Z'), () => failing);
    try {
      const ask = timeStampAuthority(new URL(server.url));
      const { identity } = await openIdentity(sealOf({}));
      const seal = async () =>
        sealPdf(await onePage(), identity, { reason: 'x', at: '2026-11-23T10:00:00.000Z', timeStamp: ask });
      const trust = trustOf({ ...service.trustFile, timeStampAuthorities: [time.root] });
      const { statements } = await verify(await seal(), trust);
      expect(statements).toContainEqual(expect.objectContaining({ check: 'time-stamp', ok: true }));
      failing = true;
      await expect(seal()).rejects.toMatchObject({ code: 'ETIMESTAMP' });
    } finally {
      await server.close();
    }
    await expect(timeStampAuthority(new URL(server.url))(new Uint8Array())).rejects.toMatchObject({
      code: 'ETIMESTAMP',
    });
  });
});

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';

async function hasDriver(): Promise<boolean> {
  try {
    await import(['pkcs11', 'js'].join(''));
    return true;
  } catch {
    if (process.env['SEAL_TOOLS'] === 'all') throw new Error('`pkcs11js` was not built');
    process.stderr.write('skipped: `pkcs11js` was not built: no seal is made by a token\n');
    return false;
  }
}

interface TestToken {
  readonly label: string;
  readonly kind: string;
  readonly softhsm: string;
}

/** A key made by OpenSSL with its certificate; the key goes into a new token, the certificate into a file. */
async function putKey({ label, kind, softhsm }: TestToken): Promise<void> {
  const algorithm = kind.startsWith('EC') ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : [kind];
  const subject = ['-subj', '/CN=Seal in a token', '-days', '30'];
  const made = ['-newkey', ...algorithm, '-noenc', '-keyout', at('token.key'), '-out', at('seal.crt')];
  expect(tell('openssl', ['req', '-x509', ...made, ...subject])).toMatchObject({ ok: true });
  const env = { SOFTHSM2_CONF: softhsm };
  const pins = ['--pin', '4711', '--so-pin', '4711'];
  expect(tell('softhsm2-util', ['--init-token', '--free', '--label', label, ...pins], env)).toMatchObject({ ok: true });
  const put = ['--import', at('token.key'), '--token', label, '--label', 'seal', '--id', '01', '--pin', '4711'];
  expect(tell('softhsm2-util', put, env)).toMatchObject({ ok: true });
}

async function onePage(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage().drawText('What you agreed to');
  return document.save();
}
