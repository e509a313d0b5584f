/**
 * Seals pages with what the environment names, in a process of its own: a token's module reads its settings from the
 * environment that the process began with. Prints one document a line in Base64, or why it cannot. So much is signed
 * besides at the same time that a module without locks breaks its heap, and the last of it while the token is let go.
 */
import { PDFDocument } from 'pdf-lib';
import { sealPdf } from '#evidence';
import { ConfigError, readConfig } from '../../apps/worker/src/config.js';
import { openIdentity } from '../../apps/worker/src/certificates/seal-identity.js';

const AT_ONCE = 300;

try {
  const { identity, close } = await openIdentity(readConfig().seal);
  const page = await PDFDocument.create();
  page.addPage().drawText('What you agreed to');
  const pdf = await page.save();
  const options = { reason: 'x', at: new Date().toISOString() };
  const besides = Promise.all(Array.from({ length: AT_ONCE }, () => identity.sign(pdf)));
  const sealed = await Promise.all([1, 2, 3].map(() => sealPdf(pdf, identity, options)));
  const last = identity.sign(pdf);
  await close();
  await Promise.all([besides, last]);
  process.stdout.write(sealed.map((bytes) => Buffer.from(bytes).toString('base64')).join('\n'));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stdout.write(`refused: ${error.message}`);
}
